from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from accounts.models import User
from listings import freshness
from listings.archives import ArchiveReason
from listings.archiving import archive
from listings.checks import CheckRound, Step
from listings.publishing import LAPSED, RETURNED, mark_checked, publish, unpublish
from listings.reviewing import decide, submit
from listings.reviews import ReviewState
from mail.models import OutgoingMail
from mail.unsubscribing import digest_of, unsubscribe
from places.models import Place
from tests.factories.listings import make_moderator, make_superuser, make_user
from tests.factories.places import make_place, mende

NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/Paris"))


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> datetime:
        self.now += timedelta(**duration)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def held_place(**fields: Any) -> Place:
    """A public place that someone holds, whose check was due yesterday."""
    values = {"owner": make_user(), "checked_on": NOON.date() - timedelta(days=181), "created_at": NOON, **fields}
    return make_place(**values)


def fresh(place: Place) -> Place:
    return Place.objects.get(pk=place.pk)


def step_of(place: Place) -> int:
    """How far its open round is; 0 without one."""
    row = CheckRound.objects.open().of(place).first()
    return row.step if row else 0


def link_path(place: Place) -> str:
    row = CheckRound.objects.of(place).order_by("pk").last()
    return freshness.link_of(row).removeprefix("http://127.0.0.1:8000")


def run(clock: Clock) -> freshness.Done:
    """Run twice: the second time does nothing."""
    done = freshness.run(clock.now)
    assert freshness.run(clock.now) == freshness.Done(0, 0, 0, 0)
    return done


@pytest.mark.django_db
class TestTheWay:
    def test_asked_reminded_to_confirm_lapsed(self, clock: Clock) -> None:
        place = held_place(name="La Filature")
        seen = []
        for day in range(100):
            run(clock)
            row = fresh(place)
            state = (step_of(place), row.to_confirm, row.live)
            if not seen or seen[-1][1] != state:
                seen.append((day, state))
            clock.advance(days=1)
        assert seen == [
            (0, (1, False, True)),
            (14, (2, False, True)),
            (42, (3, True, True)),
            (70, (4, True, False)),
        ]
        mails = OutgoingMail.objects.order_by("pk")
        assert [mail.to for mail in mails] == [place.owner.email] * 4
        assert len({mail.subject for mail in mails}) == 3
        assert all("La Filature" in mail.subject and "Mende" in mail.text for mail in mails)
        assert "13 avril" in mails[1].text
        assert "11 mai" in mails[2].text
        assert all("List-Unsubscribe" in mail.headers for mail in mails)

    def test_one_step_a_run_however_long_the_site_was_off(self, clock: Clock) -> None:
        place = held_place()
        run(clock)
        clock.advance(days=3000)
        assert run(clock).reminded == 1
        assert step_of(place) == Step.REMINDED

    def test_what_is_not_due_is_left_alone(self, clock: Clock) -> None:
        held_place(checked_on=NOON.date() - timedelta(days=180))
        held_place(checked_on=NOON.date() - timedelta(days=181), check_interval=365)
        held_place(checked_on=None, created_at=NOON - timedelta(days=100))
        held_place(live=False)
        held_place(expire_at=NOON - timedelta(days=1))
        held_place(owner=None)
        held_place(owner=make_user(is_active=False))
        assert run(clock) == freshness.Done(0, 0, 0, 0)
        assert not OutgoingMail.objects.exists()

    def test_never_checked_is_asked_after_one_interval(self, clock: Clock) -> None:
        held_place(checked_on=None, created_at=NOON - timedelta(days=200))
        assert run(clock).asked == 1

    def test_a_large_import_is_asked_over_several_runs(self, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(freshness, "MOST_A_RUN", 2)
        for _ in range(5):
            held_place()
        assert [freshness.run(clock.now).asked for _ in range(4)] == [2, 2, 1, 0]

    def test_who_unsubscribed_is_not_written_to(self, clock: Clock) -> None:
        place = held_place()
        unsubscribe(freshness.KIND, digest_of(place.owner.email))
        run(clock)
        assert step_of(place) == Step.ASKED
        assert not OutgoingMail.objects.exists()

    def test_in_the_owner_s_language(self, clock: Clock) -> None:
        held_place(owner=make_user(language="en"))
        run(clock)
        assert "/en/fiche/" in OutgoingMail.objects.get().text

    def test_an_edit_that_waits_stops_the_clock(self, clock: Clock) -> None:
        place = held_place()
        run(clock)
        place.summary = "Un nouveau résumé"
        place.save_revision(user=place.owner)
        review = submit(place, place.owner)
        clock.advance(days=60)
        assert run(clock) == freshness.Done(0, 0, 0, 0)
        decide(review, make_superuser(), ReviewState.APPROVED)
        assert step_of(place) == 0
        assert fresh(place).checked_on == timezone.localdate(), "its holder wrote it, the agency read it"
        clock.advance(days=170)
        assert run(clock) == freshness.Done(0, 0, 0, 0)


@pytest.mark.django_db
class TestTheLink:
    def lapsed(self, clock: Clock, **fields: Any) -> Place:
        place = held_place(**fields)
        for days in (0, 14, 28, 28):
            clock.advance(days=days)
            run(clock)
        assert not fresh(place).live
        return place

    def test_a_get_changes_nothing_a_post_confirms(self, client: Client, clock: Clock) -> None:
        place = held_place(name="L’Atelier")
        run(clock)
        [path] = re.findall(r"/fiche/\S+/", OutgoingMail.objects.get().text)
        for _ in range(2):
            page = client.get(path)
            assert (page.status_code, page["Referrer-Policy"]) == (200, "same-origin")
            assert "no-store" in page["Cache-Control"]
            assert step_of(place) == Step.ASKED
        assert client.head(path).status_code == 200
        assert "L’Atelier" in page.content.decode()
        assert place.owner.email not in page.content.decode()
        answer = client.post(path, follow=True)
        assert "C’est noté" in answer.content.decode()
        assert (step_of(place), fresh(place).checked_on) == (0, clock.now.date())
        assert ModelLogEntry.objects.filter(object_id=str(place.pk), action="hameau.checked").get().user == place.owner

    def test_my_space_asks_too(self, clock: Clock) -> None:
        place = held_place(name="La Ganterie")
        assert freshness.asked_of(place.owner) == []
        run(clock)
        [asked] = freshness.asked_of(place.owner)
        assert "La Ganterie" in asked.title
        assert freshness.asked_of(make_user()) == []
        Client().post(asked.address)
        assert freshness.asked_of(place.owner) == []

    def test_used_again_it_says_so_and_changes_nothing(self, client: Client, clock: Clock) -> None:
        place = held_place()
        run(clock)
        path = link_path(place)
        client.post(path)
        clock.advance(days=40)
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 200
            assert "C’est noté" in answer.content.decode()
        assert fresh(place).checked_on == NOON.date()

    def test_the_link_of_an_earlier_mail_still_works(self, client: Client, clock: Clock) -> None:
        place = held_place()
        run(clock)
        path = link_path(place)
        clock.advance(days=14)
        run(clock)
        client.post(path)
        assert step_of(place) == 0

    @pytest.mark.parametrize(
        "token",
        ["x", "MQ:1:2", signing.dumps(1), signing.dumps(1, salt="autre"), "é" * 2000],
        ids=["short", "three parts", "signed", "signed for another use", "long"],  # a signature holds the time
    )
    def test_a_forged_link_is_told(self, client: Client, token: str) -> None:
        answer = client.get(f"/fiche/{token}/")
        assert answer.status_code == 404
        assert "Ce lien ne marche plus" in answer.content.decode()
        assert client.post(f"/fiche/{token}/").status_code == 404

    def test_a_stale_link_is_told(self, client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        place = held_place()
        run(clock)
        path = link_path(place)
        monkeypatch.setattr(freshness, "LINK_WORKS", timedelta(seconds=-1))
        assert client.post(path).status_code == 404
        assert step_of(place) == Step.ASKED

    @pytest.mark.parametrize("what", ["owner", "blocked", "nobody", "deleted"])
    def test_the_link_of_who_no_longer_holds_it_is_told(self, client: Client, clock: Clock, what: str) -> None:
        place = held_place()
        run(clock)
        path = link_path(place)
        if what == "owner":
            Place.objects.update(owner=make_user())
        elif what == "nobody":
            Place.objects.update(owner=None)
        elif what == "deleted":
            place.delete()
        else:
            User.objects.update(is_active=False)
        assert client.post(path).status_code == 404
        assert CheckRound.objects.open().count() == 1
        run(clock)

    def test_a_lapsed_listing_comes_back_as_it_was_public(self, client: Client, clock: Clock) -> None:
        place = held_place(name="Le Comptoir")
        revision = place.save_revision(user=place.owner)
        publish(revision, make_superuser())
        clock.advance(days=181)
        run(clock)
        for days in (14, 28, 28):
            clock.advance(days=days)
            run(clock)
        draft = fresh(place).get_latest_revision_as_object()
        draft.name = "Un brouillon jamais relu"
        draft.save_revision(user=place.owner)
        assert client.get(place.get_absolute_url()).status_code == 404
        assert client.post(link_path(place), follow=True).status_code == 200
        back = fresh(place)
        assert (back.live, back.to_confirm, back.name) == (True, False, "Le Comptoir")
        assert (back.live_revision_id, back.has_unpublished_changes) == (revision.pk, True)
        assert client.get(place.get_absolute_url()).status_code == 200
        actions = ModelLogEntry.objects.filter(object_id=str(place.pk)).values_list("action", flat=True)
        assert {LAPSED, RETURNED} <= set(actions)

    def test_without_any_revision_it_comes_back_too(self, clock: Clock) -> None:
        place = self.lapsed(clock)
        mark_checked(place, make_superuser())
        assert (fresh(place).live, fresh(place).has_unpublished_changes, step_of(place)) == (True, False, 0)

    def test_what_the_agency_withdrew_or_archived_stays_off(self, client: Client, clock: Clock) -> None:
        place = self.lapsed(clock)
        path = link_path(place)
        unpublish(place, make_superuser())
        client.post(path)
        mark_checked(place, place.owner)
        assert not fresh(place).live
        other = self.lapsed(clock)
        archive(other, other.owner, ArchiveReason.CLOSED)
        client.post(link_path(other))
        assert not fresh(other).live


@pytest.mark.django_db
class TestRoundsThatEndByThemselves:
    def test_another_owner_is_asked_anew(self, clock: Clock) -> None:
        place = held_place()
        for days in (0, 14, 28):
            clock.advance(days=days)
            run(clock)
        assert fresh(place).to_confirm
        other = make_user()
        Place.objects.update(owner=other)
        clock.advance(days=28)
        done = freshness.run(clock.now)
        assert (done.ended, done.asked) == (1, 1)
        assert not fresh(place).to_confirm
        assert OutgoingMail.objects.order_by("pk").last().to == other.email

    def test_withdrawn_meanwhile(self, clock: Clock) -> None:
        held_place()
        run(clock)
        Place.objects.update(live=False)
        clock.advance(days=14)
        assert run(clock).ended == 1
        assert OutgoingMail.objects.count() == 1

    def test_published_again_by_the_agency_after_it_lapsed(self, clock: Clock) -> None:
        place = held_place()
        for days in (0, 14, 28, 28):
            clock.advance(days=days)
            run(clock)
        publish(fresh(place).save_revision(user=make_superuser()), make_superuser())
        done = freshness.run(clock.now)
        assert (done.ended, done.asked) == (1, 1)
        assert (fresh(place).live, fresh(place).to_confirm) == (True, False)

    def test_checked_by_an_import_meanwhile(self, clock: Clock) -> None:
        held_place()
        run(clock)
        Place.objects.update(checked_on=clock.now.date())
        clock.advance(days=14)
        assert run(clock).ended == 1


@pytest.mark.django_db
class TestTheAgency:
    def test_the_oldest_first_and_only_its_own(self, clock: Clock) -> None:
        user = make_moderator(mende())
        make_place(name="récent", checked_on=NOON.date() - timedelta(days=10))
        make_place(name="ancien", checked_on=NOON.date() - timedelta(days=400))
        make_place(name="plus ancien", checked_on=NOON.date() - timedelta(days=500))
        lapsed = held_place(name="parti", checked_on=NOON.date() - timedelta(days=300))
        for days in (0, 14, 28, 28):
            clock.advance(days=days)
            run(clock)
        assert not fresh(lapsed).live
        found = {kind.slug: [row.name for row in rows] for kind, rows in freshness.stale_for(user)}
        assert found["lieu"] == ["plus ancien", "ancien", "parti"]
        assert not any(rows.exists() for _kind, rows in freshness.stale_for(make_user()))

    def test_to_confirm_is_said_and_ranked_below(self, client: Client, clock: Clock) -> None:
        first = make_place(name="Abeille", to_confirm=True, checked_on=NOON.date())
        make_place(name="Zèbre", checked_on=NOON.date())
        page = client.get("/lieux/").content.decode()
        assert page.index("Zèbre") < page.index("Abeille")
        assert "À confirmer" in page
        assert "À confirmer" in client.get(first.get_absolute_url()).content.decode()

    def test_a_listing_that_fails_keeps_back_no_other(self, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = held_place(), held_place()
        write = freshness._write

        def stumble(row: CheckRound, listing: Any) -> None:
            if listing.pk == first.pk:
                raise RuntimeError("no page to edit it on")
            write(row, listing)

        monkeypatch.setattr(freshness, "_write", stumble)
        with pytest.raises(ExceptionGroup) as failed:
            run(clock)
        assert len(failed.value.exceptions) == 1
        assert [row.object_id for row in CheckRound.objects.all()] == [second.pk]

    def test_it_is_one_of_the_chores(self, clock: Clock) -> None:
        place = held_place()
        for _ in range(2):
            call_command("run_due")
        assert step_of(place) == Step.ASKED
        assert OutgoingMail.objects.filter(template="listing_check").count() == 1


DAYS = {"a day": 1, "a fortnight": 14, "a month": 30, "a year": 366}
EVENTS = [*DAYS, "confirm", "agency", "withdraw", "publish", "hand over", "leave"]


def happen(event: str, place: Place, agency: User, clock: Clock) -> None:
    """What may happen to a listing between two runs."""
    if event in DAYS:
        clock.advance(days=DAYS[event])
    elif event == "confirm" and CheckRound.objects.of(place).exists():
        Client().post(link_path(place))
    elif event == "agency":
        mark_checked(place, agency)
    elif event == "withdraw":
        unpublish(place, agency)
    elif event == "publish":
        publish(fresh(place).save_revision(user=agency), agency)
    elif event in {"hand over", "leave"}:
        Place.objects.filter(pk=place.pk).update(owner=make_user() if event == "hand over" else None)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(st.sampled_from(EVENTS), min_size=1, max_size=14))
@pytest.mark.django_db
def test_whatever_happens_the_states_agree(events: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    for model in (Place, CheckRound, OutgoingMail):
        model.objects.all().delete()
    place, agency = held_place(), make_superuser()
    for event in events:
        before = OutgoingMail.objects.count()
        happen(event, place, agency, clock)
        freshness.run(clock.now)
        after = OutgoingMail.objects.count()
        assert after - before <= 1, "one mail a run at most"
        assert freshness.run(clock.now) == freshness.Done(0, 0, 0, 0)
        assert OutgoingMail.objects.count() == after
        row, step = fresh(place), step_of(place)
        assert CheckRound.objects.open().of(place).count() <= 1
        assert row.to_confirm == (step >= Step.TO_CONFIRM)
        assert not (step == Step.LAPSED and row.live)
        if event == "agency" or (event == "confirm" and row.checked_on == timezone.localdate()):
            assert (step, row.to_confirm) == (0, False)
