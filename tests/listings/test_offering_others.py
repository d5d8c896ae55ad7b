"""What an offer leaves of other listings, what is gone meanwhile, and what the log keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import ModelLogEntry

from listings import offering
from listings.answering import accept_offer, decline_offer
from listings.models import Offer
from listings.offering import propose, version_to_show, withdraw_offer
from listings.rights import export
from places.models import Place
from tests.factories.listings import make_moderator, millau
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place

pytestmark = pytest.mark.django_db


def logged(place: Any, action: str) -> Any:
    return ModelLogEntry.objects.for_instance(place).get(action=action).data


def test_who_moderates_another_place_proposes_nothing_of_this_one() -> None:
    make_place()
    there = make_place(commune=millau())
    with pytest.raises(PermissionDenied):
        propose(there, make_moderator(mende()), millau(), "x")


def test_what_is_accepted_moves_alone_and_the_words_are_kept_as_they_read() -> None:
    before, offer = make_place(), make_offer()
    accepted = accept_offer(offer, make_moderator(millau()), "  Bienvenue.  ")
    assert accepted.comment == "Bienvenue."
    assert Place.objects.get(pk=offer.object_id).commune == millau()
    assert Place.objects.get(pk=before.pk).commune == mende()
    assert logged(offer.listing, "hameau.moved")["note"] == "Bienvenue."


def test_what_is_declined_keeps_the_words_and_who_said_them() -> None:
    there = make_moderator(millau())
    there.first_name, there.last_name = "Odile", "Brun"
    there.save()
    declined = decline_offer(make_offer(), there, "  Pas chez nous.  ")
    assert (declined.comment, declined.ender) == ("Pas chez nous.", "Odile Brun")


def test_the_log_says_where_to() -> None:
    offer = make_offer(message="Chez vous.")
    withdraw_offer(offer, make_moderator(mende()))
    assert logged(offer.listing, "hameau.offer.proposed") == {"to": str(millau()), "note": "Chez vous."}
    assert logged(offer.listing, "hameau.offer.withdrawn") == {"to": str(millau()), "note": ""}


def test_of_what_was_erased_nothing_is_shown() -> None:
    offer = make_offer()
    offer.listing.delete()
    assert version_to_show(Offer(content_type=offer.content_type, object_id=offer.object_id)) is None


def test_what_is_erased_while_one_answers_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    offer, there = make_offer(), make_moderator(millau())

    def be_overtaken(listing: Place) -> None:
        Place.objects.filter(pk=listing.pk).delete()

    monkeypatch.setattr(offering, "hold_still", be_overtaken)
    with pytest.raises(Offer.DoesNotExist):
        accept_offer(offer, there)


def test_its_holder_takes_along_to_whom_it_was_shown_and_nothing_of_others() -> None:
    mine, _theirs = make_offer(make_held_place(live=True)), make_offer(make_held_place(live=True))
    (section,) = export(user=mine.listing.owner)
    assert list(section.rows) == [
        {
            "fiche": str(mine),
            "de": "Mende",
            "a": "Millau",
            "proposee_le": mine.proposed_at,
            "etat": mine.get_state_display(),
        }
    ]
