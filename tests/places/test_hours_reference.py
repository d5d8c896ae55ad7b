"""Against the reference engine: 423 strings with the intervals of two weeks in Lozère."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from opening_hours import validate

from places.hours import Hours, HoursError, Setting, parse

PARIS = ZoneInfo("Europe/Paris")
# Every valid string that is read and does not give the reference's intervals, by cause. Reviewed one by one.
MISSES = {
    "sunset, dusk or dawn differ by one minute: the library's solar model is not the reference's": {
        "(sunrise+01:02)-(sunset-00:30)",
        "(sunrise+02:00)-sunset",
        "Mo dawn-dusk",
        "Mo sunrise-sunset",
        "Mo-Su sunset-07:22",
        "dawn-dusk",
        "sunrise-sunset",
        'sunrise-sunset open "Beware of sunburn!"',
    },
}


@pytest.fixture(scope="module")
def reference(data: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((data / "opening_hours" / "opening_hours.json").read_text())
    return content


def intervals(hours: Hours, reference: dict[str, Any]) -> list[list[str]]:
    start, end = (datetime.fromisoformat(text).replace(tzinfo=PARIS) for text in reference["window"])
    return [
        [f"{found.start:%Y-%m-%dT%H:%M}", f"{found.end:%Y-%m-%dT%H:%M}", str(found.state), found.comment]
        for found in hours.intervals(start, end)
    ]


def expected(case: dict[str, Any]) -> list[list[str]]:
    """The reference's intervals without the comments it adds itself (names of holidays, "open end"), then joined."""
    joined: list[list[str]] = []
    for start, end, state, comment in case["intervals"]:
        said = comment if comment in case["value"] else ""
        if joined and joined[-1][1:] == [start, state, said]:
            joined[-1][1] = end
        else:
            joined.append([start, end, state, said])
    return joined


@pytest.mark.data
def test_intervals_are_the_reference_s(reference: dict[str, Any]) -> None:
    place = reference["location"]
    lozere = Setting.of_departement("48", (float(place["lat"]), float(place["lon"])))
    right, read, misses = Counter[str](), Counter[str](), set()
    for case in reference["cases"]:
        if not case["valid"]:
            continue
        kind = "accepted by the library" if validate(case["value"]) else "repaired"
        try:
            hours = parse(case["value"], lozere)
        except HoursError:
            assert kind == "repaired", f"{case['value']} was refused"
            continue
        read[kind] += 1
        if intervals(hours, reference) == expected(case):
            right[kind] += 1
        else:
            misses.add(case["value"])

    assert misses == set().union(*MISSES.values())
    assert read == {"accepted by the library": 218, "repaired": 62}
    assert right["accepted by the library"] / read["accepted by the library"] >= 0.92
    assert right["repaired"] == read["repaired"], "a repair must be certain"


@pytest.mark.data
def test_what_the_reference_refuses_is_refused_or_harmless(reference: dict[str, Any]) -> None:
    read = set()
    for case in reference["cases"]:
        if not case["valid"]:
            try:
                parse(case["value"])
            except HoursError:
                continue
            read.add(case["value"])

    # What is left: dates without a year at one end, a rule before a fallback, quotes of several kinds, unusual ranges.
    assert len(read) == 17
    assert not [value for value in read if value.startswith(("sdasdlasdj", "yes", "#", "7.00-"))]
