"""The answer to an offer: the listing moves with what waits on it, or stays; both agencies and its holder know."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from geography.models import Commune
from listings.answering import accept_offer, decline_offer
from listings.models import Offer, Review
from listings.offering import AlreadyEnded
from listings.offers import OfferState
from listings.reviewing import withdraw
from listings.space.history import history_of
from mail.models import OutgoingMail
from places.indexing import PLACES
from places.models import Place
from tests.factories.listings import make_moderator, make_user, millau
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review

pytestmark = pytest.mark.django_db


def fresh(place: Any) -> Place:
    return Place.objects.get(pk=place.pk)


def told(address: str) -> str:
    mail = OutgoingMail.objects.filter(to=address).latest("pk")
    return f"{mail.subject}\n{mail.text}".replace("\u00a0", " ")


def test_who_accepts_has_it_and_all_are_told() -> None:
    place = make_held_place(live=True, name="La Filature")
    offer, there = make_offer(place), make_moderator(millau())
    accept_offer(offer, there, "Merci à vous.")
    row = fresh(place)
    assert (row.commune, row.live) == (millau(), True)
    assert list(Place.objects.for_user(there)) == [place]
    assert list(PLACES.query("millau filature").filter(Place.objects.all())) == [place]
    (ended,) = Offer.objects.all()
    assert (ended.state, ended.ended_by, ended.comment) == (OfferState.ACCEPTED, there, "Merci à vous.")
    entry = ModelLogEntry.objects.for_instance(place).get(action="hameau.moved")
    assert (entry.user, entry.data) == (there, {"from": str(mende()), "to": str(millau()), "note": "Merci à vous."})
    agency, holder = told(offer.proposed_by.email), told(place.owner.email)
    assert "Agence de Aveyron a accepté" in agency
    assert "Merci à vous." in agency
    for words in ("était à Mende", "maintenant à Millau", "Agence de Aveyron s’en occupe", "Elle reste en ligne"):
        assert words in holder
    assert "Merci à vous." not in holder, "Agencies talk to each other."
    assert not OutgoingMail.objects.filter(to=there.email, template="offer_ended").exists()
    moved = next(event for event in history_of(place, place.owner) if "Déplacée" in event.label)
    assert (moved.reason, moved.comment) == ("De Mende à Millau", "")


def test_what_waits_goes_along() -> None:
    review = make_review(make_held_place(), name="La Filature")
    accept_offer(make_offer(review.listing), make_moderator(millau()))
    assert Review.objects.get().commune == millau()
    holder = told(review.listing.owner.email)
    assert "sera relue là-bas" in holder
    assert "reste en ligne" not in holder


def test_declining_takes_words_and_changes_nothing() -> None:
    offer, there = make_offer(), make_moderator(millau())
    with pytest.raises(ValidationError):
        decline_offer(offer, there, " ")
    OutgoingMail.objects.all().delete()
    decline_offer(offer, there, "Elle est encore chez vous.")
    (mail,) = OutgoingMail.objects.all()
    assert mail.to == offer.proposed_by.email
    assert "Elle est encore chez vous." in mail.text
    assert fresh(offer.listing).commune == mende()
    entry = ModelLogEntry.objects.for_instance(offer.listing).get(action="hameau.offer.declined")
    assert (entry.user, entry.data["note"]) == (there, "Elle est encore chez vous.")


def test_by_who_moderates_where_it_would_go() -> None:
    offer = make_offer()
    for user in (make_moderator(mende()), make_user(), make_held_place().owner):
        with pytest.raises(PermissionDenied):
            accept_offer(offer, user)
        with pytest.raises(PermissionDenied):
            decline_offer(offer, user, "x")
    assert Offer.objects.get().is_waiting


def test_the_second_of_two_people_changes_nothing() -> None:
    offer, first, second = make_offer(), make_moderator(millau()), make_moderator(millau())
    decline_offer(offer, first, "Non.")
    with pytest.raises(AlreadyEnded) as error:
        accept_offer(offer, second)
    assert error.value.offer.ended_by == first
    assert fresh(offer.listing).commune == mende()


def test_what_left_the_commune_meanwhile_is_not_taken_from_the_wrong_agency() -> None:
    offer, there = make_offer(), make_moderator(millau())
    florac = Commune.objects.create(
        code="48061", name="Florac", departement=mende().departement, latitude=44.32, longitude=3.59
    )
    Place.objects.update(commune=florac)
    with pytest.raises(ValidationError, match="passée"):
        accept_offer(offer, there)
    assert Offer.objects.get().is_waiting
    decline_offer(offer, there, "Elle n’est plus à Mende.")


def test_what_left_the_site_meanwhile_is_not_taken() -> None:
    offer, there = make_offer(make_held_place(live=True)), make_moderator(millau())
    Place.objects.update(live=False)  # it lapsed: nobody confirmed it
    with pytest.raises(ValidationError, match="ni en ligne"):
        accept_offer(offer, there)
    assert fresh(offer.listing).commune == mende()
    assert Offer.objects.get().is_waiting
    decline_offer(offer, there, "Elle n’est plus là.")


def test_what_its_author_takes_back_is_no_longer_proposed() -> None:
    review, public = make_review(), make_review(make_held_place(live=True))
    offer, kept = make_offer(review.listing), make_offer(public.listing)
    for waiting in (review, public):
        withdraw(waiting, waiting.submitted_by)
    with pytest.raises(AlreadyEnded):
        accept_offer(offer, make_moderator(millau()))
    assert Offer.objects.get(pk=offer.pk).state == OfferState.WITHDRAWN
    assert Offer.objects.get(pk=kept.pk).is_waiting, "What is public stays proposed."


def test_what_was_erased_meanwhile_is_gone() -> None:
    offer = make_offer(place := make_place())
    Place.objects.filter(pk=place.pk).delete()
    with pytest.raises(Offer.DoesNotExist):
        accept_offer(Offer.objects.get(pk=offer.pk), make_moderator(millau()))
