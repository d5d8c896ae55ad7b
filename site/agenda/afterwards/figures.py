"""The figures of an event: who registered, who came, from how far, and what they thought. Numbers alone, no name.

They are counted from the rows until these are made anonymous (``agenda.afterwards.anonymising``), and kept since.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from agenda.half_days import half_days_of
from agenda.models import (
    Admission,
    Arrival,
    EventFigures,
    EventPage,
    HeadCount,
    Opinion,
    OpinionAsk,
    Registration,
    Seats,
)
from agenda.vocabulary import Mode, Origin, RegistrationState
from geography.distance import distance_km
from geography.models import Commune

Figures = dict[str, Any]
CLASSES = (10, 25, 50, 100)
"""Upper bounds of the classes of distance, in kilometres between the points of communes."""
BY_STATE = {
    "registered": Q(state=RegistrationState.CONFIRMED, origin__in=[Origin.FORM, Origin.DESK]),
    "unconfirmed": Q(state__in=[RegistrationState.UNCONFIRMED, RegistrationState.OFFERED]),
    "waiting": Q(state=RegistrationState.WAITING),
    "cancelled": Q(state=RegistrationState.CANCELLED) & ~Q(origin=Origin.WALK_IN),
    "expired": Q(state=RegistrationState.EXPIRED),
    "walk_ins": Q(state=RegistrationState.CONFIRMED, origin=Origin.WALK_IN),
}


def figures_of(event: EventPage) -> Figures:
    """The figures of an event in its first language: those that were kept, else as they are now.

    What people wrote and their marks go on coming in: they are counted anew each time.
    """
    kept = EventFigures.objects.filter(event=event).first()
    return {**(kept.figures if kept else counted(event)), "opinions": _opinions(event, kept)}


def counted(event: EventPage) -> Figures:
    """The figures as the rows have them now; a fixed number of queries, whatever the number of people."""
    half_days = half_days_of(event)
    codes = [one.code for one in half_days]
    rows = [_of_seats(seats, codes) for seats in _seats_of(event)]
    return {
        "half_days": [{"code": one.code, "label": one.label} for one in half_days],
        "seats": rows,
        "totals": _totals(rows, codes),
        "communes": _communes(event),
        "distances": _distances(event),
        "asked": OpinionAsk.objects.of_event(event).count(),
    }


def _seats_of(event: EventPage) -> list[Any]:
    """The seats of an event, each with its numbers by state, and who came to each half-day."""
    counts = {name: Count("registrations", filter=_prefixed(condition)) for name, condition in BY_STATE.items()}
    rows: list[Any] = list(Seats.objects.of_event(event).annotate(**counts))
    came, at = _came(event)
    added = Admission.objects.of_event(event).filter(is_above=True, registration__state=RegistrationState.CONFIRMED)
    above = Counter(added.values_list("registration__seats", flat=True))
    by_hand: dict[int, dict[str, int]] = defaultdict(dict)
    for seats, code, number in HeadCount.objects.of_event(event).values_list("seats", "half_day", "number"):
        by_hand[seats][code] = number
    for row in rows:
        row.ticked, row.ticked_at, row.above, row.by_hand = came[row.pk], at[row.pk], above[row.pk], by_hand[row.pk]
    return [row for row in rows if row.is_offered or any(getattr(row, name) for name in BY_STATE)]


def _prefixed(condition: Q) -> Q:
    """The same condition on registrations, asked of their seats."""
    told: list[Any] = list(condition.children)
    children = [
        _prefixed(child) if isinstance(child, Q) else (f"registrations__{child[0]}", child[1]) for child in told
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


def _came(event: EventPage) -> tuple[dict[int, int], dict[int, Counter[str]]]:
    """Seats → how many came at all, and to each half-day."""
    rows = Arrival.objects.of_event(event).filter(is_present=True, registration__state=RegistrationState.CONFIRMED)
    people: dict[int, set[int]] = defaultdict(set)
    at: dict[int, Counter[str]] = defaultdict(Counter)
    for seats, person, code in rows.values_list("registration__seats", "registration", "half_day"):
        people[seats].add(person)
        at[seats][code] += 1
    return defaultdict(int, {seats: len(found) for seats, found in people.items()}), at


def _of_seats(seats: Any, codes: Iterable[str]) -> Figures:
    """What is told of one mode or relay place. Counted by hand, a half-day is that number, not that of the ticks."""
    numbers = {name: getattr(seats, name) for name in BY_STATE}
    at = {code: seats.by_hand.get(code, seats.ticked_at[code]) for code in codes}
    was_counted = bool(seats.by_hand)
    came = max([seats.ticked, *seats.by_hand.values()]) if was_counted else seats.ticked
    expected = numbers["registered"] + numbers["walk_ins"]
    is_known = was_counted or seats.ticked > 0
    label = seats.label if seats.mode != Mode.ON_SITE and seats.label else str(seats.get_mode_display())
    return {
        "mode": seats.mode,
        "label": label,
        "capacity": seats.capacity,
        **numbers,
        "above": seats.above,
        "came": came,
        "at": at,
        "by_hand": was_counted,
        "no_shows": max(0, expected - came) if is_known else None,
    }


def _totals(rows: Iterable[Figures], codes: Iterable[str]) -> Figures:
    rows = list(rows)
    names = (*BY_STATE, "above", "came")
    told = [row["no_shows"] for row in rows if row["no_shows"] is not None]
    return {
        **{name: sum(row[name] for row in rows) for name in names},
        "at": {code: sum(row["at"][code] for row in rows) for code in codes},
        "no_shows": sum(told) if told else None,
    }


def _communes(event: EventPage) -> list[Figures]:
    """Where those who registered are from, the most numerous first."""
    rows = _confirmed(event).exclude(commune=None).values("commune__name", "commune__departement")
    counts = rows.annotate(number=Count("pk")).order_by("-number", "commune__name")
    return [
        {"name": f"{row['commune__name']} ({row['commune__departement']})", "number": row["number"]} for row in counts
    ]


def _distances(event: EventPage) -> list[Figures]:
    """How far those who come are from where they sit, by class; who did not say, and who follows online, are apart."""
    places: Mapping[str, Commune | None] = {
        str(relay.key): relay.shown_commune for relay in event.relay_sites.select_related("place__commune", "commune")
    }
    venue = event.place.commune if event.place else event.commune
    labels = [_("Même commune"), *(_("Moins de %(km)s km") % {"km": km} for km in CLASSES), _("Plus loin")]
    counts = dict.fromkeys([*labels, _("Commune non précisée")], 0)
    rows = _confirmed(event).exclude(seats__mode=Mode.ONLINE).select_related("commune", "seats")
    for row in rows.only("commune", "seats__relay_key", "seats__mode"):
        there = places.get(str(row.seats.relay_key)) if row.seats.relay_key else venue
        counts[_class_of(row.commune, there, labels)] += 1
    return [{"label": label, "number": number} for label, number in counts.items()]


def _class_of(home: Commune | None, there: Commune | None, labels: list[str]) -> str:
    if home is not None and there is not None and home.pk == there.pk:
        return labels[0]
    here, to = (commune.point if commune else None for commune in (home, there))
    if here is None or to is None:
        return _("Commune non précisée")
    km = distance_km(here, to)
    return next((label for label, bound in zip(labels[1:], CLASSES, strict=False) if km < bound), labels[-1])


def _confirmed(event: EventPage) -> Any:
    return Registration.objects.filter(event=event, state=RegistrationState.CONFIRMED)


def _opinions(event: EventPage, kept: EventFigures | None) -> Figures:
    rows = list(Opinion.objects.filter(event=event))
    marks = Counter(row.mark for row in rows)
    back = Counter(row.would_come_back for row in rows)
    asked = kept.figures["asked"] if kept else OpinionAsk.objects.of_event(event).count()
    return {
        "asked": asked,
        "answered": len(rows),
        "marks": [{"mark": mark, "number": marks[mark]} for mark in range(5, 0, -1)],
        "mean": round(sum(row.mark for row in rows) / len(rows), 1) if rows else None,
        "back": {"yes": back[True], "no": back[False]},
        "useful": [row.useful for row in rows if row.useful],
        "better": [row.better for row in rows if row.better],
    }
