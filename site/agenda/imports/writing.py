"""What a reading changes: drafts for what is new, what a partner changed where nobody here did, and what is told."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page

from agenda.clocks import zone_of
from agenda.imports.calendar_process import MOST_EVENTS, MOST_OF_A_SERIES
from agenda.imports.facts import DATES, GROUPS, VENUE, values_of
from agenda.imports.reading import Occurrence, Reading
from agenda.imports.vocabulary import Outcome
from agenda.merging import merge, tokens_of
from agenda.models import AgendaIndexPage, CalendarAddress, EventPage, ImportedEvent
from agenda.models.imports import LONGEST_KEY
from agenda.moments import on_the_wall, when
from agenda.vocabulary import Status
from cms.models import SiteTerritory
from geography.models import Territory

MOST_NEW = 100
"""New drafts of a reading: the others come the next day."""


def record(address: CalendarAddress, reading: Reading, now: datetime) -> Counter[str]:
    """Keep what came of a reading, and write it on the pages. Returns how many events met each fate."""
    figures: Counter[str] = Counter()
    address.outcome, address.read_at = reading.outcome, now
    if reading.outcome == Outcome.READ:
        future = address.events.filter(starts_at__gt=now, vanished_at=None)
        if not reading.events and future.count() > 1:
            address.outcome = Outcome.EMPTIED
        else:
            figures = _write(address, reading, now)
            address.succeeded_at = now
            address.left_out = reading.left_out
            left_out = reading.number_left_out + figures["left_out"]
            address.figures = {**figures, "found": len(reading.events), "left_out": left_out}
    address.save(update_fields=["outcome", "read_at", "succeeded_at", "left_out", "figures"])
    return figures


def agenda_of(territory: Territory) -> AgendaIndexPage | None:
    """The agenda of a territory's site, in its first language."""
    link = SiteTerritory.objects.filter(territory=territory).select_related("site__root_page").first()
    return AgendaIndexPage.objects.child_of(link.site.root_page).first() if link else None


def key_of(uid: str) -> str:
    """What names an event; a digest of a name that is too long."""
    return uid if len(uid) <= LONGEST_KEY else sha256(uid.encode()).hexdigest()


def _write(address: CalendarAddress, reading: Reading, now: datetime) -> Counter[str]:
    figures: Counter[str] = Counter()
    agenda = agenda_of(address.territory)
    if agenda is None:
        return figures
    rows = _Rows(address, reading)
    for event in reading.events:
        if event.ends < now:
            continue
        with transaction.atomic():
            row = rows.of(event)
            values = values_of(event, address.territory, address.name)
            if row is None:
                if not event.is_cancelled and figures["added"] < MOST_NEW:
                    figures[_add(address, agenda, event, values)] += 1
            elif row.address_id == address.pk:
                figures[_update(row, event, values)] += 1
    for row in rows.gone(now):
        with transaction.atomic():
            figures[_vanish(row, now)] += 1
    figures.pop("same", None)
    return figures


class _Rows:
    """What was read before of the events of a calendar, found again by their names or by their dates."""

    def __init__(self, address: CalendarAddress, reading: Reading) -> None:
        events = reading.events
        keys = {key_of(event.uid) for event in events}
        known = ImportedEvent.objects.filter(territory=address.territory, uid__in=keys).select_related("page")
        self.address = address
        self.unsure = {key_of(uid) for uid in reading.unsure}
        """Series whose dates could not be told today: nothing is concluded of them."""
        self.last = events[-1].starts if len(events) >= MOST_EVENTS else None
        """Where the reading stopped, when there were more."""
        numbers = Counter(key_of(event.uid) for event in events)
        self.last_of = {
            key_of(event.uid): event.starts for event in events if numbers[key_of(event.uid)] >= MOST_OF_A_SERIES
        }
        """The same, of each series of which not all dates are read."""
        self.by_key = {(row.uid, row.recurrence): row for row in known}
        self.present = {(key_of(event.uid), event.recurrence) for event in events}
        unnamed = [row for key, row in self.by_key.items() if key not in self.present and self._is_ours(row)]
        self.zone = zone_of(address.territory_id)
        self.by_day = {(row.uid, self._day_of(row.starts_at)): row for row in unnamed}
        """A series whose hour moves names all its dates anew: they are the same meetings on the same days."""

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _is_ours(self, row: ImportedEvent) -> bool:
        """Whether this calendar brought it, or one that was taken away since."""
        return row.address_id in (None, self.address.pk)

    def of(self, event: Occurrence) -> ImportedEvent | None:
        """The row of an event; ``None`` for one that was never read."""
        key = key_of(event.uid)
        row: ImportedEvent | None = self.by_key.get((key, event.recurrence)) or self.by_day.pop(
            (key, self._day_of(event.starts)), None
        )
        if row:
            row.recurrence = event.recurrence
            if self._is_ours(row):
                row.address = self.address
            self.present.add((key, row.recurrence))
        return row

    def gone(self, now: datetime) -> list[ImportedEvent]:
        """Those to come that the calendar holds no more."""
        rows = self.address.events.filter(starts_at__gt=now, vanished_at=None).select_related("page")
        if self.last:
            rows = rows.filter(starts_at__lt=self.last)
        rows = rows.exclude(uid__in=self.unsure)
        absent = (row for row in rows if (row.uid, row.recurrence) not in self.present)
        return [row for row in absent if row.uid not in self.last_of or row.starts_at < self.last_of[row.uid]]


def _add(address: CalendarAddress, agenda: AgendaIndexPage, event: Occurrence, values: dict[str, Any]) -> str:
    page = EventPage(**values, live=False)
    try:
        with transaction.atomic():
            Page.objects.get(pk=agenda.pk).add_child(instance=page)
            page = EventPage.objects.get(pk=page.pk)  # as the database keeps it
            page.save_revision()  # which checks all of it
    except ValidationError:
        return "left_out"
    ImportedEvent.objects.create(
        address=address,
        territory=address.territory,
        uid=key_of(event.uid),
        recurrence=event.recurrence,
        page=page,
        starts_at=event.starts,
        written=tokens_of(page, values),
    )
    _send_to_be_read(page)
    return "added"


def _update(row: ImportedEvent, event: Occurrence, values: dict[str, Any]) -> str:
    """Write on a page what its partner changed. One that the agency threw away stays so."""
    row.starts_at = event.starts
    if row.page is None:
        row.save()
        return "same"
    page = row.page.get_latest_revision_as_object()
    is_ours = is_untouched(row, page)
    if event.is_cancelled and is_ours and not row.page.first_published_at:
        row.page.delete()
        row.delete()
        return "cancelled"
    merged = merge(page, row.written, values, GROUPS)
    if merged.changed:
        try:
            page.save_revision()
        except ValidationError:  # what stands there stays, and is read again tomorrow
            return "left_out"
    row.written, row.vanished_at = merged.offered, None
    if merged.kept:
        row.proposed, row.is_to_see = {**row.proposed, **_proposed(merged.kept, values)}, True
    row.save()
    if merged.changed:
        _send_to_be_read(EventPage.objects.get(pk=row.page_id))
        return "cancelled" if event.is_cancelled and "status" in merged.changed else "changed"
    return "kept" if merged.kept else "same"


def is_untouched(row: ImportedEvent, page: EventPage) -> bool:
    """Whether nobody changed what the reading wrote."""
    return bool(tokens_of(page, row.written) == row.written)


def _proposed(kept: list[str], values: dict[str, Any]) -> dict[str, str]:
    """What a partner writes where an editor's own words were kept, by what it is about, in words; texts have none."""
    zone = ZoneInfo(values["time_zone"])
    walls = [on_the_wall(values[name], zone) for name in ("starts_at", "ends_at")]
    words = {
        "dates": when(walls[0], walls[1], values["time_zone"]),
        "venue": ", ".join(filter(None, [values["venue_name"], values["venue_address"]])),
        "title": str(values["title"]),
        "status": str(Status(values["status"]).label),
    }
    about = {*(name for name in kept if name in words)}
    about |= {"dates"} if set(kept) & set(DATES) else set()
    about |= {"venue"} if set(kept) & set(VENUE) else set()
    about |= {"text"} if set(kept) & {"lead", "body"} else set()
    return {name: words.get(name, "") for name in sorted(about)}


def _vanish(row: ImportedEvent, now: datetime) -> str:
    """A calendar holds an event no more: a draft that nobody touched goes with it; of another, the agency is told."""
    if row.page and not row.page.first_published_at and is_untouched(row, row.page.get_latest_revision_as_object()):
        row.page.delete()
        row.delete()
        return "removed"
    row.vanished_at, row.is_to_see = now, row.page is not None
    row.save(update_fields=["vanished_at", "is_to_see"])
    return "vanished" if row.page else "same"


def _send_to_be_read(page: EventPage) -> None:
    """Have the draft read as any page that someone wrote: by the circuit of its territory."""
    workflow = page.get_workflow()
    if workflow and not page.workflow_in_progress:
        workflow.start(page, None)
