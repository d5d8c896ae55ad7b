"""What day it is for whoever reads: by the clock of the territory whose site they read, wherever the server is."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from geography.models import Commune

_KEPT_FOR = 3600
_OVERSEAS = {
    **dict.fromkeys(("971", "977", "978"), "America/Guadeloupe"),
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
"""Time zones by the code of the département: names of the IANA time zone database."""


def zone_of(territory_pk: int | None) -> ZoneInfo:
    """The time zone of a territory, that of the settings on the portal."""
    if territory_pk is None:
        return ZoneInfo(settings.TIME_ZONE)
    key = f"agenda:zone:{territory_pk}"
    name: str | None = cache.get(key)
    if name is None:
        first = Commune.objects.filter(territories=territory_pk).order_by("pk")
        code = first.values_list("departement_id", flat=True).first()
        name = _OVERSEAS.get(code or "", settings.TIME_ZONE)
        cache.set(key, name, _KEPT_FOR)
    return ZoneInfo(name)


def start_of_today(zone: ZoneInfo, now: datetime | None = None) -> datetime:
    """When today began there: what ended before is past, what ends today is not. A day may have 23 or 25 hours."""
    today = (now or timezone.now()).astimezone(zone).date()
    return datetime.combine(today, time(), zone)  # nowhere in France do clocks change at midnight
