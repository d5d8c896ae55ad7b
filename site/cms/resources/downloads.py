"""How often files are downloaded, a number a day: no address, no cookie, no one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served

from cms.models import DownloadCount

ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|archiver|preview|monitor|validator|lighthouse|headless"
    r"|^$|^(curl|wget|python|java|go-http|okhttp|axios|node|ruby|perl|libwww|scrapy|httpx)",
    re.IGNORECASE,
)
"""What programs that read by themselves call themselves; a browser never does."""


def is_counted(request: HttpRequest) -> bool:
    """Whether someone downloads: not a look at the headers, nor a robot, nor the rest of a broken-off file."""
    if request.method != "GET" or request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        return False
    return not request.headers.get("Range") and not ROBOT.search(request.headers.get("User-Agent", ""))


def count_download(document_id: int, day: date) -> None:
    """One more download of a file on a day."""
    rows = DownloadCount.objects.filter(document=document_id, day=day)
    if not rows.update(number=F("number") + 1):
        DownloadCount.objects.get_or_create(document_id=document_id, day=day)
        rows.update(number=F("number") + 1)


def downloads_of(documents: Sequence[int]) -> dict[int, int]:
    """The downloads of some files since they are counted, by key."""
    if not documents:
        return {}
    rows = DownloadCount.objects.filter(document__in=documents).order_by().values("document")
    return dict(rows.annotate(times=Sum("number")).values_list("document", "times"))


def _follow(instance: Any, request: HttpRequest, **kwargs: Any) -> None:
    if is_counted(request):
        count_download(instance.pk, timezone.localdate())


def connect() -> None:
    """Listen to the files served; called once, when the application is ready."""
    document_served.connect(_follow, sender=get_document_model(), dispatch_uid="cms.resources.downloads")
