"""Asking the company register about a business, in the background.

One task a business. A task that fails puts its own follow-up in the queue: later and later when the register is down,
when it says so after a 429; after the last attempt, ``register_state`` says that it did not answer. What it answered is
kept beside the business (``register_entry``): a suggestion that a member takes up or not, and the proof of a day.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from directory.business_vocabulary import RegisterState
from directory.company_register import RateLimited, Registered, RegisterError, is_on, look_up
from directory.models import Business
from listings.versions import bump_version

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
"""Tries of one business: 1, 4, 16 and 64 minutes apart."""
MAX_REFUSALS = 10
"""Times one business may be told "too many requests" before giving up."""
FIRST_DELAY = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
"""The most we obey of a Retry-After."""
PRIORITY = -10
"""Behind mail and everything else a person waits for."""
_COLUMNS = ["register_state", "register_checked_on", "register_entry"]


class Outcome(StrEnum):
    """How an attempt ended; the task's return value."""

    ANSWERED = "answered"
    LATER = "later"
    GIVEN_UP = "given up"
    NOTHING_TO_DO = "nothing to do"


@task(priority=PRIORITY)
def check_register(pk: int, siret: str, attempt: int = 1, refusals: int = 0) -> str:
    """One attempt at one business; see ``attempt_business``."""
    return attempt_business(pk, siret, attempt, refusals).value


def ask_register(business: Business) -> bool:
    """Ask about the SIRET of a business once the transaction is committed; whether there is anything to ask.

    ``business`` may be a draft: its SIRET is the one asked about.
    """
    pk, siret = business.pk, business.siret
    if not siret or not is_on():
        return False
    transaction.on_commit(lambda: check_register.enqueue(pk, siret))
    return True


def attempt_business(pk: int, siret: str, attempt: int = 1, refusals: int = 0) -> Outcome:
    """Ask about a SIRET now and keep the answer; failing that, queue the next attempt, or give up visibly."""
    if not is_on() or not Business.objects.filter(pk=pk).exists():
        return Outcome.NOTHING_TO_DO
    try:
        found = look_up(siret)
    except RateLimited as error:
        if refusals >= MAX_REFUSALS:
            return _give_up(pk, siret, f"{refusals + 1} times too many requests")
        return _try_later(pk, siret, _wait_asked(error.retry_after), attempt, refusals + 1)
    except RegisterError as error:
        if attempt >= MAX_ATTEMPTS:
            return _give_up(pk, siret, f"{attempt} attempts, {error}")
        return _try_later(pk, siret, FIRST_DELAY * 4 ** (attempt - 1), attempt + 1, refusals)
    return _keep(pk, siret, _state_of(found), found)


def _state_of(found: Registered | None) -> RegisterState:
    if found is None:
        return RegisterState.UNKNOWN
    return RegisterState.CONFIRMED if found.is_open else RegisterState.CLOSED


def _wait_asked(retry_after: float | None) -> timedelta:
    """What the register asks to wait, at least a second, at most ``LONGEST_WAIT``."""
    seconds = FIRST_DELAY.total_seconds() if retry_after is None else retry_after
    return timedelta(seconds=min(max(seconds, 1.0), LONGEST_WAIT.total_seconds()))


def _try_later(pk: int, siret: str, wait: timedelta, attempt: int, refusals: int) -> Outcome:
    check_register.using(run_after=timezone.now() + wait).enqueue(pk, siret, attempt, refusals)
    return Outcome.LATER


def _give_up(pk: int, siret: str, reason: str) -> Outcome:
    logger.warning("Asking the company register about business %s given up: %s", pk, reason)
    _keep(pk, siret, RegisterState.FAILED, None)
    return Outcome.GIVEN_UP


def _keep(pk: int, siret: str, state: RegisterState, found: Registered | None) -> Outcome:
    """Write what was answered on today's row, drafts left alone."""
    with transaction.atomic():
        business = Business.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if business is None:
            return Outcome.NOTHING_TO_DO
        business.register_state = state
        business.register_checked_on = timezone.localdate()
        business.register_entry = {"siret": siret, **(asdict(found) if found else {})}
        business.save(update_fields=_COLUMNS)
        bump_version("businesses")
    return Outcome.ANSWERED
