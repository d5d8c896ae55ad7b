"""``manage.py create_territory --departement 48 --agency "…"``: all of a territory, from an empty database on."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import override

from accounts.models import User
from cms.actions import open_desk
from cms.opening import Opened, Opening, communes_asked, ensure_geography, open_territory
from cms.origins import address_of


class Command(BaseCommand):
    """Makes what is missing; run again, it brings communes, agency and, where told, the rest up to date."""

    help = (
        "Open a territory: its site with first pages at an address of its own, its folder of pictures and documents, "
        "its agency's group. The national portal is opened with the first one. Idempotent."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--departement", action="append", default=[], help="INSEE code; repeat it for several")
        parser.add_argument("--epci", default="", help="SIREN of a group of communes")
        parser.add_argument("--codes", default="", help="INSEE codes, or a file of them; of before a merger too")
        parser.add_argument("--agency", required=True, help="Name of the agency that keeps the site")
        parser.add_argument("--email", default="", help="The agency's public address")
        parser.add_argument("--name", default="", help="As people say it; else that of the département or of the EPCI")
        parser.add_argument("--slug", default="", help="Short name for addresses; else made of the name")
        parser.add_argument("--url", default="", help="Where the site answers; else <slug>.<host of SITE_URL>")
        parser.add_argument("--brand", default="", help="Main colour, such as #1f4d3a")
        parser.add_argument("--accent", default="", help="Colour of what calls, such as #a8480c")
        parser.add_argument("--manager", default="", help="Address of an account that is to keep the agency's team")
        parser.add_argument("--default", action="store_true", help="Answer at every other address, without a portal")

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        if not connection.introspection.table_names():
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write("The database was made.")
        if ensure_geography():
            self.stdout.write("The communes of France were loaded.")
        with override("fr"):
            try:
                manager = account_of(options["manager"]) if options["manager"] else None
                opened = open_territory(asked(options))
            except (ValidationError, ValueError) as error:
                messages = error.messages if isinstance(error, ValidationError) else [str(error)]
                raise CommandError("\n".join(messages)) from error
            if manager:
                open_desk(manager, opened.territory)
        self.tell(opened, options, perf_counter() - started)

    def tell(self, opened: Opened, options: dict[str, Any], seconds: float) -> None:
        """What was made, what was understood, and what is left to do."""
        territory = opened.territory
        for carried in opened.carried:
            self.stdout.write(f"  merged since: {carried}")
        verb = "opened" if opened.is_new else "brought up to date"
        self.stdout.write(
            self.style.SUCCESS(
                f"{territory.name}: {opened.communes} communes, {verb} at {opened.address.origin}/ ({seconds:.1f} s)."
            )
        )
        if not options["email"] and opened.is_new:
            self.stdout.write(f"Its public address is {territory.agency_email} until the agency writes its own.")
        if not options["manager"]:
            self.stdout.write(f"Nobody keeps it yet: run again with --manager, or invite at {team_address()}.")


def asked(options: dict[str, Any]) -> Opening:
    """What the options ask for. Raises ``ValidationError``, ``ValueError``."""
    codes = options["codes"]
    if codes and Path(codes).is_file():
        codes = Path(codes).read_text()
    return Opening(
        communes=communes_asked(options["departement"], options["epci"], codes),
        agency_name=options["agency"],
        name=options["name"],
        slug=options["slug"],
        agency_email=options["email"],
        address=address_of(options["url"]) if options["url"] else None,
        colours={name: options[name] for name in ("brand", "accent") if options[name]},
        is_default=options["default"],
    )


def account_of(email: str) -> User:
    """The account of an address. Raises ``ValueError`` when there is none."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise ValueError(f"No account has the address {email}: sign up at the site first, or invite it at the desk.")
    return user


def team_address() -> str:
    """Where a superuser invites the first member."""
    return "/admin/equipe/"
