"""``manage.py open_site lozere --name Lozère …``: a territory's site with its first pages, on a real installation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from cms.actions import found_territory, open_site


class Command(BaseCommand):
    """Founds a territory and opens its site; run again, it brings the territory's name and agency up to date."""

    help = "Create a territory from whole départements, and its site: home page, legal pages, address. Idempotent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="Short name for addresses, such as lozere")
        parser.add_argument("--name", required=True, help="As people say it: Lozère")
        parser.add_argument("--departement", required=True, action="append", help="INSEE code; repeat it for several")
        parser.add_argument("--agency", required=True, help="Name of the agency that keeps the site")
        parser.add_argument("--email", required=True, help="The agency's public e-mail address")
        parser.add_argument("--url", required=True, help="Where the site answers, such as https://lozere.example")
        parser.add_argument("--default", action="store_true", help="Answer at every address that no other site has")

    def handle(self, *args: Any, **options: Any) -> None:
        address = urlsplit(options["url"])
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise CommandError(f"{options['url']!r} is not an address such as https://lozere.example")
        port = address.port or (443 if address.scheme == "https" else 80)
        try:
            territory = found_territory(
                options["slug"], options["name"], options["agency"], options["email"], options["departement"]
            )
            open_site(territory, address.hostname, port, is_default=options["default"])
        except (ValueError, ValidationError) as error:
            raise CommandError(str(error)) from error
        communes = territory.communes.count()
        self.stdout.write(f"{territory.name}: {communes} communes, at {options['url']}")
