"""A geocoding server that misbehaves on purpose, on a loopback port."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


class FaultyGeocoder(ThreadingHTTPServer):
    """Answers each request as the next entry of ``script`` says; the last entry serves all that follow."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Fault] = []
        self.asked: list[dict[str, str]] = []
        self.stopping = Event()
        self.cut_short = Event()

    @property
    def url(self) -> str:
        """Its address, to put in ``settings.GEOCODER_URL``."""
        return f"http://127.0.0.1:{self.server_port}"

    def next_fault(self) -> Fault:
        """What to do with the request that has just come."""
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that leave in the middle are the point."""


class _Handler(BaseHTTPRequestHandler):
    server: FaultyGeocoder

    def do_GET(self) -> None:
        parameters = parse_qs(urlsplit(self.path).query)
        self.server.asked.append({name: values[0] for name, values in parameters.items()})
        self.server.next_fault()(self)

    def log_message(self, *args: Any) -> None:
        """Keep the tests' output clean."""

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def pour(self, piece: bytes, pause: float) -> None:
        """An answer that never ends, until the client leaves or the test does."""
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.stopping.wait(pause):
                self.wfile.write(piece)
        except OSError:
            self.server.cut_short.set()


Fault = Callable[[_Handler], None]


def feature(**changes: Any) -> dict[str, Any]:
    """A good result, in the service's own shape: a house number of Mende."""
    point = changes.pop("point", [3.5012, 44.5178])
    properties = {
        "label": "1 Place du Général de Gaulle 48000 Mende",
        "name": "1 Place du Général de Gaulle",
        "score": 0.93,
        "type": "housenumber",
        "citycode": "48095",
        "city": "Mende",
        **changes,
    }
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}, "properties": properties}


def results(*features: Any) -> Fault:
    """A proper answer with these results."""
    body = json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
    return lambda handler: handler.reply(200, body)


def raw(body: bytes, status: int = 200, **headers: str) -> Fault:
    """These very bytes."""
    return lambda handler: handler.reply(status, body, **headers)


def too_many(retry_after: str | None = None) -> Fault:
    """429, with a Retry-After header if given."""
    return raw(b"", 429, **({"Retry_After": retry_after} if retry_after is not None else {}))


def hang(handler: _Handler) -> None:
    """Accept, then say nothing."""
    handler.server.stopping.wait()


def drip(handler: _Handler) -> None:
    """A byte from time to time, each soon enough for a time out that only counts silence."""
    handler.pour(b" ", 0.02)


def flood(handler: _Handler) -> None:
    """Bytes without end."""
    handler.pour(b" " * 65536, 0)


def close(handler: _Handler) -> None:
    """Hang up without an answer."""
    handler.close_connection = True


def cut(handler: _Handler) -> None:
    """Announce more than is sent, then hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"features": [')
    handler.close_connection = True


def redirect_forever(handler: _Handler) -> None:
    """Send the client round in circles."""
    handler.reply(302, b"", Location=handler.path)


@contextmanager
def faulty_geocoder() -> Iterator[FaultyGeocoder]:
    """The server, running inside the block."""
    server = FaultyGeocoder()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
