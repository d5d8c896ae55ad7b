"""The list at a door: one row a person, as pages show it and as phones keep it."""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from typing import Any, NamedTuple

import orjson
from django.utils import timezone

from agenda.check_in.codes import code_of
from agenda.check_in.doors import Door
from agenda.models import Admission, Arrival, Registration
from agenda.vocabulary import Mode, Origin
from search.analysis import fold


class Person(NamedTuple):
    """Someone who may come. ``present`` holds the codes of half-days; ``key`` is that of who was let in on the day.

    Who is to follow from home ``is_elsewhere``: found by name at a door, should they come all the same; not expected.
    """

    pk: int
    key: str
    code: str
    name: str
    organisation: str
    seats: int
    where: str
    state: str
    has_seat: bool
    is_elsewhere: bool
    is_walk_in: bool
    is_above: bool
    present: list[str]

    def is_expected(self, half_day: str) -> bool:
        """Whether they count among those who are to be there: the others do once they are."""
        return half_day in self.present or (self.has_seat and not self.is_elsewhere)

    @property
    def folded(self) -> str:
        """What a search compares: name, organisation, where they sit, and the code without its hyphen."""
        return f"{fold(f'{self.name} {self.organisation} {self.where}')} {self.code.replace('-', '').lower()}"

    def as_data(self) -> dict[str, Any]:
        """What a phone keeps of them."""
        return {
            "id": str(self.pk),
            "key": self.key,
            "code": self.code,
            "name": self.name,
            "org": self.organisation,
            "seats": self.seats,
            "where": self.where,
            "find": self.folded,
            "waits": not self.has_seat,
            "elsewhere": self.is_elsewhere,
            "walkIn": self.is_walk_in,
            "above": self.is_above,
            "in": self.present,
        }


def roll_of(door: Door) -> list[Person]:
    """Everyone of a door's list, by name; three queries whatever their number."""
    rows = door.registrations()
    present: dict[int, list[str]] = defaultdict(list)
    keys = rows.order_by().values("pk")
    arrivals = Arrival.objects.filter(registration__in=keys, is_present=True, half_day__in=door.codes)
    for pk, half_day in arrivals.order_by("half_day").values_list("registration", "half_day"):
        present[pk].append(half_day)
    admitted = {one.registration_id: one for one in Admission.objects.filter(registration__in=keys)}
    labels = {seats.pk: str(seats.get_mode_display()) if not seats.relay_key else seats.label for seats in door.seats}
    online = {seats.pk for seats in door.seats if seats.mode == Mode.ONLINE}
    away = online if len(online) < len(door.seats) else set()
    people = [
        _person(row, present[row.pk], admitted.get(row.pk), labels, is_elsewhere=row.seats_id in away) for row in rows
    ]
    return sorted(people, key=lambda person: (fold(person.name), person.pk))


def _person(
    row: Registration,
    present: list[str],
    admission: Admission | None,
    labels: dict[int, str],
    *,
    is_elsewhere: bool,
) -> Person:
    return Person(
        pk=row.pk,
        key=str(admission.key) if admission else "",
        code=code_of(row),
        name=row.name,
        organisation=row.organisation,
        seats=row.seats_id,
        where=labels.get(row.seats_id, ""),
        state=row.state,
        has_seat=row.has_seat,
        is_elsewhere=is_elsewhere,
        is_walk_in=row.origin == Origin.WALK_IN,
        is_above=bool(admission and admission.is_above),
        present=present,
    )


def state_of(door: Door) -> dict[str, Any]:
    """What a phone needs to go on alone: people, half-days, seats; ``version`` says whether anything changed."""
    told = {
        "people": [person.as_data() for person in roll_of(door)],
        "halves": [{"code": one.code, "label": one.label} for one in door.half_days],
        "seats": [
            {"id": seats.pk, "label": str(seats), "left": seats.left, "mode": seats.mode} for seats in door.seats
        ],
    }
    return {**told, "version": sha256(orjson.dumps(told)).hexdigest()[:16]}


def page_of(door: Door, half_day: str, asked: str) -> dict[str, Any]:
    """What the page reads: everyone, whether they are there on a half-day, and whether they are not who is asked for.

    Those are hidden, not left out: the script, which searches without the server, must have them.
    """
    half, people = door.half_day(half_day), roll_of(door)
    words = fold(asked)
    compact = words.replace(" ", "")

    def is_apart(person: Person) -> bool:
        if words:
            return words not in person.folded and compact not in person.folded
        return person.is_elsewhere and half.code not in person.present

    return {
        "door": door,
        "event": door.event,
        "half": half,
        "q": asked,
        "people": people,
        "rows": [(person, half.code in person.present, is_apart(person)) for person in people],
        "expected": sum(person.is_expected(half.code) for person in people),
        "has_elsewhere": any(person.is_elsewhere for person in people),
        "present": sum(half.code in person.present for person in people),
        "is_full": any(seats.is_full for seats in door.seats),
        "now": round(timezone.now().timestamp() * 1000),
    }
