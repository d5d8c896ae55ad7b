"""Reading the calendars of partners every day."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from agenda.clocks import zone_of
from agenda.imports.mails import tell_agency
from agenda.imports.reading import read_address
from agenda.imports.writing import record
from agenda.models import CalendarAddress

EVERY = timedelta(hours=20)
"""An hourly run then reads each calendar every day."""
AHEAD = timedelta(days=183)
"""How far ahead events are read."""
PRIORITY = -20


def due(now: datetime) -> Any:
    """The addresses that were not read today, those that waited longest first."""
    late = Q(read_at__isnull=True) | Q(read_at__lt=now - EVERY)
    return CalendarAddress.objects.filter(late, is_read=True).order_by("read_at", "pk")


@task(priority=PRIORITY)
def read_due() -> int:
    """Have each calendar that is due read, by a task of its own: mails are sent between two. Returns how many."""
    if not settings.LINK_CHECKS:
        return 0
    keys = list(due(timezone.now()).values_list("pk", flat=True))
    for key in keys:
        read_one.enqueue(key)
    return len(keys)


@task(priority=PRIORITY)
def read_one(pk: int) -> str:
    """Read one calendar; return its outcome. One that was read a minute ago, or is gone, is let be."""
    address = CalendarAddress.objects.filter(pk=pk).select_related("territory").first()
    if address is None or not settings.LINK_CHECKS:
        return ""
    now = timezone.now()
    if address.read_at and now - address.read_at < timedelta(minutes=1):
        return str(address.outcome)
    return read_now(address, now)


def read_now(address: CalendarAddress, now: datetime, *, with_loopback: bool = False) -> str:
    """Read a calendar, write what it holds, tell the agency; return the outcome."""
    zone = zone_of(address.territory_id)
    first = timezone.localdate(now, zone)
    reading = read_address(address.url, first, first + AHEAD, zone.key, with_loopback=with_loopback)
    figures: Counter[str] = record(address, reading, now)
    tell_agency(address, figures, now)
    return str(address.outcome)
