"""Dead links: each address of a published resource is looked at once a day, and dead after three days of failures."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from cms.models import CheckedLink, ResourceLink
from cms.resources.link_client import LinkClient, Look
from cms.resources.vocabulary import LinkState

EVERY = timedelta(hours=20)
"""An hourly run then looks at each link every day."""
DEAD_AFTER = 3
"""Days of failures."""
AT_A_TIME = 50
MOST_OF_A_HOST = 5
"""Addresses of one server looked at in one run; the others wait for the next."""
MOST_SECONDS = 60.0
"""A run ends then: mails wait behind it."""
PAUSE = timedelta(minutes=2)
PRIORITY = -20


@task(priority=PRIORITY)
def check_due() -> int:
    """Look at some of the links that are due, and come back for the others; return how many were looked at."""
    if not settings.LINK_CHECKS:
        return 0
    gather()
    checked = check_some(LinkClient(), timezone.now())
    if checked and due(timezone.now()).exists():
        check_due.using(run_after=timezone.now() + PAUSE).enqueue()
    return checked


@task(priority=PRIORITY)
def check_again(pk: int) -> str:
    """Look at one link now, since someone asks; return its state."""
    link = CheckedLink.objects.filter(pk=pk).first()
    if link is None or not settings.LINK_CHECKS:
        return ""
    record(link, LinkClient().look(link.url), timezone.now())
    return str(link.state)


def published_links() -> Any:
    """The links of published resources."""
    return ResourceLink.objects.filter(page__live=True)


def gather() -> None:
    """One row for each address that a published resource links to; none for the others."""
    urls = set(published_links().order_by().values_list("url", flat=True).distinct())
    known = set(CheckedLink.objects.values_list("url", flat=True))
    CheckedLink.objects.bulk_create([CheckedLink(url=url) for url in sorted(urls - known)], ignore_conflicts=True)
    CheckedLink.objects.filter(url__in=known - urls).delete()


def due(now: datetime) -> Any:
    """The links that were not looked at today, those that waited longest first."""
    late = Q(checked_at__isnull=True) | Q(checked_at__lt=now - EVERY)
    return CheckedLink.objects.filter(late).order_by("checked_at", "pk")


def check_some(client: LinkClient, now: datetime, seconds: float = MOST_SECONDS) -> int:
    """Look at some links that are due, a few of each server; return how many."""
    begun, number = time.monotonic(), 0
    for link in _few_of_each_host(due(now)):
        if number >= AT_A_TIME or time.monotonic() - begun > seconds:
            break
        record(link, client.look(link.url), now)
        number += 1
    return number


def _few_of_each_host(links: Any) -> Iterator[CheckedLink]:
    hosts: Counter[str] = Counter()
    for link in links[: AT_A_TIME * 10]:
        host = urlsplit(link.url).hostname or ""
        hosts[host] += 1
        if hosts[host] <= MOST_OF_A_HOST:
            yield link


def record(link: CheckedLink, look: Look, now: datetime) -> None:
    """Keep what a look found. A failure counts once a day; what tells nothing changes nothing."""
    link.checked_at = now
    if look.is_alive:
        link.state, link.reason, link.failed_days = LinkState.ALIVE, "", 0
        link.first_failed_on = link.last_failed_on = None
    elif look.is_alive is False:
        _fail(link, str(look.reason or ""), timezone.localdate(now))
    link.save()


def _fail(link: CheckedLink, reason: str, today: date) -> None:
    if link.last_failed_on != today:
        link.failed_days += 1
    link.first_failed_on = link.first_failed_on or today
    link.last_failed_on, link.reason = today, reason
    link.state = LinkState.DEAD if link.failed_days >= DEAD_AFTER else LinkState.FAILING
