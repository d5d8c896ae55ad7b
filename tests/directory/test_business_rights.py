"""Taking along and erasing what businesses hold of a person."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import CharField, JSONField, TextField
from PIL import Image
from wagtail.models import Revision

from accounts.models import User
from accounts.rights import erasing, exporting
from directory.businesses.actions import begin, draft_of, keep
from directory.businesses.indexing import BUSINESSES
from directory.businesses.logos import path_of, store_logo
from directory.models import Business, BusinessContact
from listings.models import ChangeReport, Review, TeamMember
from listings.publishing import edit_token
from listings.reviewing import decide, submit
from listings.reviews import ReviewState
from tests.factories.directory_businesses import make_business
from tests.factories.listings import make_moderator, make_report, make_user
from tests.factories.places import mende

pytestmark = pytest.mark.django_db

WORD = "zanzibarette"


def registered(user: User, **fields: Any) -> Business:
    """A published business that a user wrote, with an edit that waits."""
    business = Business(name=f"Atelier {WORD}", siret="73282932000074", commune=mende(), **fields)
    begin(business, user)
    draft = draft_of(business)
    draft.presentation = f"Chez {WORD}"
    draft.contacts.set([BusinessContact(name=WORD, email=user.email.upper(), phone="+33466000000")])
    keep(draft, user, edit_token(Business.objects.get(pk=business.pk)))
    decide(submit(Business.objects.get(pk=business.pk), user), make_moderator(mende()), ReviewState.APPROVED)
    row = Business.objects.get(pk=business.pk)
    draft = draft_of(row)
    draft.presentation = f"Encore {WORD}"
    keep(draft, user, edit_token(row))
    submit(Business.objects.get(pk=business.pk), user)
    return Business.objects.get(pk=business.pk)


def tables_with(word: str) -> set[str]:
    """The tables of which some text holds a word."""
    found = set()
    for model in apps.get_models():
        texts = [f.attname for f in model._meta.concrete_fields if isinstance(f, CharField | TextField | JSONField)]
        for row in model._default_manager.values_list(*texts) if texts else ():
            if any(word in str(value).lower() for value in row):
                found.add(model._meta.db_table)
    return found


def erase(user: User) -> None:
    erasing.send(sender=User, user=user)


def test_the_export_holds_everything_of_theirs() -> None:
    user = make_user()
    registered(user)
    answers = [
        found for receiver, found in exporting.send(sender=User, user=user) if "businesses" in receiver.__module__
    ]
    (sections,) = answers
    assert len(sections) == 3
    assert sections[0].rows[0]["presentation"] == f"Chez {WORD}"
    assert sections[0].rows[1]["presentation"] == f"Encore {WORD}"
    assert len(sections[1].rows) == 3
    assert sections[2].rows[0]["email"] == user.email.upper()


def test_nothing_is_told_to_another() -> None:
    registered(make_user())
    other = make_user()
    assert not any(
        found for receiver, found in exporting.send(sender=User, user=other) if "businesses" in receiver.__module__
    )


def test_erasing_leaves_nothing_of_what_one_wrote_alone() -> None:
    user = make_user()
    make_report(registered(user), kind="closed", message=f"{WORD} a fermé.")
    assert {"directory_business", "listings_changereport"} <= tables_with(WORD)
    erase(user)
    left = {table for table in tables_with(WORD) if not table.startswith("mail_")}
    assert not left
    assert BUSINESSES.query(WORD).count(5) == 0


def test_a_team_keeps_its_business_without_the_contact() -> None:
    user, colleague = make_user(), make_user()
    business = registered(user)
    TeamMember.objects.create(listing=business, user=colleague)
    erase(user)
    business = Business.objects.get(pk=business.pk)
    assert (business.owner, business.live) == (colleague, True)
    assert not business.contacts.exists()
    assert not any(user.email in str(revision.content).lower() for revision in Revision.objects.all())
    assert draft_of(business).presentation == f"Chez {WORD}", "What they sent and nobody published goes."


def test_what_they_never_sent_does_not_pass_to_the_team() -> None:
    user = make_user()
    business = registered(user)
    decide(Review.objects.get(state=ReviewState.WAITING), make_moderator(mende()), ReviewState.APPROVED)
    TeamMember.objects.create(listing=business, user=make_user())
    draft = draft_of(Business.objects.get(pk=business.pk))
    draft.presentation = "Jamais envoyé"
    draft.save_revision(user=user)
    erase(user)
    assert draft_of(Business.objects.get(pk=business.pk)).presentation == f"Encore {WORD}"
    assert "Jamais" not in str(list(Revision.objects.values_list("content", flat=True)))


def test_what_an_agency_wrote_stays() -> None:
    user = make_user()
    business = make_business(owner=user)
    make_report(business, kind="closed", message="Fermé.")
    contact = BusinessContact.objects.create(business=business, name="Autre", email="autre@demo.example")
    erase(user)
    user.delete()
    assert Business.objects.get(pk=business.pk).owner is None
    assert ChangeReport.objects.get().message == "Fermé."
    assert BusinessContact.objects.get() == contact


@pytest.mark.parametrize("who", ["owner of what an agency wrote", "owner with a team", "colleague"])
def test_the_logo_of_what_they_never_sent_goes_with_it(who: str, django_capture_on_commit_callbacks: Any) -> None:
    user, other = make_user(), make_user()
    shown = store_logo(Image.new("RGB", (40, 40), "teal"))
    business = make_business(owner=other if who == "colleague" else user, logo=shown)
    business.save_revision().publish()
    if who != "owner of what an agency wrote":
        TeamMember.objects.create(listing=business, user=user if who == "colleague" else other)
    draft = draft_of(business)
    draft.logo = never_sent = store_logo(Image.new("RGB", (40, 40), "red"))
    draft.presentation = "Jamais envoyé"
    draft.save_revision(user=user)
    with django_capture_on_commit_callbacks(execute=True):
        erase(user)
        user.delete()
    assert "Jamais" not in str(list(Revision.objects.values_list("content", flat=True)))
    assert not default_storage.exists(path_of(never_sent))
    assert default_storage.exists(path_of(shown)), "What is public stays."
