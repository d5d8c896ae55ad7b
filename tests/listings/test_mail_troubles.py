"""The mails about listings that did not arrive: which ones an agency learns of, and that none names anyone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from listings.archiving import archive, restore
from listings.contact.actions import share
from listings.contact.models import Side
from listings.freshness import run as run_checks
from listings.mail_troubles import LATELY, TEMPLATES, said_by, to_see_to, troubles_for
from listings.teaming import claim, decide_claim, invite
from mail.models import OutgoingMail
from tests.factories.contact import answered
from tests.factories.directory_businesses import make_business
from tests.factories.listings import make_moderator, make_superuser, make_user, millau
from tests.factories.mails import make_mail
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review
from tests.factories.workers import make_worker, worker_draft

pytestmark = pytest.mark.django_db
NOT_ABOUT_LISTINGS = {
    *("desk_invitation", "page_waiting", "page_decided"),
    *("contact_confirm", "contact_answer", "contact_unanswered"),
}
"""Mails of an agency's team and about its pages, and those that only who writes first receives."""


def failed(about: Any, **values: Any) -> OutgoingMail:
    return make_mail(**{"state": "failed", "error": "550 non", "about": about, **values})


def test_an_agency_learns_of_those_of_its_listings_of_every_kind() -> None:
    ours = [failed(about) for about in (make_place(), make_worker(), make_business(commune=mende()))]
    failed(make_place(commune=millau()))
    failed(None)
    failed(worker_draft(make_user()))
    assert set(troubles_for(make_moderator(mende()))) == set(ours)
    assert troubles_for(make_superuser()).count() == len(ours) + 1, "Nobody's is what was never sent."
    assert not troubles_for(make_user()).exists()


def test_only_of_what_went_wrong_and_can_still_be_told() -> None:
    place, moderator = make_place(), make_moderator(mende())
    wrong = [failed(place), failed(place, state="uncertain"), failed(place, state="waiting")]
    failed(place, state="waiting", error="")
    failed(place, state="sent", sent_at=timezone.now(), error="")
    failed(place, to="", text="", subject="")
    assert set(troubles_for(moderator)) == set(wrong)


def test_those_that_await_someone_are_of_late_and_not_put_aside() -> None:
    place, moderator, now = make_place(), make_moderator(mende()), timezone.now()
    seen = [failed(place), failed(place, state="uncertain"), failed(place, created_at=now - LATELY + timedelta(1))]
    failed(place, state="waiting")
    failed(place, created_at=now - LATELY)
    failed(place, put_aside_at=now)
    assert set(to_see_to(moderator, now)) == set(seen)


def test_every_mail_about_a_listing_says_so_and_is_known_here(tmp_path: Any) -> None:
    folder = settings.ROOT_DIR / "templates" / "mail"
    written = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("account_")}
    of_messages = {name for name in written if name.startswith("contact_")}
    of_events = {name for name in written if name.startswith(("agenda_", "calendar_", "event_", "ride_"))}
    assert set(TEMPLATES) == written - of_messages - of_events - NOT_ABOUT_LISTINGS


def test_what_is_written_about_a_listing_is_kept_with_it() -> None:
    moderator, place = make_moderator(mende()), make_held_place(live=True, checked_on="2020-01-01")
    run_checks(timezone.now())
    invite(place, place.owner, "nouvelle@demo.example")
    archive(place, moderator, "outdated")
    restore(place, moderator)
    decide_claim(claim(make_place(), make_user(), "x"), moderator, accepted=False, comment="Non")
    make_review()
    make_offer()
    mails = OutgoingMail.objects.all()
    written = {"listing_check", "team_invitation", "listing_taken_off", "listing_restored", "claim_waiting"}
    written |= {"claim_decided", "review_waiting", "review_submitted", "offer_waiting"}
    assert {mail.template for mail in mails} == written
    assert [mail.template for mail in mails if mail.about is None] == []


def test_of_a_conversation_only_the_notice_to_who_holds_the_listing() -> None:
    place = make_held_place(live=True)
    conversation = answered(place=place)
    share(conversation, Side.RECIPIENT)
    share(conversation, Side.SENDER)
    about = {(mail.to == place.owner.email, mail.about == place) for mail in OutgoingMail.objects.all()}
    assert about == {(True, True), (False, False)}
    (mail,) = OutgoingMail.objects.filter(template="contact_first")
    assert said_by(mail).what == "Un message l’attend sur le site"
