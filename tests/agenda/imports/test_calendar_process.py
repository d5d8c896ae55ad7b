"""Calendars are read or refused with a reason, in bounded time: real ones, bombs, servers that misbehave."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from agenda.imports import calendar_process as reader
from agenda.imports.calendar_process import Refused
from agenda.imports.reading import read_address, reading_of
from agenda.imports.vocabulary import LeftOut, Outcome

FIRST, LAST, PARIS = date(2026, 12, 1), date(2027, 6, 1), "Europe/Paris"


def event(uid: str, *lines: str, starts: str = "20261210T180000") -> str:
    """One event of a file."""
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{starts}", f"SUMMARY:{uid}", *lines, "END:VEVENT", ""])


def calendar(*events: str) -> bytes:
    """A file."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//FR\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


@pytest.mark.data
def test_real_calendars_are_read_or_refused(data: Path) -> None:
    files = sorted((data / "ics").rglob("*.ics"))
    assert len(files) >= 46
    fates = {}
    for file in files:
        try:
            found = reader.read(file.read_bytes(), date(2012, 1, 1), date(2012, 12, 31), PARIS)
        except Refused as error:
            fates[file.name] = Outcome(str(error)).label
            continue
        reading = reading_of(found)
        assert all(LeftOut(one["why"]) for one in reading.left_out)
        fates[file.name] = f"{len(reading.events)} + {len(reading.left_out)}"
    refused = {name for name, fate in fates.items() if not fate[0].isdigit()}
    assert refused == {
        "samples_timezones_Makebelieve_RDATE_test.ics",
        "samples_timezones_Makebelieve_RDATE_utc_test.ics",
        "test_parser_base64.ics",
    }
    assert fates["samples_minimal.ics"] == "1 + 0"
    assert fates["samples_multiple_rrules.ics"] == "36 + 0"
    assert fates["samples_timezone_from_file.ics"] == "0 + 1", "no UID"
    holidays = reader.read((data / "ics/jours-feries/jours_feries_metropole.ics").read_bytes(), FIRST, LAST, PARIS)
    assert {one["summary"] for one in holidays["events"]} >= {"Jour de Noël"} or not holidays["events"]


def test_bombs_leave_the_others_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SERIES_SECONDS", 0.1)
    many = ",".join(str(number) for number in range(24))
    found = reader.read(
        calendar(
            event("simple"),
            event("chaque-seconde", "RRULE:FREQ=SECONDLY"),
            event("chaque-heure", f"RRULE:FREQ=DAILY;BYHOUR={many}"),
            event("jamais", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
            event("nulle", "RRULE:FREQ=DAILY;INTERVAL=0"),
            event("sans fin", "RRULE:FREQ=DAILY"),
            event("an mil", "RRULE:FREQ=YEARLY", starts="10010101T100000"),
            event("fin avant", "DTEND:20251210T180000"),
            event("sans date").replace("DTSTART", "X-START"),
            "BEGIN:VEVENT\r\nSUMMARY:sans nom\r\nDTSTART:20261210T100000\r\nEND:VEVENT\r\n",
        ),
        FIRST,
        LAST,
        PARIS,
    )
    why = {one["title"]: one["why"] for one in found["left_out"]}
    assert why["chaque-seconde"] == why["chaque-heure"] == LeftOut.TOO_OFTEN
    assert (why["sans date"], why["sans nom"], why["sans fin"]) == (LeftOut.NO_DATE, LeftOut.NO_UID, LeftOut.TOO_MANY)
    assert list(why.values()).count(LeftOut.TOO_LONG) == 2
    names = [one["uid"] for one in found["events"]]
    assert {"simple", "an mil", "sans fin"} <= set(names)
    assert names.count("sans fin") == reader.MOST_OF_A_SERIES


def test_recurrences_by_their_clock_with_their_exceptions() -> None:
    found = reader.read(
        calendar(
            event("mardis", "RRULE:FREQ=WEEKLY", "EXDATE:20261215T180000", starts="20261208T180000"),
            event("mardis", "RECURRENCE-ID:20261222T180000", "STATUS:CANCELLED", starts="20261222T180000"),
            event("mardis", "RECURRENCE-ID:20261229T180000", starts="20261230T190000"),
            event("seul", "DURATION:PT90M"),
        ),
        FIRST,
        date(2027, 4, 1),
        PARIS,
    )["events"]
    weekly = {one["recurrence"]: one for one in found if one["uid"] == "mardis"}
    assert "2026-12-15T17:00:00+00:00" not in weekly
    assert weekly["2026-12-22T17:00:00+00:00"]["is_cancelled"]
    assert weekly["2026-12-29T17:00:00+00:00"]["starts"] == "2026-12-30T18:00:00+00:00"
    assert weekly["2027-03-30T16:00:00+00:00"]["zone"] == PARIS, "clocks changed, the hour on the wall did not"
    single = next(one for one in found if one["uid"] == "seul")
    assert (single["recurrence"], single["ends"]) == ("", "2026-12-10T18:30:00+00:00")


@pytest.mark.parametrize("data", [b"", b"<html>", b"\xff\xfe\x00B", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:x\n"])
def test_what_is_no_calendar(data: bytes) -> None:
    told = reader.carry_out({"url": "ftp://exemple.example", "agent": "t"})
    assert told == {"outcome": Outcome.INVALID}
    with pytest.raises(Refused, match=Outcome.NOT_A_CALENDAR) if b"VEVENT" not in data else nullcontext():
        assert reader.read(data, FIRST, LAST, PARIS)["events"] == []


class Faulty(BaseHTTPRequestHandler):
    """Answers what the address asks for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        what = self.path.strip("/")
        to = {"dedans": "http://169.254.169.254/latest/", "boucle": "/boucle", "renvoi": "/bon.ics"}.get(what)
        body = calendar(event("a")) if what == "bon.ics" else b""
        self.send_response(302 if to else {"perdu": 404, "refus": 403}.get(what, 200))
        if to:
            self.send_header("Location", to)
        if what == "enorme":
            self.send_header("Content-Length", str(1 << 30))
        elif what == "compresse":
            self.send_header("Content-Encoding", "gzip")
        elif what in ("sans-fin", "flot"):
            self.send_header("Connection", "close")
        if what not in ("enorme", "sans-fin", "flot"):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
            while what in ("sans-fin", "flot"):
                self.wfile.write(b"BEGIN:VCALENDAR\r\n" + (b"X" * (1 << 18) if what == "flot" else b""))
                time.sleep(0 if what == "flot" else 0.05)
        except OSError:
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that misbehaves on request."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Faulty) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_what_stands_at_an_address(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "FETCH_SECONDS", 0.3)

    def fate(address: str, *, with_loopback: bool = True) -> str:
        try:
            return f"{len(reader.fetch(address, with_loopback=with_loopback)) > 100}"
        except Refused as error:
            return str(error)

    assert {name: fate(f"{server}/{name}") for name in ("bon.ics", "renvoi")} == {"bon.ics": "True", "renvoi": "True"}
    fates = {
        "dedans": Outcome.FORBIDDEN,
        "boucle": Outcome.CIRCLE,
        "perdu": Outcome.GONE,
        "refus": Outcome.REFUSED,
        "enorme": Outcome.TOO_LARGE,
        "flot": Outcome.TOO_LARGE,
        "sans-fin": Outcome.SILENT,
        "compresse": Outcome.COMPRESSED,
    }
    assert {name: fate(f"{server}/{name}") for name in fates} == fates
    for inside in (f"{server}/bon.ics", "http://10.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/"):
        assert fate(inside, with_loopback=False) == Outcome.FORBIDDEN, inside
    assert fate("ftp://exemple.example/a.ics") == fate("http://[fe80::1%25lo]:x/") == Outcome.INVALID


def test_a_process_of_its_own_reads_and_is_ended(server: str) -> None:
    reading = read_address(f"{server}/bon.ics", FIRST, LAST, "Europe/Paris", with_loopback=True)
    assert (reading.outcome, [one.uid for one in reading.events]) == (Outcome.READ, ["a"])
    begun = time.monotonic()
    assert (
        read_address(f"{server}/sans-fin", FIRST, LAST, "Europe/Paris", with_loopback=True, timeout=0.5).outcome
        == Outcome.SILENT
    )
    assert time.monotonic() - begun < 10
