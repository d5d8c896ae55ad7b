"""Every mail there is, written by what really writes it: each in the name of its territory, from its own site."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.core.context import request_context
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.test import RequestFactory
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from accounts import retention
from accounts.adapter import AccountAdapter
from accounts.words import MAILS
from agenda.registering.actions import Wish, cancel, confirm, register
from cms.actions import open_site
from cms.models import Picture, SiteTerritory, StandardPage
from cms.senders import sender_of
from geography.models import Territory
from listings import answering, freshness, review_mails, teaming
from listings.agency_teams import invite_agent
from listings.contact.letters import write_letter
from listings.contact.models import Side, State
from listings.models import Moderator
from listings.reviewing import decide
from listings.reviews import ReviewState
from mail.catalogue import LETTERS
from mail.models import OutgoingMail
from mail.palettes import contrast
from mail.sending import message_of
from tests.factories.agenda import make_event, seats_of
from tests.factories.contact import write_to
from tests.factories.listings import make_moderator, make_superuser, make_user, millau, territory_of
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review

pytestmark = pytest.mark.django_db
OURS, NEIGHBOURS = "https://lozere.example", "https://aveyron.example"


def found(number: str, name: str, commune: Any, *, whole: bool = False, **colours: str) -> Territory:
    """A territory with an agency, its address and a site, which has pages when ``whole``."""
    territory = territory_of(commune)
    Territory.objects.filter(pk=territory.pk).update(
        name=name, agency_name=f"Agence de {name}", agency_email=f"agence{number}@demo.example"
    )
    territory.refresh_from_db()
    host = f"{name.lower()}.example"
    if whole:
        open_site(territory, host, 443)
    else:
        site = Site.objects.create(hostname=host, port=443, root_page=Page.objects.filter(depth=2).first())
        SiteTerritory.objects.create(site=site, territory=territory)
    SiteTerritory.objects.filter(territory=territory).update(**colours)
    return territory


COLOURS = {"brand": "#ffd9a0", "accent": "#0b3d91"}


@pytest.fixture
def lozere() -> Territory:
    return found("48", "Lozere", mende(), **COLOURS)


def reviews() -> None:
    make_moderator(mende())
    decide(make_review(make_held_place()), make_moderator(mende()), ReviewState.APPROVED)


def lives() -> None:
    place, agent = (
        make_place(owner=make_user(), checked_on=timezone.localdate() - timedelta(days=800)),
        make_moderator(mende()),
    )
    freshness.run(timezone.now())
    review_mails.tell_taken_off(place, agent)
    review_mails.tell_restored(place, agent)
    review_mails.tell_moved(place, agent, millau())


def teams() -> None:
    place, agent = make_place(), make_moderator(mende())
    teaming.decide_claim(teaming.claim(place, make_user(), "C’est le mien."), agent, accepted=True)
    place.refresh_from_db()
    teaming.invite(place, place.owner, "collegue@demo.example")
    invite_agent(territory_of(mende()), make_superuser(), "recrue@demo.example")


def offers() -> None:
    answering.decline_offer(make_offer(), Moderator.objects.get(territory=territory_of(millau())).user, "Non.")


def conversations() -> None:
    conversation = write_to()
    for template in (template for template in LETTERS if template.startswith("contact_")):
        for side in Side:
            write_letter(conversation, side, template, "essai", state=State.INTERESTED)


def accounts() -> None:
    request = RequestFactory(headers={"host": "lozere.example"}).get("/", secure=True)
    told = dict.fromkeys(("activate_url", "password_reset_url", "signup_url"), "https://lozere.example:8000/compte/x/")
    with request_context(request):
        for prefix in (*MAILS, "account/email/password_changed"):
            AccountAdapter().send_mail(prefix, "lea@demo.example", {**told, "timestamp": timezone.now(), "ip": "::1"})
    away = make_user(date_joined=timezone.now() - timedelta(days=800))
    make_place(owner=away)
    retention.run(timezone.now())


def pages() -> None:
    agent, writer, page = make_moderator(mende()), make_user(), StandardPage(title="Venir", slug="venir", live=False)
    Site.objects.get(hostname="lozere.example").root_page.add_child(instance=page)
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer).current_task_state.approve(user=agent)


def meetings() -> None:
    event = make_event(Site.objects.get(hostname="lozere.example"), seats_on_site=1)
    row = register(event, "lea@demo.example", Wish(seats_of(event).pk, "Léa"), uuid4())
    confirm(row)
    cancel(row)


WRITERS: tuple[Callable[[], None], ...] = (reviews, lives, teams, offers, conversations, accounts, pages, meetings)
OF_EVENTS = ("agenda_", "calendar_", "event_", "ride_")
"""How the mails begin that are written with those of ``meetings``, by the same function."""


def test_every_mail_wears_its_territory(settings: LazySettings) -> None:
    found("48", "Lozere", mende(), whole=True, **COLOURS)
    found("12", "Aveyron", millau())
    settings.ALLOWED_HOSTS = [".example", "testserver"]
    settings.DEFAULT_FROM_EMAIL = "hameau@portail.example"
    for write in WRITERS:
        write()
    mails = list(OutgoingMail.objects.order_by("pk"))
    written = {mail.template for mail in mails}
    assert written >= {name for name in LETTERS if not name.startswith(OF_EVENTS)}, "each is written by something above"
    assert written >= {"agenda_confirm", "agenda_confirmed", "agenda_cancelled"}
    for mail in mails:
        is_theirs = mail.template.startswith("offer_waiting")
        origin, name, number = (NEIGHBOURS, "Aveyron", "12") if is_theirs else (OURS, "Lozere", "48")
        message = message_of(mail).message()
        assert str(message["From"]) == f"Agence de {name} via Hameau <hameau@portail.example>", mail.template
        assert message["Reply-To"] == f"agence{number}@demo.example", mail.template
        links = re.findall(r"https?://[^\s\"<]+", f"{mail.text} {mail.html}")
        assert links
        assert all(link.startswith(f"{origin}/") for link in links), (mail.template, links)
        assert f"Hameau {name}" in mail.html
        assert f"Agence de {name}" in mail.text.rpartition("\n-- \n")[2]
        assert str(LETTERS[mail.template].why) in mail.text, mail.template
        assert ("#0b3d91" in mail.html) == (not is_theirs), "the colour that calls"
        assert "<img" not in mail.html


def test_colours_stand_out_by_day_and_by_night(lozere: Territory) -> None:
    """The territory's pale yellow could not be read on paper."""
    palette = sender_of(lozere).palette
    assert palette.call == "#0b3d91"
    for colour, ground, least in (
        (palette.title, "#fffefb", 7),
        (palette.action, "#fffefb", 7),
        (palette.on_call, palette.call, 4.5),
        (palette.title_by_night, "#141916", 7),
        (palette.on_call_by_night, palette.call_by_night, 4.5),
    ):
        assert contrast(colour, ground) >= least


def test_what_was_written_stays_as_it_was(lozere: Territory) -> None:
    conversations()
    mail = OutgoingMail.objects.earliest("pk")
    before = message_of(mail).message().as_string()
    Territory.objects.filter(pk=lozere.pk).update(agency_name="Autre", agency_email="autre@demo.example")
    SiteTerritory.objects.update(brand="#000000", accent="#000000")
    Site.objects.filter(hostname="lozere.example").update(hostname="autre.example")
    settled = re.compile(r"boundary=\"[^\"]*\"|^--=.*$|^Date:.*$", re.MULTILINE)
    after = message_of(OutgoingMail.objects.get(pk=mail.pk)).message().as_string()
    assert settled.sub("", after) == settled.sub("", before)


def test_an_address_of_its_own_where_the_operator_lets_it(lozere: Territory, settings: LazySettings) -> None:
    link = SiteTerritory.objects.get(territory=lozere)
    link.mail_from, link.brand, link.accent = "bonjour@Agence48.example", "", ""
    with pytest.raises(ValidationError, match=r"agence48\.example"):
        link.full_clean()
    settings.MAIL_FROM_DOMAINS = ["12:agence48.example"]
    with pytest.raises(ValidationError, match=r"agence48\.example"):
        link.full_clean()  # it is another's
    settings.MAIL_FROM_DOMAINS = ["48:agence48.example"]
    link.full_clean()
    link.save()
    assert sender_of(lozere).address == "bonjour@Agence48.example"
    assert sender_of(lozere).name == "Agence de Lozere"
    settings.MAIL_FROM_DOMAINS = []
    assert sender_of(lozere).address == "", "what the operator took back is no longer used"
    assert sender_of(lozere).name == "Agence de Lozere via Hameau"


def test_a_territory_without_a_site_and_a_place_without_a_territory() -> None:
    territory_of(mende())
    conversations()
    assert {mail.sender for mail in OutgoingMail.objects.all()} == {"Agence de Lozère via Hameau"}
    latest = OutgoingMail.objects.aggregate(latest=Max("pk"))["latest"]
    Territory.objects.all().delete()
    conversations()
    assert {mail.sender for mail in OutgoingMail.objects.filter(pk__gt=latest)} == {"Hameau"}


def test_of_two_territories_that_share_a_commune_the_smallest_writes(lozere: Territory) -> None:
    """As its site has the canonical address of what stands there."""
    small = Territory.objects.create(name="Causses", slug="causses", agency_name="Agence des Causses")
    small.communes.add(mende())
    territory_of(mende()).communes.add(millau())
    conversations()
    assert OutgoingMail.objects.latest("pk").sender == "Agence de Lozere via Hameau", "the other has no site"
    site = Site.objects.create(hostname="causses.example", port=443, root_page=Page.objects.filter(depth=2).first())
    SiteTerritory.objects.create(site=site, territory=small)
    conversations()
    assert OutgoingMail.objects.latest("pk").sender == "Agence des Causses via Hameau"


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_logo_comes_over_https_or_not_at_all(lozere: Territory, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    logo = Picture.objects.create(title="Logo", file=get_test_image_file(size=(400, 100)))
    SiteTerritory.objects.update(logo=logo)
    conversations()
    shown = re.findall(r"<img[^>]*>", OutgoingMail.objects.latest("pk").html)
    assert len(shown) == 1
    assert re.search(r'src="https://lozere\.example/media/images/[^"]*\.png"\s+width="200"\s+height="50"', shown[0])
    assert 'alt="Hameau Lozere"' in shown[0]
    logo.file.storage.delete(logo.file.name)
    logo.renditions.all().delete()
    assert sender_of(lozere).logo is None, "a lost file keeps no mail back"
    Site.objects.filter(hostname="lozere.example").update(port=8000)
    assert sender_of(lozere).logo is None
    gc.collect()  # Wagtail leaves the temporary files of new renditions to it
