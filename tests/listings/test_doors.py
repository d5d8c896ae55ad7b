"""The doors to listings: what a territory, a member and the public find behind theirs; what no draft brings back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import Revision

from directory.models import RemoteWorker
from listings.actions import MODERATORS_GROUP, REPORTERS_KEPT, appoint_moderator, forget_reporters
from listings.models import ChangeReport, Listing, TeamMember
from places.models import Place
from tests.factories.listings import make_report, make_user, millau, territory_of
from tests.factories.places import make_place, mende

pytestmark = pytest.mark.django_db


def test_a_listing_is_public_until_the_instant_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    make_place(name="à l’instant", expire_at=now)
    make_place(name="dans un instant", expire_at=now + timedelta(microseconds=1))
    assert [place.name for place in Place.objects.published()] == ["dans un instant"]


def test_a_territory_has_what_stands_in_its_communes() -> None:
    here, there = make_place(), make_place(commune=millau())
    territory = territory_of(mende())
    assert list(Place.objects.in_territory(territory)) == [here]
    territory.communes.add(millau())
    assert set(Place.objects.in_territory(territory)) == {here, there}
    territory.communes.clear()
    assert not Place.objects.in_territory(territory).exists()


class TestOwnedBy:
    def test_what_one_owns_or_holds_in_a_team_and_nothing_else(self) -> None:
        me, other = make_user(), make_user()
        mine, ours = make_place(owner=me, live=False), make_place(owner=other)
        make_place(owner=other), make_place()
        TeamMember.objects.create(listing=ours, user=me)
        assert set(Place.objects.owned_by(me)) == {mine, ours}
        assert list(Place.objects.owned_by(other)) == list(Place.objects.filter(owner=other))

    def test_a_team_is_of_one_kind_of_listing(self) -> None:
        me = make_user()
        place = make_place(owner=me)
        TeamMember.objects.create(listing=place, user=make_user())
        TeamMember.objects.create(listing=place, user=me)
        assert not RemoteWorker.objects.owned_by(me).exists()

    def test_nothing_once_suspended_or_signed_out(self) -> None:
        me = make_user()
        make_place(owner=me), make_place()
        me.is_active = False
        assert not Place.objects.owned_by(me).exists()
        assert not Place.objects.owned_by(AnonymousUser()).exists()
        assert Place.objects.held_by(me).get().owner == me, "It is still theirs: to keep secret, and to erase."


class TestNoDraftBringsBack:
    """Who holds a listing, where it came from and when it was checked are facts of today."""

    def test_any_system_column(self) -> None:
        now = timezone.now()
        place = make_place(owner=make_user(), source="avant", source_id="1", licence="A", check_interval=90)
        revision = place.save_revision()
        Place.objects.filter(pk=place.pk).update(
            owner=make_user(),
            source="après",
            source_id="2",
            licence="B",
            check_interval=365,
            checked_on=now.date(),
            to_confirm=True,
            created_at=now - timedelta(days=9),
        )
        today = Place.objects.get(pk=place.pk)
        draft = Revision.objects.get(pk=revision.pk).as_object()
        columns = [
            "owner_id",
            "source",
            "source_id",
            "licence",
            "check_interval",
            "checked_on",
            "to_confirm",
            "created_at",
        ]
        assert {name: getattr(draft, name) for name in columns} == {name: getattr(today, name) for name in columns}
        assert {name.removesuffix("_id") if name == "owner_id" else name for name in columns} == {*Listing.LIVE_ONLY}

    def test_a_place_s_openings_and_failed_geocoding_neither(self) -> None:
        place = make_place()
        revision = place.save_revision()
        Place.objects.filter(pk=place.pk).update(geocoding_failed_at=timezone.now())
        assert Revision.objects.get(pk=revision.pk).as_object().geocoding_failed_at is not None


def test_the_day_of_the_next_check() -> None:
    day = timezone.localdate()
    assert make_place(checked_on=day, check_interval=90).check_due_on == day + timedelta(days=90)
    assert make_place(checked_on=None).check_due_on is None


def test_whoever_reported_is_forgotten_after_a_year_to_the_second() -> None:
    now = timezone.now()
    assert timedelta(days=365) == REPORTERS_KEPT
    make_report(reporter_email="juste@exemple.fr", created_at=now - timedelta(days=365))
    make_report(reporter_email="passe@exemple.fr", created_at=now - timedelta(days=365, seconds=1))
    assert forget_reporters(now) == 1
    assert set(ChangeReport.objects.values_list("reporter_email", flat=True)) == {"juste@exemple.fr", ""}


def test_moderators_stay_in_the_group_they_were_put_in() -> None:
    """Another name would leave everyone of today in a group that nobody empties."""
    user = make_user()
    appoint_moderator(user, territory_of(mende()))
    assert MODERATORS_GROUP == "Modération"
    assert user.groups.filter(name="Modération").exists()
