"""Accounts that nobody uses: warned, then erased; nobody without a warning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts import retention
from accounts.models import User
from accounts.one_by_one import NotAll
from accounts.retention import Outcome, run, shifted
from tests.accounts.conftest import mails_to, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NOTHING = Outcome(0, 0, 0)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HAMEAU_HOME = tmp_path


def away(months: int, **fields: Any) -> User:
    """Someone whose last sign-in is so many months ago."""
    seen = shifted(NOW, -months)
    return make_user(date_joined=seen - timedelta(days=90), last_login=seen, **fields)


def test_a_year_away_is_nothing() -> None:
    away(12)
    assert run(NOW) == NOTHING


def test_twenty_three_months_are_told_once() -> None:
    user = away(23)
    assert run(NOW - timedelta(hours=1)) == NOTHING
    assert run(NOW) == Outcome(1, 0, 0)
    assert run(NOW) == NOTHING
    assert run(NOW + timedelta(days=20)) == NOTHING
    (mail,) = mails_to(user.email)
    assert mail.key == f"account-inactive-{user.pk}-2026-11-23", "Another key after an update would be another mail."
    assert mail.subject == "Votre compte s’efface le 23 décembre 2026, sauf si vous revenez"
    assert "/compte/connexion/" in mail.text


def test_twenty_four_months_are_erased_a_month_after_the_warning() -> None:
    away(23)
    run(NOW)
    assert run(shifted(NOW, 1) - timedelta(hours=1)) == NOTHING
    assert run(shifted(NOW, 1)) == Outcome(0, 1, 0)
    assert not User.objects.exists()


def test_nobody_is_erased_unwarned_when_the_site_was_off() -> None:
    user = away(40)
    assert run(NOW) == Outcome(1, 0, 0)
    assert "le 23 décembre 2026" in mails_to(user.email)[0].subject, "Not a day in the past."
    assert run(NOW + timedelta(days=29)) == NOTHING
    assert run(shifted(NOW, 1)) == Outcome(0, 1, 0)


@pytest.mark.parametrize("sign", ["last_login", "last_seen_at"])
def test_who_comes_back_stays_and_is_warned_again_years_later(sign: str) -> None:
    user = away(23)
    run(NOW)
    back = NOW + timedelta(days=10)
    User.objects.filter(pk=user.pk).update(**{sign: back})
    assert run(shifted(NOW, 2)) == NOTHING
    assert run(shifted(back, 23)) == Outcome(1, 0, 0)
    assert len(mails_to(user.email)) == 2
    assert run(shifted(back, 24)) == Outcome(0, 1, 0)


def test_a_warning_from_before_they_came_back_is_none_even_when_the_site_was_off() -> None:
    back = NOW + timedelta(days=10)
    away(23, warned_at=NOW, last_seen_at=back)
    assert run(shifted(back, 30)) == Outcome(1, 0, 0)


def test_a_warning_given_too_early_erases_nobody_early() -> None:
    away(23, warned_at=NOW - timedelta(days=60))
    assert run(NOW) == NOTHING


def test_a_warning_of_the_moment_they_left_counts() -> None:
    left = shifted(NOW, -24)
    away(30, warned_at=left, last_seen_at=left)
    assert run(shifted(NOW, -1)) == NOTHING, "Told already."
    assert run(NOW) == Outcome(0, 1, 0)


def test_two_runs_at_once_write_one_mail_to_each(monkeypatch: pytest.MonkeyPatch) -> None:
    users = [away(23), make_user("dominique@exemple.fr", date_joined=shifted(NOW, -23))]
    write_mail = retention.write_mail

    def be_overtaken(*told: Any, **named: Any) -> None:
        """The other run starts when this one has found whom to write to."""
        monkeypatch.setattr(retention, "write_mail", write_mail)
        assert run(NOW) == Outcome(1, 0, 0)
        write_mail(*told, **named)

    monkeypatch.setattr(retention, "write_mail", be_overtaken)
    assert run(NOW) == Outcome(1, 0, 0)
    assert [len(mails_to(user.email)) for user in users] == [1, 1]


def test_who_never_signed_in_counts_from_the_sign_up() -> None:
    make_user(date_joined=shifted(NOW, -23))
    assert run(NOW) == Outcome(1, 0, 0)


def test_superusers_stay() -> None:
    away(60, is_superuser=True)
    assert run(NOW) == NOTHING


def test_sign_ups_never_confirmed_are_forgotten_after_thirty_days() -> None:
    make_user("voisine@exemple.fr", date_joined=NOW - timedelta(days=90))
    user = User.objects.create_user("nadia@exemple.fr", "x", date_joined=NOW - timedelta(days=30))
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    assert retention.due(NOW - timedelta(seconds=1)) == NOTHING
    assert retention.due(NOW) == Outcome(0, 0, 1)
    address.verified = True
    address.save()
    assert retention.due(NOW) == NOTHING
    EmailAddress.objects.filter(pk=address.pk).update(verified=False)
    User.objects.filter(pk=user.pk).update(last_login=NOW)
    assert run(NOW) == NOTHING, "Who signed in is someone."
    User.objects.filter(pk=user.pk).update(last_login=None)
    assert run(NOW) == Outcome(0, 0, 1)
    assert [left.email for left in User.objects.all()] == ["voisine@exemple.fr"]


def test_accounts_opened_by_an_agency_are_not_sign_ups() -> None:
    User.objects.create_user("invitee@exemple.fr", date_joined=NOW - timedelta(days=60))
    assert run(NOW) == NOTHING


def test_an_account_that_fails_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of those to erase, nor of those to warn; and who runs it is told which."""
    broken, gone = (away(24, email=f"x{rank}@exemple.fr", warned_at=shifted(NOW, -1)) for rank in range(2))
    refused, warned = (away(23, email=f"y{rank}@exemple.fr") for rank in range(2))
    real = {name: getattr(retention, name) for name in ("erase", "write_mail")}

    def erase(user: User) -> Any:
        if user.pk == broken.pk:
            raise ValueError("a receiver failed")
        return real["erase"](user)

    def write_mail(template: str, to: str, *args: Any, **kwargs: Any) -> Any:
        if to == refused.email:
            raise ValueError("no such address")
        return real["write_mail"](template, to, *args, **kwargs)

    monkeypatch.setattr(retention, "erase", erase)
    monkeypatch.setattr(retention, "write_mail", write_mail)
    with pytest.raises(NotAll) as raised:
        run(NOW)
    assert f"account {broken.pk} (ValueError: a receiver failed)" in str(raised.value)
    assert f"warning of account {refused.pk} (ValueError: no such address)" in str(raised.value)
    assert set(User.objects.values_list("pk", flat=True)) == {broken.pk, refused.pk, warned.pk}, f"not {gone.pk}"
    assert len(mails_to(warned.email)) == 1
    refused.refresh_from_db()
    assert refused.warned_at is None, "they are warned another time"
    with pytest.raises(CommandError, match="a receiver failed"):
        call_command("purge_accounts", "--apply")


def test_the_command_only_counts_without_apply(capsys: pytest.CaptureFixture[str]) -> None:
    away(40)
    call_command("purge_accounts")
    assert "1 to be warned" in capsys.readouterr().out
    assert not mails_to("camille@exemple.fr")
    call_command("purge_accounts", "--apply")
    assert "1 warned, 0 inactive erased" in capsys.readouterr().out
    assert len(mails_to("camille@exemple.fr")) == 1


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)), st.integers(-48, 48))  # noqa: DTZ001
def test_months_are_added_as_calendars_do(moment: datetime, months: int) -> None:
    later = shifted(moment, months)
    assert (later.year * 12 + later.month) - (moment.year * 12 + moment.month) == months
    assert later.time() == moment.time()
    assert later.day == moment.day or (later.day < moment.day and (later + timedelta(days=1)).day == 1)


def test_who_comes_back_while_others_are_erased_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (away(24, email=f"absente{rank}@exemple.fr", warned_at=shifted(NOW, -1)) for rank in (1, 2))

    def erase(user: User) -> None:
        User.objects.exclude(pk=user.pk).update(last_login=NOW)
        user.delete()

    monkeypatch.setattr("accounts.retention.erase", erase)
    assert run(NOW).erased == 1
    assert User.objects.get() in {first, second}
