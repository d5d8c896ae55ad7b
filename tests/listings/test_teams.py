"""Whose team is whose, and how its rows are named."""

from __future__ import annotations

import pytest
from django.utils import timezone

from directory.models import RemoteWorker
from listings.models import Claim, Invitation, TeamMember
from listings.teams import listings_of_team
from places.models import Place
from tests.factories.listings import make_user
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db

SAME = 900_001
"""The number of listings of two kinds."""


def test_a_colleague_of_one_listing_holds_no_other_not_even_of_the_same_number() -> None:
    user, worker, place = make_user(), make_worker(pk=SAME), make_place(pk=SAME)
    member = TeamMember.objects.create(listing=worker, user=user)
    TeamMember.objects.create(listing=make_worker(), user=make_user())
    assert list(listings_of_team(user, RemoteWorker)) == [{"object_id": worker.pk}]
    assert not listings_of_team(user, Place).exists()
    assert not Place.objects.owned_by(user).exists()
    assert list(TeamMember.objects.of(worker)) == [member]
    assert not TeamMember.objects.of(place).exists()


def test_rows_are_named_for_who_reads_the_desk_s_log() -> None:
    place, user = make_place(name="La Filature"), make_user()
    member = TeamMember.objects.create(listing=place, user=user)
    invitation = Invitation(listing=place, email="x@exemple.fr", expires_at=timezone.now())
    claim = Claim(listing=place, commune=mende(), user=user)
    assert [str(row) for row in (member, invitation, claim)] == [
        f"{user}, Collègue",
        "x@exemple.fr",
        f"La Filature : {user}",
    ]
