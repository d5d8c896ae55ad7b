"""Points for places that have an address and no point, asked of the geocoder in the background.

One task a place. A task that fails puts its own follow-up in the queue (the queue itself never tries again): later and
later when the service is down, when the service says so after a 429. After the last attempt, or when the address isn't
found, the place shows at its commune, ``geocoding_failed_at`` says since when, ``given_up()`` lists it for a person.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import TaskContext, TaskResult, TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, get_date_max

from geography.geocoding import Geocoded, GeocodingError, Kind, RateLimited, Refused, geocode
from listings.versions import bump_version
from places.models import Place, PlaceQuerySet
from places.vocabulary import PointOrigin, Precision

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
"""Tries of one place before giving up on a service that fails: 1, 4, 16, 64 and 256 minutes apart, under 6 hours."""
MAX_REFUSALS = 20
"""Times one place may be told "too many requests" before giving up."""
FIRST_DELAY = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
"""The most we obey of a Retry-After."""
ABANDONED_AFTER = timedelta(minutes=10)
"""A task still marked running after this is one whose worker died: no attempt lasts a minute."""
PRIORITY = -10
"""Behind mail and everything else a person waits for."""

_PRECISION = {
    Kind.HOUSENUMBER: Precision.ADDRESS,
    Kind.STREET: Precision.STREET,
    Kind.LOCALITY: Precision.STREET,
    Kind.MUNICIPALITY: Precision.COMMUNE,
}
_COLUMNS = ["latitude", "longitude", "cell", "precision", "point_origin", "geocoding_score", "geocoding_failed_at"]
_NEEDS_POINT = Q(latitude__isnull=True) | Q(precision=Precision.COMMUNE) & ~Q(address="")
_ASKED_COLUMNS = ("address", "postcode", "commune_id")


class Outcome(StrEnum):
    """How an attempt ended; the task's return value."""

    FOUND = "found"
    NOT_FOUND = "not found"
    AT_COMMUNE = "no address, shown at its commune"
    LATER = "later"
    GIVEN_UP = "given up"
    NOTHING_TO_DO = "nothing to do"
    CHANGED = "changed meanwhile"
    ALREADY_RUNNING = "already running"


def missing() -> PlaceQuerySet:
    """Places with no point, or only their commune's though they have an address; not those given up and not edited."""
    edited = Q(geocoding_failed_at__isnull=True) | Q(geocoding_failed_at__lt=F("updated_at"))
    return Place.objects.filter(_NEEDS_POINT, edited).order_by("pk")  # type: ignore[no-any-return]


def given_up() -> PlaceQuerySet:
    """Places whose address the geocoder could not place: someone should look at it, or put the point by hand."""
    return Place.objects.filter(_NEEDS_POINT, geocoding_failed_at__isnull=False).order_by("pk")  # type: ignore[no-any-return]


def forget_failures() -> int:
    """Put the places given up back among ``missing()``; their number."""
    return int(given_up().order_by().update(geocoding_failed_at=None))


@task(priority=PRIORITY, takes_context=True)
def geocode_place(context: TaskContext, pk: int, /, attempt: int = 1, refusals: int = 0) -> str:
    """One attempt at one place, alone on it whatever was enqueued; see ``attempt_place``."""
    if _preceded(context.task_result, pk):
        return Outcome.ALREADY_RUNNING.value
    return attempt_place(pk, attempt, refusals).value


@task(priority=PRIORITY)
def geocode_missing() -> int:
    """Put a task in the queue for each place of ``missing()``; the number of tasks added."""
    return enqueue(missing().values_list("pk", flat=True))


def enqueue(pks: Iterable[int]) -> int:
    """Ask for these places soon, skipping those that wait in the queue already; the number of tasks added."""
    waiting = _in_queue()
    wanted = [pk for pk in dict.fromkeys(pks) if pk not in waiting]
    for start in range(0, len(wanted), 500):
        with transaction.atomic():
            for pk in wanted[start : start + 500]:
                geocode_place.enqueue(pk)
    return len(wanted)


def attempt_place(pk: int, attempt: int = 1, refusals: int = 0) -> Outcome:
    """Geocode one place now; failing that, enqueue the next attempt, or give up visibly.

    ``attempt`` counts tries from 1, ``refusals`` the 429 answers so far. Never replaces a point that is better than the
    commune's. A place edited while the service was asked is asked again; a deleted one is nothing to do.
    """
    place = Place.objects.filter(_NEEDS_POINT, pk=pk).first()
    if place is None:
        return Outcome.NOTHING_TO_DO
    if not place.address.strip():
        return _write(place, None, Outcome.AT_COMMUNE)
    try:
        found = geocode(place.address, place.postcode, place.commune_id)
    except Refused as error:
        return _give_up(place, str(error))
    except RateLimited as error:
        if refusals >= MAX_REFUSALS:
            return _give_up(place, f"{refusals + 1} times too many requests")
        wait = _wait_asked(error.retry_after)
        return _try_later(place, (wait, wait), attempt, refusals + 1)
    except GeocodingError as error:
        if attempt >= MAX_ATTEMPTS:
            return _give_up(place, f"{attempt} attempts, {error}")
        return _try_later(place, (FIRST_DELAY * 4 ** (attempt - 1), FIRST_DELAY), attempt + 1, refusals)
    if found is None or found.kind is Kind.MUNICIPALITY:
        return _write(place, found, Outcome.NOT_FOUND)
    return _write(place, found, Outcome.FOUND)


def _wait_asked(retry_after: float | None) -> timedelta:
    """What the service asks to wait, at least a second, at most ``LONGEST_WAIT``."""
    seconds = FIRST_DELAY.total_seconds() if retry_after is None else retry_after
    return timedelta(seconds=min(max(seconds, 1.0), LONGEST_WAIT.total_seconds()))


def _try_later(place: Place, waits: tuple[timedelta, timedelta], attempt: int, refusals: int) -> Outcome:
    """Enqueue the next attempt after the first wait, hold other places for the second; show the commune meanwhile."""
    outcome = _write(place, None, Outcome.LATER)
    if outcome is Outcome.LATER:
        now = timezone.now()
        geocode_place.using(run_after=now + waits[0]).enqueue(place.pk, attempt, refusals)
        _hold_queue(now + waits[1])
    return outcome


def _give_up(place: Place, reason: str) -> Outcome:
    logger.warning("Geocoding of place %s (%s, %s) given up: %s", place.pk, place.name, place.commune_id, reason)
    return _write(place, None, Outcome.GIVEN_UP)


def _write(asked: Place, found: Geocoded | None, outcome: Outcome) -> Outcome:
    """Keep the result on today's row, unless the row went, got its point or changed its address meanwhile."""
    with transaction.atomic():
        place = Place.objects.filter(_NEEDS_POINT, pk=asked.pk).select_for_update().first()
        if place is None:
            return Outcome.NOTHING_TO_DO
        if any(getattr(place, name) != getattr(asked, name) for name in _ASKED_COLUMNS):
            geocode_place.enqueue(place.pk)
            return Outcome.CHANGED
        moved = _set_point(place, found)
        if outcome is not Outcome.LATER:
            failed = outcome in (Outcome.NOT_FOUND, Outcome.GIVEN_UP) or place.latitude is None
            place.geocoding_failed_at = timezone.now() if failed else None
        place.save(update_fields=_COLUMNS)
        if moved and place.live:
            bump_version("places")
    if outcome is Outcome.NOT_FOUND:
        logger.warning("Geocoding of place %s (%s, %s): address not found", place.pk, place.name, place.commune_id)
    return outcome


def _set_point(place: Place, found: Geocoded | None) -> bool:
    """Give the place the point found, else, where it has none, its commune's; whether it moved."""
    if found is not None and found.kind is not Kind.MUNICIPALITY:
        place.latitude, place.longitude = found.point
        place.precision, place.point_origin = _PRECISION[found.kind], PointOrigin.GEOCODER
        place.geocoding_score = found.score
        return True
    if place.latitude is not None:
        return False
    if place.commune.latitude is not None:
        place.latitude, place.longitude = place.commune.latitude, place.commune.longitude
        place.precision, place.point_origin = Precision.COMMUNE, PointOrigin.COMMUNE
        return True
    if found is not None:  # an overseas commune whose point only the geocoder knows
        place.latitude, place.longitude = found.point
        place.precision, place.point_origin = Precision.COMMUNE, PointOrigin.GEOCODER
        place.geocoding_score = found.score
        return True
    return False


# The queue ---------------------------------------------------------------------------------------------------------


def _tasks() -> Any:
    return DBTaskResult.objects.filter(task_path=geocode_place.module_path)


def _running() -> Any:
    return _tasks().filter(status=TaskResultStatus.RUNNING, started_at__gt=timezone.now() - ABANDONED_AFTER)


def _in_queue() -> set[int]:
    """Places that have a task waiting or running."""
    ready = _tasks().filter(status=TaskResultStatus.READY)
    return {
        _pk_of(arguments) for rows in (ready, _running()) for arguments in rows.values_list("args_kwargs", flat=True)
    }


def _pk_of(arguments: dict[str, Any]) -> int:
    return int(arguments["args"][0])


def _preceded(mine: TaskResult[Any], pk: int) -> bool:
    """Whether another running task of the same place started before this one: of several, only the first goes on."""
    others = _running().exclude(id=mine.id).values_list("started_at", "id", "args_kwargs")
    rank = (mine.started_at, str(mine.id))
    return any(_pk_of(arguments) == pk and (started, str(id_)) < rank for started, id_, arguments in others)


def _hold_queue(until: datetime) -> None:
    """Let no other place be asked before ``until``: what just failed for one would fail for all."""
    sooner = Q(run_after__lt=until) | Q(run_after=get_date_max())
    _tasks().filter(sooner, status=TaskResultStatus.READY).update(run_after=until)
