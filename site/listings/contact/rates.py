"""What an agency knows of its territory's messages: how many left, how many were answered, how soon. Never a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from listings.contact.models import Conversation

SPAN = timedelta(days=365)
FAIR_DELAY = timedelta(days=5)
"""Messages younger than this and without an answer are not yet counted against anyone."""


@dataclass(frozen=True)
class Rate:
    """Messages of one kind of listing over the last twelve months."""

    kind: str
    """In the plural: « lieux »."""
    sent: int
    answered: int
    waiting: int
    """Sent within ``FAIR_DELAY`` and not answered yet: left out of the rate."""
    median_days: float | None
    """Half of the answers came within so many days."""

    @property
    def percent(self) -> int | None:
        """Answered, out of a hundred that had their time; ``None`` before there is one."""
        had_time = self.sent - self.waiting
        return round(100 * self.answered / had_time) if had_time else None


def rates_for(user: Any, now: datetime | None = None) -> list[Rate]:
    """The answer rate of each kind of listing in the territories that a user moderates, the busiest first."""
    now = now or timezone.now()
    rows = Conversation.objects.for_user(user).left().filter(sent_at__gt=now - SPAN).order_by()
    by_kind: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for kind, sent_at, answered_at in rows.values_list("content_type", "sent_at", "answered_at"):
        by_kind[kind].append((sent_at, answered_at))
    rates = [_rate(kind, moments, now) for kind, moments in by_kind.items()]
    return sorted(rates, key=lambda rate: (-rate.sent, rate.kind))


def _rate(kind: int, moments: Iterable[tuple[datetime, datetime | None]], now: datetime) -> Rate:
    moments = list(moments)
    days = [(answered - sent) / timedelta(days=1) for sent, answered in moments if answered]
    waiting = sum(answered is None and sent > now - FAIR_DELAY for sent, answered in moments)
    model = ContentType.objects.get_for_id(kind).model_class()
    label = str(model._meta.verbose_name_plural) if model else ""
    return Rate(label, len(moments), len(days), waiting, round(median(days), 1) if days else None)
