from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mail import delivery, sending
from mail.models import OutgoingMail
from mail.outbox import send_again
from mail.tasks import send_due
from tests.factories.mails import make_mail
from tests.mail.smtp_server import DROP, HANG, TAKE_AND_DROP, SmtpServer, closed_port

State = OutgoingMail.State


class Clock:
    """The moment that the outbox believes it is."""

    def __init__(self) -> None:
        self.now = timezone.now() + timedelta(minutes=1)  # after whatever the database writes by default

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "TAKEN_WITHIN", 1)


def fresh(mail: OutgoingMail) -> OutgoingMail:
    return OutgoingMail.objects.get(pk=mail.pk)


@pytest.mark.django_db
class TestOneMail:
    def test_sent(self, server: SmtpServer, settings: LazySettings) -> None:
        settings.DEFAULT_FROM_EMAIL = "ne-pas-repondre@lozere.example"
        settings.SITE_URL = "https://lozere.example"
        mail = make_mail(to="léa@demo.example", text="Bonjour,\n.seul\n..deux\nÀ bientôt\n", html="<p>Bonjour</p>")
        mail.to = "lea@demo.example"
        mail.save()
        assert send_due.call() == 1
        assert (fresh(mail).state, fresh(mail).attempts, fresh(mail).error) == (State.SENT, 1, "")
        assert (fresh(mail).claim, fresh(mail).claimed_until) == (None, None)
        [message] = server.taken
        assert str(message["From"]) == "Hameau Lozère <ne-pas-repondre@lozere.example>"
        assert (message["To"], message["Subject"]) == ("lea@demo.example", mail.subject)
        assert message["Message-ID"].endswith("@lozere.example>")
        text = message.get_body(("plain",))
        html = message.get_body(("html",))
        assert text is not None
        assert html is not None
        assert text.get_content().replace("\r\n", "\n") == "Bonjour,\n.seul\n..deux\nÀ bientôt\n"
        assert html.get_content().strip() == "<p>Bonjour</p>"
        assert send_due.call() == 0
        assert len(server.taken) == 1

    @pytest.mark.parametrize(
        ("step", "reply"), [("rcpt", "550 no such user"), ("data", "554 no"), ("end", "552 too much")]
    )
    def test_a_refusal_is_final_at_once(self, server: SmtpServer, step: str, reply: str) -> None:
        server.script = {step: reply}
        mail = make_mail()
        assert send_due.call() == 0
        assert (fresh(mail).state, fresh(mail).error, fresh(mail).attempts) == (State.FAILED, reply, 1)
        assert not server.taken

    @pytest.mark.parametrize(
        ("step", "reply"),
        [("rcpt", "450 greylisted"), ("data", "452 full"), ("end", "451 later"), ("body", DROP)],
    )
    def test_what_is_not_now_is_tried_again(self, server: SmtpServer, clock: Clock, step: str, reply: str) -> None:
        server.script = {step: reply}
        mail = make_mail(text="x" * 200_000 + "\n")
        send_due.call()
        assert (fresh(mail).state, fresh(mail).attempts) == (State.WAITING, 1)
        assert fresh(mail).handed_over_at is None
        assert fresh(mail).next_attempt_at == clock.now + timedelta(minutes=1)
        assert fresh(mail).error
        server.script = {}
        clock.advance(seconds=59)
        assert send_due.call() == 0
        clock.advance(seconds=1)
        assert send_due.call() == 1
        assert len(server.taken) == 1

    def test_delays_grow_then_it_is_given_up(self, server: SmtpServer, clock: Clock) -> None:
        server.script = {"rcpt": "450 later"}
        mail = make_mail()
        waits = []
        while fresh(mail).state == State.WAITING:
            send_due.call()
            waits.append(fresh(mail).next_attempt_at - clock.now)
            clock.now = max(clock.now, fresh(mail).next_attempt_at)
        minutes = [wait.total_seconds() / 60 for wait in waits[:-1]]
        assert minutes == [1, 5, 30, 120, 720]
        assert (fresh(mail).state, fresh(mail).attempts) == (State.FAILED, 6)

    @pytest.mark.parametrize("end", [HANG, TAKE_AND_DROP])
    def test_silence_after_the_last_dot_is_uncertain_and_not_sent_again(
        self, server: SmtpServer, clock: Clock, end: str
    ) -> None:
        server.script = {"end": end}
        mail = make_mail()
        send_due.call()
        assert (fresh(mail).state, fresh(mail).claim) == (State.UNCERTAIN, None)
        server.script = {}
        clock.advance(days=3)
        assert send_due.call() == 0
        assert len(server.taken) == 1
        assert send_again(mail)
        assert send_due.call() == 1
        assert server.taken[0]["Message-ID"] == server.taken[1]["Message-ID"]
        assert not send_again(mail)

    def test_a_database_that_stumbles_gives_no_mail_up(
        self, server: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def hand_over(mail: OutgoingMail) -> None:
            raise OperationalError("database is locked")

        mail = make_mail()
        with monkeypatch.context() as patched:
            patched.setattr(sending, "hand_over", hand_over)
            assert send_due.call() == 0
        assert (fresh(mail).state, fresh(mail).attempts) == (State.WAITING, 1)
        clock.advance(minutes=2)
        assert send_due.call() == 1

    def test_a_mail_that_cannot_be_written_keeps_no_other_back(self, server: SmtpServer) -> None:
        broken = make_mail(headers={"X-Bad": "a\r\nBcc: victim@demo.example"})
        good = make_mail()
        assert send_due.call() == 1
        assert fresh(broken).state == State.FAILED
        assert "newline" in fresh(broken).error
        assert fresh(good).state == State.SENT


@pytest.mark.django_db
class TestServerDown:
    @pytest.mark.parametrize(
        "script",
        [
            {"banner": HANG},
            {"banner": "554 not you"},
            {"banner": DROP},
            {"ehlo": DROP},
            {"mail": "550 who are you"},
            {"mail": HANG},
            {"rcpt": "421 closing"},
        ],
        ids=str,
    )
    def test_nothing_is_lost_and_no_attempt_counted(
        self, settings: LazySettings, server: SmtpServer, clock: Clock, script: dict[str, str]
    ) -> None:
        server.script, patience = script, settings.EMAIL_TIMEOUT
        if HANG in script.values():
            settings.EMAIL_TIMEOUT = 0.2
        mails = [make_mail() for _ in range(3)]
        for _ in range(9):
            assert send_due.call() == 0
            clock.advance(hours=9)
        assert server.seen.count("banner") == 9, "the server is asked once a run, not once a mail"
        assert {(fresh(mail).state, fresh(mail).attempts) for mail in mails} == {(State.WAITING, 0)}
        assert all(fresh(mail).error for mail in mails)
        server.script, settings.EMAIL_TIMEOUT = {}, patience
        assert send_due.call() == 3
        assert sorted(str(message["To"]) for message in server.taken) == sorted(mail.to for mail in mails)

    def test_nobody_listens(self, settings: LazySettings, server: SmtpServer, clock: Clock) -> None:
        settings.EMAIL_PORT = closed_port()
        mail = make_mail()
        assert send_due.call() == 0
        assert "ConnectionRefusedError" in fresh(mail).error
        settings.EMAIL_PORT = server.port
        clock.advance(minutes=5)
        assert send_due.call() == 1

    def test_one_refused_recipient_stops_no_other(self, server: SmtpServer) -> None:
        refused, later, good = make_mail(), make_mail(), make_mail()
        server.script_of = {refused.to: "550 unknown", later.to: "450 busy"}
        assert send_due.call() == 1
        assert [fresh(mail).state for mail in (refused, later, good)] == [State.FAILED, State.WAITING, State.SENT]


@pytest.mark.django_db
class TestClaims:
    def test_a_claimed_mail_is_nobody_else_s_until_the_claim_ends(self, clock: Clock) -> None:
        make_mail()
        first = sending.claim_next(clock.now)
        assert first is not None
        assert sending.claim_next(clock.now) is None
        clock.advance(minutes=3)
        second = sending.claim_next(clock.now)
        assert second is not None
        assert second.claim != first.claim
        with pytest.raises(sending.Overtaken):
            sending.hand_over(first)
        sending.hand_over(second)

    def test_the_claim_of_a_dead_process_is_free_at_once(self, clock: Clock) -> None:
        mail = make_mail()
        assert sending.claim_next(clock.now)
        OutgoingMail.objects.update(claimed_by=sending.worker_name().rpartition(" ")[0] + " 4194305")
        again = sending.claim_next(clock.now)
        assert again is not None
        assert again.pk == mail.pk

    def test_what_was_handed_over_by_a_lost_worker_is_uncertain(self, server: SmtpServer, clock: Clock) -> None:
        mail = make_mail()
        claimed = sending.claim_next(clock.now)
        assert claimed is not None
        sending.hand_over(claimed)
        clock.advance(seconds=30)
        send_due.call()
        assert fresh(mail).state == State.WAITING, "an answer may still come"
        clock.advance(minutes=5)
        send_due.call()
        assert fresh(mail).state == State.UNCERTAIN
        assert not server.taken

    def test_who_was_overtaken_sends_nothing(self, server: SmtpServer, clock: Clock) -> None:
        mail = make_mail()
        slow = sending.claim_next(clock.now)
        assert slow is not None
        clock.advance(minutes=3)
        assert send_due.call() == 1
        assert sending.attempt(slow)
        assert len(server.taken) == 1
        assert fresh(mail).state == State.SENT

    def test_a_mail_deleted_meanwhile_is_not_sent(self, server: SmtpServer, clock: Clock) -> None:
        make_mail()
        claimed = sending.claim_next(clock.now)
        assert claimed is not None
        OutgoingMail.objects.all().delete()
        sending.attempt(claimed)
        assert not server.taken


@pytest.mark.django_db
class TestComingBack:
    def waiting(self) -> list[datetime]:
        return list(DBTaskResult.objects.filter(task_path="mail.tasks.send_due").values_list("run_after", flat=True))

    def test_the_task_is_queued_once_for_the_next_attempt(self, server: SmtpServer, clock: Clock) -> None:
        server.script = {"rcpt": "450 later"}
        make_mail()
        make_mail()
        for _ in range(3):
            send_due.call()
        assert self.waiting() == [clock.now + timedelta(minutes=1)]

    def test_nothing_waits_nothing_is_queued(self, server: SmtpServer) -> None:
        make_mail()
        send_due.call()
        assert self.waiting() == []

    def test_it_comes_back_when_another_s_claim_ends(self, clock: Clock) -> None:
        make_mail()
        sending.claim_next(clock.now)
        send_due.call()
        assert self.waiting() == [clock.now + sending.CLAIM]


def test_delays_are_those_promised() -> None:
    total: Any = sum(sending.DELAYS, timedelta())
    assert timedelta(hours=14) < total < timedelta(hours=15)
