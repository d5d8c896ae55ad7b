"""Accounts that nobody uses: warned after 23 months, erased after 24 (CNIL); never confirmed: erased after 30 days.

``run(now)`` may be called as often as one likes. Nobody is erased who was not warned a month before, however long the
site was off. Superusers, who keep the machine, stay.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from accounts.erasing import erase
from accounts.models import User
from accounts.one_by_one import OneByOne
from mail.outbox import write_mail
from mail.senders import absolute
from ui.typography import long_date

WARN_AFTER, ERASE_AFTER, NOTICE = 23, 24, 1
"""Months of absence before the mail, before the erasure, and between the two at the very least."""
CONFIRM_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Outcome:
    """What a run did, or would do."""

    warned: int
    erased: int
    unconfirmed: int


def shifted(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later (earlier, if negative); the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def with_activity() -> QuerySet[Any]:
    """Users with ``active_at``, the last moment they were here."""
    joined = "date_joined"
    latest = Greatest("date_joined", Coalesce("last_login", joined), Coalesce("last_seen_at", joined))
    return User.objects.filter(is_superuser=False).annotate(active_at=latest)


def to_warn(now: datetime) -> QuerySet[Any]:
    """Who has been away for 23 months, and was not told since."""
    untold = Q(warned_at=None) | Q(warned_at__lt=F("active_at"))
    return with_activity().filter(untold, active_at__lte=shifted(now, -WARN_AFTER))


def to_erase(now: datetime) -> QuerySet[Any]:
    """Who has been away for 24 months, and was told during that time, at least a month ago."""
    return with_activity().filter(
        active_at__lte=shifted(now, -ERASE_AFTER),
        warned_at__gte=F("active_at"),
        warned_at__lte=shifted(now, -NOTICE),
    )


def unconfirmed(now: datetime) -> QuerySet[Any]:
    """Who signed up 30 days ago and never followed the link: perhaps not the owner of the address."""
    from allauth.account.models import EmailAddress

    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    return with_activity().filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        last_login=None,
        date_joined__lte=now - CONFIRM_WITHIN,
    )


def run(now: datetime) -> Outcome:
    """Warn and erase what is due at ``now``. Each account is its own transaction.

    One that fails keeps no other back: raises ``accounts.one_by_one.NotAll`` at the end, which names them.
    """
    rounds = OneByOne()
    erased = _erase_all(to_erase, now, rounds)
    forgotten = _erase_all(unconfirmed, now, rounds)
    to_be_warned = {user.pk: user for user in to_warn(now)}
    warned = rounds.each("warning of account", to_be_warned, lambda pk: _warn(to_be_warned[pk], now))
    rounds.finish()
    return Outcome(warned, erased, forgotten)


def due(now: datetime) -> Outcome:
    """What ``run`` would do at ``now``."""
    return Outcome(to_warn(now).count(), to_erase(now).count(), unconfirmed(now).count())


def _erase_all(chosen: Callable[[datetime], QuerySet[Any]], now: datetime, rounds: OneByOne) -> int:
    """Erase who is chosen, asked again one by one: who comes back while others are erased stays."""

    def erase_one(pk: int) -> bool:
        user = chosen(now).filter(pk=pk).first()
        if user is not None:
            erase(user)
        return user is not None

    return rounds.each("account", list(chosen(now).values_list("pk", flat=True)), erase_one)


def _warn(user: Any, now: datetime) -> bool:
    """Tell a user when their account goes, and keep that it was told: both or neither, in the caller's transaction."""
    if not User.objects.filter(pk=user.pk, warned_at=user.warned_at).update(warned_at=now):
        return False  # another run was faster
    goes_on = max(shifted(user.active_at, ERASE_AFTER), shifted(now, NOTICE))
    key = f"account-inactive-{user.pk}-{now:%Y-%m-%d}"
    write_mail("account_inactive", user.email, lambda: _told(goes_on), key=key, on_behalf=user)
    return True


def _told(goes_on: datetime) -> dict[str, Any]:
    """What the warning says, with a link in its language."""
    return {"date": long_date(goes_on), "sign_in_url": absolute(reverse("account_login"))}
