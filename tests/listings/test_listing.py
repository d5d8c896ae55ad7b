"""What every listing shares: visibility, territories, freshness, and columns that no old draft brings back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from places.models import Place, Schedule
from tests.factories.directory_businesses import make_business
from tests.factories.listings import make_moderator, make_superuser, make_user, millau, territory_of
from tests.factories.places import make_place, mende

pytestmark = pytest.mark.django_db


class TestPublished:
    def test_live_and_not_expired(self) -> None:
        now = timezone.now()
        make_place(name="en ligne")
        make_place(name="pas encore expiré", expire_at=now + timedelta(hours=1))
        make_place(name="brouillon", live=False)
        make_place(name="expiré, la commande n’est pas passée", expire_at=now - timedelta(seconds=1))
        names = set(Place.objects.published().values_list("name", flat=True))
        assert names == {"en ligne", "pas encore expiré"}

    def test_what_expires_now_is_gone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: now)
        make_place(expire_at=now)
        assert not Place.objects.published().exists()

    def test_a_territory_has_what_stands_in_its_communes(self) -> None:
        here, _there = make_place(), make_place(commune=millau())
        assert list(Place.objects.in_territory(territory_of(mende()))) == [here]


class TestForUser:
    @pytest.fixture(autouse=True)
    def _places(self) -> None:
        make_place(name="M", live=False)
        make_place(name="A", commune=millau())

    def names(self, user: object) -> str:
        return "".join(sorted(Place.objects.for_user(user).values_list("name", flat=True)))

    def test_a_moderator_has_their_territories_published_or_not(self) -> None:
        assert self.names(make_moderator(mende())) == "M"
        assert self.names(make_moderator(mende(), millau())) == "AM"

    def test_nobody_else_has_anything(self) -> None:
        territory_of(mende())
        assert self.names(make_user()) == ""
        assert self.names(make_user(is_staff=True)) == ""

    def test_a_superuser_has_all(self) -> None:
        assert self.names(make_superuser()) == "AM"

    def test_a_blocked_account_has_nothing(self) -> None:
        for user in (make_moderator(mende()), make_superuser()):
            user.is_active = False
            assert self.names(user) == ""

    def test_a_commune_that_leaves_the_territory_takes_its_places_along(self) -> None:
        user = make_moderator(mende())
        territory_of(mende()).communes.clear()
        assert self.names(user) == ""


def test_who_is_suspended_finds_nothing_in_their_space_but_it_is_still_theirs() -> None:
    mine, _other = make_place(owner=make_user()), make_place(owner=make_user())
    assert list(Place.objects.owned_by(mine.owner)) == [mine]
    mine.owner.is_active = False
    assert not Place.objects.owned_by(mine.owner).exists()
    assert list(Place.objects.held_by(mine.owner)) == [mine]


def test_only_a_kind_that_shows_an_address_has_one() -> None:
    assert make_place(email="accueil@exemple.fr").public_address == "accueil@exemple.fr"
    assert make_business().public_address == ""


def test_check_due_counts_from_each_one_s_interval() -> None:
    today = date(2026, 11, 23)
    make_place(name="jamais")
    make_place(name="hier", checked_on=today - timedelta(days=1))
    make_place(name="juste", checked_on=today - timedelta(days=180))
    make_place(name="trop tard", checked_on=today - timedelta(days=181))
    make_place(name="souvent", checked_on=today - timedelta(days=91), check_interval=90)
    due = Place.objects.check_due(today)
    assert set(due.values_list("name", flat=True)) == {"jamais", "trop tard", "souvent"}
    assert {place.name for place in due} == {
        place.name for place in Place.objects.all() if not place.check_due_on or place.check_due_on < today
    }


class TestLiveOnly:
    def test_system_columns_never_come_back_from_an_old_draft(self) -> None:
        before, after = make_user(), make_user()
        place = make_place(owner=before, source="avant", source_id="1", checked_on=date(2026, 1, 1))
        revision = place.save_revision()
        schedule = Schedule.objects.create(expression="24/7")
        today = {
            "owner": after,
            "source": "après",
            "source_id": "2",
            "licence": "L",
            "check_interval": 90,
            "checked_on": date(2026, 11, 1),
            "to_confirm": True,
            "schedule": schedule,
        }
        Place.objects.filter(pk=place.pk).update(**today)
        draft = Revision.objects.get(pk=revision.pk).as_object()
        assert {name: getattr(draft, name) for name in today} == today

    def test_publishing_an_old_draft_keeps_them_too(self) -> None:
        owner = make_user()
        place = make_place(name="Avant", source="avant")
        place.name = "Après"
        revision = place.save_revision()
        Place.objects.filter(pk=place.pk).update(owner=owner, source="après")
        Revision.objects.get(pk=revision.pk).publish(skip_permission_checks=True)
        place.refresh_from_db()
        assert (place.name, place.owner, place.source) == ("Après", owner, "après")

    def test_public_fields_do_come_back(self) -> None:
        place = make_place(name="Avant", desks=4)
        revision = place.save_revision()
        Place.objects.filter(pk=place.pk).update(name="Après", desks=9)
        draft = revision.as_object()
        assert (draft.name, draft.desks) == ("Avant", 4)
