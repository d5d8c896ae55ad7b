"""Addresses to points, asked of the national geocoding service: the one module that talks to it.

The service (``settings.GEOCODER_URL``) is the IGN's Géoplateforme, or any server of the same interface: addok's
``/search``, GeoJSON answers, 50 requests a second, then 429. Only tasks and commands may call it, never a page.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import proxy_bypass

from django.conf import settings
from geopy.adapters import RequestsAdapter
from geopy.exc import GeocoderParseError, GeocoderQueryError, GeocoderRateLimited, GeopyError
from geopy.geocoders import BANFrance

from geography.distance import Point, distance_km
from geography.models import Commune
from search.analysis import fold

TIMEOUT = 5.0
"""Seconds without a sign of the server before giving up."""
DEADLINE = 10.0
"""Seconds that the body of an answer may take, however steadily it drips."""
MAX_BYTES = 256 * 1024
"""The longest answer read; five results weigh 3 KB."""
MIN_SCORE = 0.7
"""Results under it are refused. See ``docs/howto/geocoding.md`` for how it was chosen."""
AMBIGUOUS_KM = 1.0
"""Two results of one name further apart than this, in one commune, are an ambiguity (km)."""
REQUESTS_PER_SECOND = 20
"""What one process asks at most; the service allows 50 to an address."""
MAX_QUERY = 200
"""Characters that the service reads; it refuses longer queries."""


class GeocodingError(Exception):
    """The service answered something unusable, or nothing."""


class Unavailable(GeocodingError):
    """No answer: refused or cut connection, time out, error of the server."""


class Refused(GeocodingError):
    """The service doesn't want this query; asking it again is of no use."""


class RateLimited(GeocodingError):
    """Too many requests. ``retry_after`` is what the service asks to wait, in seconds, or ``None``."""

    def __init__(self, message: str, retry_after: float | None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Kind(StrEnum):
    """What was found, from the finest to the coarsest."""

    HOUSENUMBER = "housenumber"
    STREET = "street"
    LOCALITY = "locality"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class Geocoded:
    """An address found: its point, a score between 0 and 1, what it is, its full label and its commune's INSEE code."""

    point: Point
    score: float
    kind: Kind
    label: str
    citycode: str
    name: str


# The arrondissements that have INSEE codes of their own in addresses.
_ARRONDISSEMENTS = {
    "75056": {f"751{number:02}" for number in range(1, 21)},
    "69123": {f"6938{number}" for number in range(1, 10)},
    "13055": {f"132{number:02}" for number in range(1, 17)},
}

_STREET_TYPES = (
    "all[ée]es?|av|avenue|bd|boulevard|ch|chemin|cit[ée]|clos|cours|esplanade|faubourg|fbg|grande?[ -]?rue|imp|impasse|"
    "lotissement|lot|mont[ée]e|passage|place|pl|placette|promenade|quai|rampe|rond[ -]point|route|rte|rue|r|ruelle|"
    "sente|sentier|square|traverse|voie"
)
_LOCALITY_TYPES = "(?:le )?bourg|(?:le )?village|hameau|lieu[ -]?dit|quartier|zone|z\\.?a\\.?|z\\.?i\\.?"
_REST = r"(?:(?!\s[-–]\s|\b\d{5}\b)[^,;()])*"
_NUMBERED = re.compile(
    rf"\b\d{{1,4}}\s?(?:bis|ter|quater|[a-d])?\b,?\s+(?:{_STREET_TYPES}|{_LOCALITY_TYPES})\b{_REST}", re.IGNORECASE
)
_NAMED = re.compile(rf"(?:^|[,;(]|\s[-–]\s)\s*((?:{_STREET_TYPES}|{_LOCALITY_TYPES})\b{_REST})", re.IGNORECASE)
_NOT_A_PLACE = re.compile(r"\b(?:BP|CS|TSA|CEDEX)\s*\d*\b|[«»\"“”]", re.IGNORECASE)


def geocode(address: str, postcode: str, citycode: str) -> Geocoded | None:
    """Find an address in the commune of INSEE code ``citycode``; ``None`` when it is not certain to be there.

    ``address`` is a number and a street or a locality, as people write it; ``postcode`` may be empty or wrong.
    Refused: results in a commune other than the declared one and the ones that it absorbed, scores under ``MIN_SCORE``,
    and two results of one name in one commune more than ``AMBIGUOUS_KM`` apart (merged communes have several "rue de
    l'Église"). Takes at most two requests. Raises ``GeocodingError`` and its subclasses.
    """
    street = essential(address)
    if not street:
        return None
    commune = Commune.objects.prefetch_related("former_communes").filter(pk=citycode).first()
    codes = {citycode} | _ARRONDISSEMENTS.get(citycode, set())
    query = {"q": _query(street, _postcode(postcode, commune), commune.name if commune else ""), "autocomplete": 0}
    if citycode in _ARRONDISSEMENTS:
        return _choose(_ask(query), codes)
    found = _choose(_ask({**query, "citycode": citycode}), codes)
    absorbed = {former.code for former in commune.former_communes.all()} - codes if commune else set()
    if absorbed and (found is None or found.kind is Kind.MUNICIPALITY):
        # The service may not know of the merger yet and file the address under the old code.
        found = _choose(_ask(query), codes | absorbed) or found
    return found


def essential(address: str) -> str:
    """The number and the street of an address that says more ("Résidence X, 12 rue Y - BP 3"), else all of it."""
    line = " ".join(_NOT_A_PLACE.sub(" ", address).split())
    numbered, named = _NUMBERED.search(line), _NAMED.search(line)
    street = numbered[0] if numbered else named[1] if named else line
    return street.strip(" ,;-–(")


def _postcode(postcode: str, commune: Commune | None) -> str:
    """The postcode where it is one of the commune's, else the commune's first: CEDEX and typing errors only mislead."""
    known = commune.postcodes.split() if commune else []
    return postcode if postcode in known or not known else known[0]


def _query(street: str, postcode: str, name: str) -> str:
    """What is asked; the commune is kept whole, the service refuses a query that doesn't start by a letter or digit."""
    commune = f" {postcode} {name}".rstrip()
    return re.sub(r"^\W+", "", street)[: MAX_QUERY - len(commune)] + commune


def _choose(results: list[Geocoded], codes: set[str]) -> Geocoded | None:
    """The best result of these communes, unless it is poor or has a namesake elsewhere in them."""
    good = [result for result in results if result.citycode in codes and result.score >= MIN_SCORE]
    if not good:
        return None
    best = max(good, key=lambda result: result.score)
    namesakes = [result for result in good if fold(result.name) == fold(best.name) and result.kind == best.kind]
    if any(distance_km(best.point, namesake.point) > AMBIGUOUS_KM for namesake in namesakes):
        return None
    return best


def _ask(params: dict[str, Any]) -> list[Geocoded]:
    """One request, its errors in this module's words."""
    try:
        client = _client(settings.GEOCODER_URL)
        _pace.wait()
        return client.ask(params)
    except GeocoderRateLimited as error:
        raise RateLimited("The geocoding service says: too many requests.", error.retry_after) from error
    except GeocoderParseError as error:
        raise GeocodingError(f"The geocoding service's answer is not usable: {error}") from error
    except GeocoderQueryError as error:
        raise Refused(f"The geocoding service refuses the query {params['q']!r}: {error}") from error
    except GeopyError as error:
        raise Unavailable(f"The geocoding service does not answer: {error}") from error


class Pace:
    """Spaces requests evenly: each ``wait()`` returns at its turn, in any thread."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.gap = 1 / per_second
        self.clock, self.sleep = clock, sleep
        self.lock = threading.Lock()
        self.next_turn = 0.0

    def wait(self) -> None:
        """Sleep until this caller's turn."""
        with self.lock:
            now = self.clock()
            turn = max(now, self.next_turn)
            self.next_turn = turn + self.gap
        if turn > now:
            self.sleep(turn - now)


_pace = Pace(REQUESTS_PER_SECOND)


class _BoundedAdapter(RequestsAdapter):  # type: ignore[misc]
    """geopy's transport without its three attempts, and with a limit to what an answer may weigh and last."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_retries=0, **options)
        self.session.max_redirects = 2
        self.session.stream = True
        self.session.hooks["response"].append(_read_within_bounds)

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        body = self._request(url, timeout=timeout, headers=headers).content
        if len(body) > MAX_BYTES:
            raise GeocoderParseError(f"more than {MAX_BYTES} bytes")
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise GeocoderParseError(f"not JSON: {body[:80]!r}") from error


def _read_within_bounds(response: Any, *args: Any, **kwargs: Any) -> None:
    """Replace an answer's stream by its first ``MAX_BYTES`` + 1 bytes, errors' bodies included.

    requests' own timeout bounds each wait, not their sum. A ``TimeoutError`` is what geopy calls a time out.
    """
    stream, body, deadline = response.raw, bytearray(), time.monotonic() + DEADLINE
    try:
        while len(body) <= MAX_BYTES and (piece := stream.read1(16 * 1024, decode_content=True)):
            body += piece
            if time.monotonic() > deadline:
                raise TimeoutError("The answer takes too long.")
    finally:
        stream.close()
    response.raw = BytesIO(body[: MAX_BYTES + 1])


class _Service(BANFrance):  # type: ignore[misc]
    """geopy's client with the filters that its own ``geocode()`` lacks (``citycode``, ``autocomplete``)."""

    def ask(self, params: dict[str, Any]) -> list[Geocoded]:
        """The results of one query, best first. Raises ``GeopyError``."""
        url = f"{self.geocode_api}?{urlencode({**params, 'limit': 5})}"
        results: list[Geocoded] = self._call_geocoder(url, _parse, timeout=TIMEOUT)
        return results


@lru_cache(maxsize=1)
def _client(url: str) -> _Service:
    """The client of a service, which keeps its connection open from one request to the next."""
    address = urlsplit(url)
    return _Service(
        domain=address.netloc + address.path,
        scheme=address.scheme,
        user_agent=f"Hameau ({settings.SITE_URL})",
        proxies={} if proxy_bypass(address.hostname or "") else None,
        adapter_factory=_BoundedAdapter,
    )


def _parse(answer: Any) -> list[Geocoded]:
    """The results of a GeoJSON answer. Raises ``GeocoderParseError`` on anything else."""
    try:
        return [
            _parse_feature(feature) for feature in answer["features"] if feature["properties"]["type"] in list(Kind)
        ]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise GeocoderParseError(f"unexpected content, {error!r}") from error


def _parse_feature(feature: dict[str, Any]) -> Geocoded:
    longitude, latitude = feature["geometry"]["coordinates"][:2]
    properties = feature["properties"]
    score = float(properties["score"])
    if not 0 <= score <= 2:  # addok's sums may pass 1 by a hair
        raise ValueError(f"score {score}")
    return Geocoded(
        point=Point(latitude, longitude),
        score=min(score, 1.0),
        kind=Kind(properties["type"]),
        label=str(properties["label"]),
        citycode=str(properties["citycode"]),
        name=str(properties.get("name") or properties["label"]),
    )
