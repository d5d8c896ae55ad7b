"""A real SMTP server on loopback that does what a test wants of it: take, refuse, hang, hang up."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

Step = str
"""``banner``, ``ehlo``, ``mail``, ``rcpt``, ``data``, ``body`` (in its middle) or ``end`` (after the last dot)."""
DROP = "drop"
TAKE_AND_DROP = "take and drop"
HANG = "hang"


class SmtpServer(socketserver.ThreadingTCPServer):
    """Keeps what it took charge of. ``script`` says, by step, a reply other than yes; ``once`` only for the first."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Session, bind_and_activate=False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)  # a client can't pour everything in at once
        self.server_bind()
        self.server_activate()
        self.script: dict[Step, str] = {}
        self.script_of: dict[str, str] = {}
        """Replies to ``rcpt`` by address."""
        self.taken: list[EmailMessage] = []
        self.seen: list[Step] = []
        self.delay = 0.0
        """Seconds between the last dot and the answer."""
        self.released = threading.Event()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def reached(self, step: Step, within: float = 20) -> bool:
        """Wait until a client got as far as a step."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if step in self.seen:
                return True
            time.sleep(0.01)
        return False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error."""


class Session(socketserver.StreamRequestHandler):
    """One client."""

    server: SmtpServer

    def handle(self) -> None:
        if not self.answer("banner", "220 test"):
            return
        for raw in self.rfile:
            verb, _, rest = raw.decode().strip().partition(" ")
            step = verb.lower()
            if step in {"ehlo", "helo"}:
                more = self.answer("ehlo", "250-test\r\n250 8BITMIME")
            elif step == "rcpt":
                address = rest.partition("<")[2].partition(">")[0]
                more = self.answer("rcpt", self.server.script_of.get(address, "250 ok"))
            elif step == "data":
                more = self.answer("data", "354 go on", "354") and self.read_data()
            elif step == "quit":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                more = self.answer(step, "250 ok")
            if not more:
                return

    def answer(self, step: Step, usual: str, expected: str = "2") -> bool:
        """Reply; whether the conversation goes on."""
        self.server.seen.append(step)
        reply = self.server.script.get(step, usual)
        if reply == HANG:
            self.server.released.wait(60)
            return False
        if reply in {DROP, TAKE_AND_DROP}:
            return False
        self.wfile.write(reply.encode() + b"\r\n")
        return not reply.startswith("421")

    def read_data(self) -> bool:
        """The data, up to the last dot."""
        if self.server.script.get("data", "354")[:3] != "354":
            return True
        lines: list[bytes] = []
        for line in self.rfile:
            if "body" in self.server.script:
                self.server.seen.append("body")
                if self.server.script["body"] == HANG:
                    self.server.released.wait(60)
                return False
            if line == b".\r\n":
                return self.take(b"".join(lines))
            lines.append(line[1:] if line.startswith(b".") else line)
        return False

    def take(self, data: bytes) -> bool:
        """The message is whole: keep it unless the script refuses it."""
        reply = self.server.script.get("end", "250 taken")
        if reply.startswith("250") or reply in {TAKE_AND_DROP, HANG}:
            self.server.taken.append(message_from_bytes(data, policy=policy.default))  # type: ignore[arg-type]
        self.server.seen.append("end")
        time.sleep(self.server.delay)
        return self.answer("answer", reply) if reply not in {HANG, DROP, TAKE_AND_DROP} else self._silent(reply)

    def _silent(self, reply: str) -> bool:
        if reply == HANG:
            self.server.released.wait(60)
        return False


@contextmanager
def smtp_server(port: int = 0) -> Iterator[SmtpServer]:
    """A server that listens while the block runs."""
    with SmtpServer(port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """A port of loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
