"""Who can be written to, and at which address."""

from __future__ import annotations

import pytest
from django.http import Http404

from listings.contact.reach import address_to, contact_url, reachable_or_404
from tests.factories.contact import make_held_place
from tests.factories.listings import make_user
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db


def test_the_owner_of_a_published_listing() -> None:
    place = make_held_place(slug="la-filature", email="accueil@exemple.fr")
    assert contact_url(place) == "/contact/lieu/la-filature/"
    assert reachable_or_404("lieu", "la-filature") == place
    assert address_to(place) == place.owner.email


def test_the_public_address_when_nobody_holds_it() -> None:
    place = make_place(slug="la-filature", email="accueil@exemple.fr")
    assert contact_url(place) == "/contact/lieu/la-filature/"
    assert reachable_or_404("lieu", "la-filature") == place
    assert address_to(place) == "accueil@exemple.fr"


def test_nobody_behind_a_suspended_account_not_even_its_public_address() -> None:
    place = make_held_place(owner=make_user(is_active=False), slug="la-filature", email="accueil@exemple.fr")
    assert address_to(place) == ""
    with pytest.raises(Http404):
        reachable_or_404("lieu", "la-filature")


def test_nobody_without_owner_nor_address() -> None:
    place = make_place(slug="la-filature")
    assert contact_url(place) == ""
    with pytest.raises(Http404):
        reachable_or_404("lieu", "la-filature")


def test_nobody_while_it_is_not_public() -> None:
    make_held_place(slug="la-filature", live=False)
    with pytest.raises(Http404):
        reachable_or_404("lieu", "la-filature")


@pytest.mark.parametrize(
    ("kind", "key"),
    [("lieu", "x"), ("lieux", "la-filature"), ("", "la-filature"), ("lieu", ""), ("lieu", "\ud800")],
    ids=["key", "kind", "no kind", "no key", "half a sign"],
)
def test_no_other_address_leads_anywhere(kind: str, key: str) -> None:
    make_held_place(slug="la-filature")
    with pytest.raises(Http404):
        reachable_or_404(kind, key)
