"""What the round of one listing leaves of the others, what two runs at once do, and how long rounds are kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.utils import timezone

from directory.models import RemoteWorker
from listings import freshness
from listings.checks import CheckRound, Step
from listings.freshness import ROUNDS_KEPT, Done, asked_of, find_round, run, stale_for
from listings.models import DataVersion
from listings.space import registry
from mail import unsubscribing
from mail.models import OutgoingMail
from mail.unsubscribing import digest_of, unsubscribe
from places.models import Place
from tests.factories.listings import make_superuser, make_user
from tests.factories.places import make_place
from tests.factories.reviews import make_review
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/Paris"))
TODAY, DAY, BIT = NOON.date(), timedelta(days=1), timedelta(seconds=1)
DUE = TODAY - 181 * DAY
SAME = 900_001
"""The number of listings of two kinds."""
LAPSING = (NOON, NOON + 14 * DAY, NOON + 42 * DAY, NOON + 70 * DAY)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def held_place(**fields: Any) -> Place:
    """A public place that someone holds, whose check is due."""
    return make_place(**{"owner": make_user(), "checked_on": DUE, "created_at": NOON, **fields})


def round_of(listing: Any, **fields: Any) -> CheckRound:
    return CheckRound.objects.create(  # type: ignore[no-any-return]
        **{"listing": listing, "owner": listing.owner, "began_at": NOON, "asked_at": NOON, **fields}
    )


def to_confirm() -> dict[int, bool]:
    return dict(Place.objects.values_list("pk", "to_confirm"))


def test_several_rounds_go_on_side_by_side_and_touch_nobody_else() -> None:
    places, other = [held_place(), held_place()], held_place(checked_on=TODAY + 60 * DAY)
    before = DataVersion.objects.filter(name="places").values_list("number", flat=True).first()
    done = [run(moment) for moment in LAPSING]
    assert done == [Done(2, 0, 0, 0), Done(0, 2, 0, 0), Done(0, 2, 0, 0), Done(0, 0, 2, 0)]
    assert to_confirm() == {places[0].pk: True, places[1].pk: True, other.pk: False}
    assert [Place.objects.get(pk=place.pk).live for place in (*places, other)] == [False, False, True]
    assert DataVersion.objects.filter(name="places").values_list("number", flat=True).first() != before


def test_lists_are_read_anew_when_a_mark_comes_or_goes_and_only_then() -> None:
    def version() -> Any:
        return DataVersion.objects.filter(name="places").values_list("number", flat=True).first()

    marked, unmarked = held_place(), held_place()
    seen = [version() for moment in LAPSING[:2] if run(moment)]
    Place.objects.filter(pk=unmarked.pk).update(checked_on=TODAY + DAY)
    assert run(LAPSING[2]) == Done(0, 1, 0, 1)
    seen.append(version())
    Place.objects.filter(pk=marked.pk).update(checked_on=TODAY + 60 * DAY)
    assert run(LAPSING[3]) == Done(0, 0, 0, 1)
    assert to_confirm()[marked.pk] is False
    assert len({*seen, version()}) == 3


def test_a_round_that_ends_without_a_mark_changes_no_list() -> None:
    place = held_place()
    run(NOON)
    before = list(DataVersion.objects.values())
    Place.objects.filter(pk=place.pk).update(checked_on=TODAY + DAY)
    assert run(LAPSING[1]) == Done(0, 0, 0, 1)
    assert list(DataVersion.objects.values()) == before


def test_rounds_that_end_by_themselves_end_alone() -> None:
    withdrawn, checked, going_on = (held_place() for _rank in range(3))
    run(NOON)
    Place.objects.filter(pk=withdrawn.pk).update(live=False)
    Place.objects.filter(pk=checked.pk).update(checked_on=TODAY)
    assert run(NOON + 14 * DAY) == Done(0, 1, 0, 2)
    assert CheckRound.objects.open().get().listing == going_on


def test_a_round_of_another_kind_with_the_same_number_is_not_one_s_own() -> None:
    place, worker = held_place(pk=SAME), make_worker(pk=SAME)
    fresh = make_place(pk=SAME + 1, checked_on=TODAY)
    round_of(worker)
    round_of(make_worker(pk=SAME + 1), step=Step.LAPSED)
    round_of(fresh)
    found = {kind.model: list(rows) for kind, rows in stale_for(make_superuser())}
    assert found[Place] == [place]
    RemoteWorker.objects.update(checked_on=TODAY)
    assert run(NOON).asked == 1
    assert OutgoingMail.objects.get().to == place.owner.email


def test_what_was_checked_yesterday_is_not_due_however_old_it_is() -> None:
    held_place(checked_on=TODAY - DAY, created_at=NOON - 900 * DAY)
    held_place(checked_on=None, created_at=NOON - 180 * DAY)
    assert run(NOON) == Done(0, 0, 0, 0)
    held_place(checked_on=None, created_at=NOON - 181 * DAY)
    assert run(NOON).asked == 1


def test_the_first_mails_of_all_kinds_share_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "MOST_A_RUN", 3)
    held_place(), held_place()
    for _rank in range(3):
        make_worker()
    RemoteWorker.objects.update(checked_on=DUE)
    assert [run(NOON).asked for _time in range(3)] == [3, 2, 0]


def test_nobody_is_asked_while_an_edit_awaits_the_agency() -> None:
    review = make_review(held_place())
    assert run(NOON) == Done(0, 0, 0, 0)
    review.delete()
    assert run(NOON).asked == 1


def test_nothing_moves_while_the_owner_is_suspended() -> None:
    place = held_place()
    run(NOON)
    place.owner.is_active = False
    place.owner.save()
    assert run(NOON + 14 * DAY) == Done(0, 0, 0, 0)
    assert CheckRound.objects.get().step == Step.ASKED
    assert OutgoingMail.objects.count() == 1


def test_two_runs_at_once_take_each_step_once(monkeypatch: pytest.MonkeyPatch) -> None:
    held_place(), held_place()
    write_mail = freshness.write_mail

    def overtaken_at(moment: datetime) -> Done:
        """The other run starts when this one has found what is due."""

        def be_overtaken(*told: Any, **named: Any) -> None:
            monkeypatch.setattr(freshness, "write_mail", write_mail)
            run(moment)
            write_mail(*told, **named)

        monkeypatch.setattr(freshness, "write_mail", be_overtaken)
        return run(moment)

    assert overtaken_at(NOON) == Done(1, 0, 0, 0)
    assert overtaken_at(NOON + 14 * DAY) == Done(0, 1, 0, 0)
    assert OutgoingMail.objects.count() == 4
    assert CheckRound.objects.filter(step=Step.REMINDED).count() == 2


def test_a_listing_deleted_while_a_run_goes_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    held_place(), held_place()
    write_mail = freshness.write_mail

    def delete_the_other(*told: Any, **named: Any) -> None:
        Place.objects.exclude(owner__email=told[1]).delete()
        write_mail(*told, **named)

    monkeypatch.setattr(freshness, "write_mail", delete_the_other)
    assert run(NOON) == Done(1, 0, 0, 0)


def test_links_and_wishes_of_last_year_still_hold_after_an_update() -> None:
    """Another salt would break the links of mails that were sent, another name the wish to get none."""
    place = held_place()
    unsubscribe("verification", digest_of(place.owner.email))
    run(NOON)
    assert not OutgoingMail.objects.exists()
    row = CheckRound.objects.get()
    assert find_round(signing.dumps(row.pk, salt="listings.freshness")) == row


def test_a_link_leads_to_its_own_round_until_the_round_or_its_owner_is_gone() -> None:
    first, second = held_place(), held_place()
    rows = [round_of(first), round_of(second)]
    tokens = [freshness.path_of(row).rstrip("/").rpartition("/")[2] for row in rows]
    assert [find_round(token) for token in tokens] == rows
    first.owner.delete()
    assert find_round(tokens[0]) is None
    rows[1].delete()
    assert find_round(tokens[1]) is None


def test_what_is_announced_when_the_application_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsubscribing, "KINDS", {})
    monkeypatch.setattr(registry, "_askers", [])
    freshness.connect()
    assert (list(unsubscribing.KINDS), registry._askers) == (["verification"], [asked_of])


def test_who_takes_over_a_listing_is_not_asked_what_its_last_owner_was() -> None:
    place, heir = held_place(), make_user()
    round_of(place)
    Place.objects.filter(pk=place.pk).update(owner=heir)
    assert asked_of(heir) == []


def test_what_lapsed_stays_so_while_another_goes_on() -> None:
    lapsed = held_place(live=False)
    round_of(lapsed, step=Step.LAPSED, asked_at=NOON - 200 * DAY)
    held_place()
    assert [run(moment) for moment in LAPSING[:2]] == [Done(1, 0, 0, 0), Done(0, 1, 0, 0)]
    assert CheckRound.objects.open().of(lapsed).exists()


def test_a_round_without_its_listing_ends_and_one_that_nobody_holds_waits() -> None:
    deleted, free = held_place(), held_place()
    run(NOON)
    deleted.delete()
    Place.objects.filter(pk=free.pk).update(owner=None)
    assert run(NOON + 14 * DAY) == Done(0, 0, 0, 1)
    row = CheckRound.objects.open().get()
    assert (row.listing, row.step) == (free, Step.ASKED)


def test_what_is_checked_while_a_run_goes_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    first, checked, last = (held_place() for _rank in range(3))
    write_mail = freshness.write_mail

    def check_the_second(*told: Any, **named: Any) -> None:
        Place.objects.filter(pk=checked.pk).update(checked_on=TODAY)
        write_mail(*told, **named)

    monkeypatch.setattr(freshness, "write_mail", check_the_second)
    assert run(NOON) == Done(2, 0, 0, 0)
    assert {row.listing for row in CheckRound.objects.all()} == {first, last}


def test_my_space_asks_of_what_is_mine_today() -> None:
    mine, sold, gone = held_place(), held_place(), held_place()
    user = mine.owner
    for place in (mine, sold, gone):
        round_of(place, owner=user)
    gone.delete()
    Place.objects.filter(pk=sold.pk).update(owner=make_user())
    [asked] = asked_of(user)
    assert mine.name in asked.title


def test_finished_rounds_are_kept_two_years_and_open_ones_on() -> None:
    place = make_place(checked_on=TODAY)
    kept = [round_of(place, closed_at=NOON - ROUNDS_KEPT), round_of(place)]
    round_of(place, closed_at=NOON - ROUNDS_KEPT - BIT)
    freshness.run(NOON)
    assert list(CheckRound.objects.order_by("pk")) == kept


def test_a_mail_says_when_it_was_checked_and_where_to_edit_it() -> None:
    place = held_place()
    run(NOON)
    text = OutgoingMail.objects.get().text
    assert "2 septembre 2025" in text
    assert f"/mon-espace/lieu/{place.pk}/" in text
    assert OutgoingMail.objects.get().key == f"listing-check-{CheckRound.objects.get().pk}-1"
