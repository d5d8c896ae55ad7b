"""Every mail there is, written by what really writes it: each in the name of its territory, from its own site."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.core.context import request_context
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Site

from accounts import retention
from accounts.adapter import AccountAdapter
from accounts.words import MAILS
from cms.actions import open_site
from cms.models import SiteTerritory, StandardPage
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
from tests.factories.contact import write_to
from tests.factories.listings import make_moderator, make_superuser, make_user, millau, territory_of
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review

pytestmark = pytest.mark.django_db
OURS, NEIGHBOURS = "https://lozere.example", "https://aveyron.example"


def found(number: str, name: str, commune: Any, **colours: str) -> Territory:
    """A territory with an agency, its address and a site."""
    territory = territory_of(commune)
    Territory.objects.filter(pk=territory.pk).update(
        name=name, agency_name=f"Agence de {name}", agency_email=f"agence{number}@demo.example"
    )
    territory.refresh_from_db()
    site = open_site(territory, f"{name.lower()}.example", 443)
    SiteTerritory.objects.filter(site=site).update(**colours)
    return territory


@pytest.fixture
def lozere() -> Territory:
    found("12", "Aveyron", millau())
    return found("48", "Lozere", mende(), brand="#ffd9a0", accent="#0b3d91")


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


WRITERS: tuple[Callable[[], None], ...] = (reviews, lives, teams, offers, conversations, accounts, pages)


def test_every_mail_wears_its_territory(lozere: Territory, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = [".example", "testserver"]
    settings.DEFAULT_FROM_EMAIL = "hameau@portail.example"
    for write in WRITERS:
        write()
    mails = list(OutgoingMail.objects.order_by("pk"))
    assert {mail.template for mail in mails} == set(LETTERS), "each template is written by something above"
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
