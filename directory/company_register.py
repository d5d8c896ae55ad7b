"""What the public register of companies says of a SIRET: the one module that talks to it.

The service (``settings.COMPANY_REGISTER_URL``) is « recherche d’entreprises » of the State, or any server of the same
interface: ``/search?q=<siret>``, JSON, a few requests a second, then 429. Empty, nothing is asked. Only tasks may call
it, never a page. Nothing it says is published by itself: a member takes it up.

Its addresses are not read: that of a person in business alone is often a home.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError

from directory.business_vocabulary import SizeClass, size_of_band
from directory.naf import clean_code

TIMEOUT = 5.0
"""Seconds without a sign of the server before giving up."""
DEADLINE = 10.0
"""Seconds that the body of an answer may take, however steadily it drips."""
MAX_BYTES = 512 * 1024
"""The longest answer read: one company with all its establishments may weigh 100 KB."""
_PIECE = 16 * 1024
_HIDDEN = "[NON-DIFFUSIBLE]"
"""What the register writes in the place of the name of a person who asked not to be shown."""


class RegisterError(Exception):
    """The register answered something unusable, or nothing."""


class Unavailable(RegisterError):
    """No answer: refused or cut connection, time out, error of the server."""


class RateLimited(RegisterError):
    """Too many requests. ``retry_after`` is what the register asks to wait, in seconds, or ``None``."""

    def __init__(self, retry_after: float | None) -> None:
        super().__init__("The company register says: too many requests.")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Registered:
    """An establishment of the register: empty strings where it says nothing.

    ``activity`` is a NAF class, ``size`` a ``SizeClass`` of the whole company, ``commune_code`` INSEE's.
    """

    siret: str
    name: str
    activity: str
    size: str
    commune_code: str
    is_open: bool


def is_on() -> bool:
    """Whether a register is configured."""
    return bool(settings.COMPANY_REGISTER_URL)


def look_up(siret: str) -> Registered | None:
    """What the register knows of fourteen digits; ``None`` when it does not know them.

    An answer about another SIRET counts as not knowing. Raises ``RegisterError`` and its subclasses.
    """
    answer = _ask({"q": siret, "page": 1, "per_page": 5})
    try:
        return next((_registered(company, site) for company, site in _sites(answer) if site["siret"] == siret), None)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RegisterError(f"The company register's answer is not usable: {error!r}") from error


def _sites(answer: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each establishment of the answer with its company."""
    for company in answer["results"]:
        for site in [*(company.get("matching_etablissements") or []), company.get("siege")]:
            if site:
                yield company, site


def _registered(company: dict[str, Any], site: dict[str, Any]) -> Registered:
    name = _text(company.get("nom_complet"))
    size = size_of_band(company.get("tranche_effectif_salarie"))
    return Registered(
        siret=site["siret"],
        name="" if _HIDDEN in name else name,
        activity=_activity(_text(site.get("activite_principale") or company.get("activite_principale"))),
        size=SizeClass(size).value if size else "",
        commune_code=_text(site.get("commune"))[:5],
        is_open=site.get("etat_administratif") == "A",
    )


def _text(value: Any) -> str:
    """One line of text, of a bearable length."""
    return " ".join(str(value or "").replace("\0", "").split())[:150]


def _activity(text: str) -> str:
    """The class, or nothing for a code of an older classification."""
    try:
        return clean_code(text)
    except ValidationError:
        return ""


# The network -------------------------------------------------------------------------------------------------------


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The configured address is the one that is asked, no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """None: the redirection is then an error."""


_opener = urllib.request.build_opener(_NoRedirect)


def _ask(parameters: dict[str, Any]) -> Any:
    """The JSON of one request, its errors in this module's words."""
    url = f"{settings.COMPANY_REGISTER_URL}/search?{urlencode(parameters)}"
    headers = {"User-Agent": f"Hameau ({settings.SITE_URL})", "Accept": "application/json"}
    try:
        with _opener.open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT) as response:  # noqa: S310 - configured
            body = _read(response)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == HTTPStatus.TOO_MANY_REQUESTS:
                raise RateLimited(_seconds(error.headers.get("Retry-After"))) from error
            raise Unavailable(f"The company register answers {error.code}.") from error
    except (OSError, HTTPException) as error:
        raise Unavailable(f"The company register does not answer: {error!r}") from error
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RegisterError(f"The company register's answer is not JSON: {body[:80]!r}") from error


def _read(response: HTTPResponse) -> bytes:
    """The body, within ``MAX_BYTES`` and ``DEADLINE``. Raises ``TimeoutError``, ``RegisterError``."""
    body, deadline = bytearray(), time.monotonic() + DEADLINE
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > MAX_BYTES:
            raise RegisterError(f"The company register's answer is longer than {MAX_BYTES} bytes.")
        if time.monotonic() > deadline:
            raise TimeoutError("The answer takes too long.")
    return bytes(body)


def _seconds(text: str | None) -> float | None:
    """``Retry-After`` in seconds; ``None`` for a date or rubbish."""
    return float(text) if text and text.isascii() and text.isdigit() else None
