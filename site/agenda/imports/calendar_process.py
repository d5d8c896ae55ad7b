"""Fetches and reads one calendar, in a process of its own: what is hostile hangs or fills this one, never the worker.

Run by ``agenda.imports.reading`` as a script: an order as JSON on the standard input, what was found as JSON on the
standard output. It imports nothing of Hameau nor of Django. Formats: RFC 5545 (iCalendar), RFC 7986 (its new
properties). Outcomes are the codes of ``agenda.imports.vocabulary.Outcome``.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

READ, NOT_A_CALENDAR, TOO_LARGE, TOO_LONG = "lu", "illisible", "trop-gros", "trop-long"
NO_HOST, SILENT, CERTIFICATE, CIRCLE, FORBIDDEN, INVALID, REFUSED, GONE, COMPRESSED = (
    "domaine", "silence", "certificat", "boucle", "interdite", "fausse", "refus", "disparue", "compresse",
)  # fmt: skip

MOST_BYTES = 5 << 20
"""A calendar of ten thousand events has about four million."""
MOST_SECONDS = 25
"""Of computing, before the system ends the process."""
DATES_SECONDS = 15.0
"""Of computing, for the dates of all series."""
SERIES_SECONDS = 1.5
"""For the dates of one series."""
FETCH_SECONDS = 25.0
"""From the first byte asked to the last received."""
MOST_MEMORY = 1 << 30
MOST_REDIRECTIONS = 5
CONNECT, READ_TIMEOUT = 5.0, 8.0
MOST_OF_A_SERIES = 60
"""Dates of one series: a weekly one for a year."""
MOST_EVENTS = 500
MOST_TOLD = 50
"""Events of which it is told why they are left out."""
LONGEST_TEXT, LONGEST_LINE = 20_000, 1_000
_UNSURE = {"trop-long", "illisible"}
_TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
_STEPS = ("BYSECOND", "BYMINUTE", "BYHOUR")
MOST_A_DAY = 4
_TEXTS = {"description": LONGEST_TEXT, "summary": LONGEST_LINE, "location": LONGEST_LINE, "url": LONGEST_LINE}


class Refused(Exception):
    """The calendar is not read, for the reason whose code is the message."""


class TooSlow(Exception):
    """The dates of one series take too long to compute."""


def fetch(url: str, *, with_loopback: bool = False, agent: str = "Hameau-calendars-bot") -> bytes:
    """What stands at a public address. Raises ``Refused``.

    Public addresses only, at each redirection; so many bytes, seconds and redirections, whatever the server says.
    """
    import requests
    import urllib3
    from requests_hardened import Config, HTTPSession
    from requests_hardened.ip_filter import InvalidIPAddress

    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=with_loopback,
        never_redirect=False,
        default_timeout=(CONNECT, READ_TIMEOUT),
        user_agent_override=agent,
    )
    session = HTTPSession(config)
    session.max_redirects, session.trust_env = MOST_REDIRECTIONS, False
    reasons: tuple[tuple[type[Exception], str], ...] = (
        (InvalidIPAddress, FORBIDDEN),
        (requests.TooManyRedirects, CIRCLE),
        (requests.exceptions.SSLError, CERTIFICATE),
        (requests.Timeout, SILENT),
        (requests.ConnectionError, NO_HOST),
        (ValueError, INVALID),
    )  # in this order: some are kinds of others
    try:
        headers = {"Accept": "text/calendar, */*;q=0.5", "Accept-Encoding": "identity"}
        with session.request("GET", url, stream=True, allow_redirects=True, headers=headers) as response:
            _refuse_status(response.status_code)
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise Refused(COMPRESSED)
            return _body(response)
    except requests.RequestException as error:
        raise Refused(next((code for kind, code in reasons if isinstance(error, kind)), SILENT)) from error
    except urllib3.exceptions.HTTPError as error:  # while the body is read
        raise Refused(SILENT) from error


def _refuse_status(status: int) -> None:
    if status in (404, 410):
        raise Refused(GONE)
    if status != 200:
        raise Refused(REFUSED)


def _body(response: Any) -> bytes:
    """The bytes of an answer. Raises ``Refused`` beyond ``MOST_BYTES`` or ``FETCH_SECONDS``."""
    # What a server says of its length is not believed, but where it says too much nothing is read.
    told = response.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    end, pieces, length = time.monotonic() + FETCH_SECONDS, [], 0
    # What has arrived, however little: to wait for a full piece is to wait for a server that drips.
    while piece := response.raw.read1(1 << 16):
        pieces.append(piece)
        length += len(piece)
        if length > MOST_BYTES:
            raise Refused(TOO_LARGE)
        if time.monotonic() > end:
            raise Refused(SILENT)
    return b"".join(pieces)


def read(data: bytes, first: date, last: date, zone: str) -> dict[str, Any]:
    """The events of a calendar from one day to another, the next first, and why others are left out.

    Times without a zone are those of ``zone``. Never raises on what the file holds, but ``Refused``.
    """
    import recurring_ical_events

    found: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    recurring: set[str] = set()
    for calendar in _calendars(data):
        _leave_out(calendar, left_out)
        recurring |= _recurring(calendar)
        try:
            series = recurring_ical_events.of(calendar, skip_bad_series=True).series
        except Exception as error:
            raise Refused(NOT_A_CALENDAR) from error
        end = time.process_time() + DATES_SECONDS
        for one in series:
            if time.process_time() > end:
                raise Refused(TOO_LONG)
            found += _dates_of(one, first, last, zone, left_out)
    for event in found:
        if event["uid"] not in recurring:
            event["recurrence"] = ""  # which the library gives to single events too
    found.sort(key=lambda event: (event["starts"], event["uid"], event["recurrence"]))
    return {
        "outcome": READ,
        "events": found[:MOST_EVENTS],
        "left_out": left_out[:MOST_TOLD],
        "unsure": [one["uid"] for one in left_out if one["why"] in _UNSURE],
        "number_left_out": len(left_out) + max(0, len(found) - MOST_EVENTS),
    }


def _calendars(data: bytes) -> list[Any]:
    """The calendars of a file. Raises ``Refused``."""
    import icalendar

    if len(data) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    if b"BEGIN:VCALENDAR" not in data.upper()[: 1 << 16]:
        raise Refused(NOT_A_CALENDAR)
    try:
        found = icalendar.Calendar.from_ical(data, multiple=True)
    except Exception as error:  # whatever a parser makes of a file that is not what it says
        raise Refused(NOT_A_CALENDAR) from error
    return [calendar for calendar in found if calendar.name == "VCALENDAR"]


def _recurring(calendar: Any) -> set[str]:
    """The UIDs of events of several dates."""
    marks = ("RRULE", "RDATE", "RECURRENCE-ID")
    events = [component for component in calendar.subcomponents if component.name == "VEVENT"]
    return {str(event.get("UID", "")).strip() for event in events if any(mark in event for mark in marks)}


def _leave_out(calendar: Any, left_out: list[dict[str, str]]) -> None:
    """Take out of a calendar the components that no meeting is, and say why."""
    kept = []
    for component in calendar.subcomponents:
        if component.name == "VEVENT" and (why := _why_not(component)):
            left_out.append({"title": _text(component, "summary"), "why": why})
        else:
            kept.append(component)
    calendar.subcomponents[:] = kept


def _why_not(event: Any) -> str:
    """Why an event is left out; nothing for one that is read."""
    if "DTSTART" not in event or not isinstance(getattr(event["DTSTART"], "dt", None), date):
        return "sans-date"
    if not str(event.get("UID", "")).strip():
        return "sans-uid"
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        freq = {str(value).upper() for value in rule.get("FREQ", [])}
        if freq & _TOO_OFTEN or any(len(rule.get(step, [])) > MOST_A_DAY for step in _STEPS):
            return "trop-souvent"
    return ""


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise ``TooSlow`` inside when that many seconds of computing have passed."""

    def stop(*_signal: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _dates_of(series: Any, first: date, last: date, zone: str, left_out: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The dates of a series; of one whose rule no machine computes in time, or is wrong, none, and say so."""
    uid = title = str(series.uid)
    occurrences = []
    try:
        with _limited(SERIES_SECONDS):
            for occurrence in series.between(_midnight(first), _midnight(last) + timedelta(days=1)):
                event = occurrence.as_component(False)
                title = _text(event, "summary")
                occurrences.append(_told(event, zone))
            occurrences.sort(key=lambda event: str(event["starts"]))
    except TooSlow:
        left_out.append({"title": title, "uid": uid, "why": "trop-long"})
        return []
    except Exception:  # a rule that no library reads, dates beyond the calendar: the other series are read
        left_out.append({"title": title, "uid": uid, "why": "illisible"})
        return []
    if len(occurrences) > MOST_OF_A_SERIES:
        left_out.append({"title": title, "why": "trop-de-dates"})
    return occurrences[:MOST_OF_A_SERIES]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - by the clock of whoever wrote the calendar


def _told(event: Any, zone: str) -> dict[str, Any]:
    """What is kept of one event. Its beginning and end in UTC; ``zone`` is empty for a day without hours."""
    from zoneinfo import ZoneInfo

    starts, ends = event["DTSTART"].dt, event.get("DTEND", event["DTSTART"]).dt
    is_whole_day = not isinstance(starts, datetime)
    here = ZoneInfo(zone)
    recurrence = event.get("RECURRENCE-ID")
    sequence = event.get("SEQUENCE", 0)
    return {
        "uid": str(event.get("UID", "")).strip(),
        "recurrence": _instant(recurrence.dt, here).isoformat() if recurrence else "",
        "sequence": int(sequence) if str(sequence).lstrip("-").isdigit() else 0,
        "starts": _instant(starts, here).isoformat(),
        "ends": _instant(ends, here).isoformat(),
        "zone": "" if is_whole_day else _zone_name(starts, zone),
        "is_whole_day": is_whole_day,
        "is_cancelled": str(event.get("STATUS", "")).upper() == "CANCELLED",
        **{name: _text(event, name) for name in _TEXTS},
    }


def _instant(moment: Any, here: Any) -> datetime:
    if not isinstance(moment, datetime):
        moment = _midnight(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=here)
    instant: datetime = moment.astimezone(UTC)
    return instant


def _zone_name(moment: datetime, default: str) -> str:
    return str(getattr(moment.tzinfo, "key", None) or default)


def _text(event: Any, name: str) -> str:
    """A property as text, the first where there are several, without what a database refuses."""
    value = event.get(name.upper(), "")
    if isinstance(value, list):
        value = value[0] if value else ""
    text = str(value)[: _TEXTS.get(name, LONGEST_LINE)]
    return "".join(
        " " if (sign < " " and sign not in "\n\t") or "\ud800" <= sign <= "\udfff" else sign for sign in text
    )


def limit_this_process() -> None:
    """Memory, time and files: what goes beyond ends this process only."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    """Fetch and read what an order says: its ``url``, its days ``first`` and ``last``, its ``zone``."""
    try:
        data = fetch(order["url"], with_loopback=order.get("with_loopback", False), agent=order["agent"])
        return read(data, date.fromisoformat(order["first"]), date.fromisoformat(order["last"]), order["zone"])
    except Refused as error:
        return {"outcome": str(error)}
    except MemoryError:
        return {"outcome": TOO_LARGE}


def main() -> None:
    """Carry out the order on the standard input."""
    limit_this_process()
    told = json.dumps(carry_out(json.load(sys.stdin)))
    with suppress(BrokenPipeError):
        sys.stdout.write(told)
        sys.stdout.flush()
    os._exit(0)  # nothing that was imported keeps the process


if __name__ == "__main__":
    main()
