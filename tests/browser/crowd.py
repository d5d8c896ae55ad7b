"""A crowd that registers for a meeting by its public form, on the real server: each from an address of their own.

What a browser would do and no more: open the form, spend the proof of work on its token, take the time that a person
needs, send it; then press the button that the mail leads to.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from listings import proof
from listings.public_forms import FASTEST
from tests.browser.addresses import address_at
from tests.browser.demo_site import DemoSite
from tests.browser.mailbox import link_in, wait_for_mails
from tests.browser.walk import plain

THREADS = 4
FIRST_NAMES = ("Agnès", "Bruno", "Chloé", "Driss", "Élodie", "Fanny", "Gaël", "Hugo", "Inès", "Joël", "Karim")
LAST_NAMES = ("Astruc", "Bonnet", "Chabert", "Estève", "Fages", "Gély", "Hermet", "Julien", "Malet", "Nogaret", "Olié")
FROM = ("Mende", "Marvejols", "Langogne", "Florac Trois Rivières", "Saint-Flour", "Rodez", "Nasbinals", "Millau")
WORK = ("Mairie", "Association", "Cabinet", "Atelier", "Ferme", "")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Someone:
    """Who registers, and from which address of the loopback network; ``seats`` is part of what they choose."""

    rank: int
    seats: str = "Sur place"

    @property
    def name(self) -> str:
        """A first name and a last name: no two people have both."""
        last, first = divmod(self.rank, len(FIRST_NAMES))
        return f"{FIRST_NAMES[first]} {LAST_NAMES[last]}"

    @property
    def email(self) -> str:
        """Where the mails go."""
        return f"rencontre-{self.rank}@demo.example"

    @property
    def source(self) -> str:
        """The address that the server counts."""
        return f"127.0.2.{self.rank + 1}"


@dataclass
class Visit:
    """The form as someone opened it: what goes back with their answers, and when they may send it."""

    who: Someone
    cookie: str
    hidden: dict[str, str]
    opened: float


class Crowd:
    """People who register, one request after another in a few threads."""

    def __init__(self, site: DemoSite, at: str, form: str, answers: dict[str, str]) -> None:
        self.site, self.form, self.answers = site, form, answers
        parts = urlsplit(address_at(site.url, at))
        self.host, self.port = parts.netloc, parts.port

    def register(self, people: Sequence[Someone]) -> None:
        """All of them ask for a seat, then all confirm it by the link of their mail."""
        visits = self._each(self._open, people)
        self._each(self._send, visits)
        links = self._links(people)
        self._each(lambda visit: self._confirm(visit, links[visit.who.email]), visits)

    def _each(self, act: Callable, things: Sequence) -> list:  # type: ignore[type-arg]
        with ThreadPoolExecutor(THREADS) as threads:
            return list(threads.map(act, things))

    def _open(self, who: Someone) -> Visit:
        answer, html = self._ask(who, "GET", self.form)
        assert answer.status == 200, html
        cookie = str(answer.getheader("Set-Cookie")).partition(";")[0]
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|token)" value="([^"]+)"', html))
        choices = re.findall(r'name="seats" value="(\d+)"[^>]*>(.+)', html)
        hidden["seats"] = next(value for value, label in choices if plain(who.seats) in plain(label))
        opened = time.monotonic()
        return Visit(who, cookie, {**hidden, "proof": proof_of(hidden["token"])}, opened)

    def _send(self, visit: Visit) -> None:
        time.sleep(max(0.0, visit.opened + FASTEST + 1 - time.monotonic()))
        who = visit.who
        told = {"name": who.name, "reporter_email": who.email, "lieu": FROM[who.rank % len(FROM)]}
        told |= {"organisation": WORK[who.rank % len(WORK)], **self.answers, **visit.hidden}
        answer, html = self._ask(who, "POST", self.form, told, visit.cookie)
        assert answer.status == 302, html

    def _links(self, people: Sequence[Someone]) -> dict[str, str]:
        """The secret link of each, as their mail gives it."""
        mails = wait_for_mails(self.site, [who.email for who in people], "rencontre-")
        return {address: urlsplit(link_in(mail, "/agenda/inscription/")).path for address, mail in mails.items()}

    def _confirm(self, visit: Visit, link: str) -> None:
        told = {"csrfmiddlewaretoken": visit.hidden["csrfmiddlewaretoken"]}
        answer, html = self._ask(visit.who, "POST", f"{link}confirmer/", told, visit.cookie)
        assert answer.status == 302, html

    def _ask(
        self, who: Someone, method: str, path: str, told: dict[str, str] | None = None, cookie: str = ""
    ) -> tuple[http.client.HTTPResponse, str]:
        source = (who.source, 0)
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=source)) as asking:
            headers = {"Host": self.host, "Cookie": cookie, **(FORM if told else {})}
            asking.request(method, path, urlencode(told) if told else None, headers)
            answer = asking.getresponse()
            return answer, answer.read().decode()


def proof_of(token: str) -> str:
    """The work that a browser does: the first number that proves it."""
    begun = hashlib.sha256(f"{token}:".encode())
    for number in range(10**7):
        tried = begun.copy()
        tried.update(str(number).encode())
        if int.from_bytes(tried.digest()[:4], "big") >> (32 - proof.BITS) == 0:
            return str(number)
    raise AssertionError("ten million numbers prove nothing")
