"""A morning at the agency's desk: one of each thing that may wait there, made inside the demo by the site's own verbs.

``python -m tests.browser.desk_day`` runs in the site's environment and prints a line of JSON (``DeskDay``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from tests.browser.demo_site import ROOT, DemoSite

# Names that one reads in the handbook's pictures.
PERSON, PLACE, CLAIMED, TWICE, OFFERED = (
    "Nadia Fabre (fictive)",
    "Fournil du Pont (fictif)",
    "Ruche (fictive)",
    "aux Livres (fictive)",
    "L’Escale (fictive)",
)


@dataclass
class DeskDay:
    """The sessions of the agency's manager and of who runs the installation; the number of the place that is twice."""

    session: str
    operator: str
    twice: int


def make_desk_day(site: DemoSite) -> DeskDay:
    """Make it on a running site. Raises ``AssertionError`` with what was said on the error output."""
    command = [sys.executable, "-m", "tests.browser.desk_day"]
    done = subprocess.run(command, env=site.environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise AssertionError(done.stderr)
    return DeskDay(**json.loads(done.stdout.splitlines()[-1]))


def play() -> DeskDay:
    """Make everything."""
    from django.contrib.auth import get_user_model

    from listings.actions import appoint_moderator
    from listings.moderators import Moderator

    manager = Moderator.objects.filter(territory__slug="lozere", is_manager=True).order_by("pk").first()
    assert manager
    _submissions()
    _claim()
    _report()
    _reported_message()
    _offer()
    appoint_moderator(_member("Lise", "Brun"), manager.territory)
    operator = get_user_model().objects.filter(is_superuser=True).order_by("pk").first()
    return DeskDay(_session(manager.user), _session(operator), _twice())


def _member(first_name: str, last_name: str) -> Any:
    from django.contrib.auth import get_user_model

    from accounts.actions import vouch_for_address

    user = get_user_model().objects.create_user(
        f"{first_name}.{uuid4().hex[:6]}@demo.example".lower(), first_name=first_name, last_name=last_name
    )
    vouch_for_address(user)
    return user


def _session(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _submissions() -> None:
    """What someone public changed, and a new place that may be there already."""
    from directory.workers.actions import draft_of, keep
    from listings.reviewing import submit
    from tests.factories.reviews import make_held_place
    from tests.factories.workers import make_worker

    worker = make_worker(
        _member("Nadia", "Fabre"),
        display_name=PERSON,
        headline="comptable",
        presentation="Je tiens la comptabilité de petites associations.",
        status="freelance",
    )
    draft = draft_of(worker)
    draft.headline = "comptable pour les fermes et les associations"
    draft.presentation = "Je tiens la comptabilité de fermes et d’associations, un jour par mois chez vous."
    keep(draft, worker.owner)
    submit(type(worker)._default_manager.get(pk=worker.pk), worker.owner)
    known = {"name": PLACE, "summary": "Douze postes au calme, au-dessus du fournil.", "phone": "+33466490101"}
    _place(**known)
    held = make_held_place(slug=_slug(), owner=_member("Paul", "Astruc"), **{**known, "name": f"Le {PLACE}"})
    submit(held, held.owner)


def _slug() -> str:
    return f"fictif-{uuid4().hex[:8]}"


def _place(**fields: Any) -> Any:
    """A published place with its first version, as the desk makes them."""
    from listings.publishing import create_listing, publish
    from places.models import Place
    from tests.factories.places import mende

    place = Place(**{"slug": _slug(), "commune": mende(), "types": ("coworking",), **fields})
    publish(create_listing(place, None), None)
    return Place.objects.published().get(pk=place.pk)


def _claim() -> None:
    from listings.teaming import claim

    place = _place(name=f"La {CLAIMED}", email="ruche@demo.example", phone="+33466490102")
    claim(place, _member("Claire", "Roux"), "Je gère ce lieu depuis mars : mon nom est sur le site de la commune.")


def _report() -> None:
    from django.contrib.contenttypes.models import ContentType

    from listings.models import ChangeReport

    place = _place(name="La Filature (fictive)")
    ChangeReport.objects.create(
        kind="hours",
        content_type=ContentType.objects.get_for_model(place),
        object_id=place.pk,
        commune=place.commune,
        message="Le samedi, c’est fermé depuis la rentrée. Le panneau de la porte le dit aussi.",
        reporter_email="voisine@demo.example",
        submission=uuid4(),
    )


def _reported_message() -> None:
    from listings.contact import actions
    from listings.contact.actions import Letter, Sender
    from listings.contact.models import Side

    place = _place(name="Le Moulin (fictif)", owner=_member("Jeanne", "Vidal"))
    words = "Investissez avec moi : vous doublez votre mise en un mois, c’est garanti."
    writer = _member("Max", "Durand")
    letter = Letter("Je conseille les entreprises.", "Une affaire sûre", words, None)
    conversation = actions.write(place, Sender("Max Durand", writer.email, writer), letter, uuid4())
    actions.report(conversation, Side.RECIPIENT, "C’est de la publicité, et ça ressemble à une arnaque.")


def _offer() -> None:
    """What the agency of Aveyron thinks is Lozère's."""
    from geography.models import Commune
    from listings.moderators import Moderator
    from listings.offering import propose
    from tests.factories.places import mende

    neighbour = Moderator.objects.filter(territory__slug="aveyron").order_by("pk").first()
    assert neighbour
    place = _place(name=OFFERED, commune=Commune.objects.get(pk="12145"))
    words = "Ce lieu a quitté Millau en septembre : il est maintenant à Mende, rue Basse. Son équipe est prévenue."
    propose(place, neighbour.user, mende(), words)


def _twice() -> int:
    """Two forms of one place; the key of the one to keep."""
    known = {"address": "2 rue du Soubeyran", "phone": "+33466490103"}
    _place(name=f"Grange {TWICE}", summary="Six postes et une salle.", **known)
    kept = _place(name=f"La Grange {TWICE}", summary="Une salle.", **known)
    return int(kept.pk)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        made = play()
    sys.stdout.write(json.dumps(asdict(made)))
