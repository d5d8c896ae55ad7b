"""The HTTP of ``/lieux/carte.geojson``: parameters, ETag, kept answers, compression."""

from __future__ import annotations

from hashlib import blake2b

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from isal import igzip

from geography.cells import ZOOM
from geography.distance import Box
from geography.grid import Window
from listings.versions import current_version
from places.filters import PlaceFilterSet
from places.indexing import PLACES
from places.map_data import body
from places.models import Place, PlaceQuerySet
from ui.problems import problem

_KEPT_FOR = 600
_PUBLIC = "public, max-age=60, stale-while-revalidate=600"
LEFT_OUT = ("lieu", "commune", "pres", "rayon", "territoire", "tri", "page")
"""Parameters of the list that a map leaves out: where it looks is its box."""
_LONGEST = 120
"""Characters of a parameter that are read."""
NO_FILTERS = {*LEFT_OUT, "bbox", "z"}


class Refused(ValueError):
    """A parameter of the map that can't be read, in words for whoever asks."""


def _box(text: str) -> Box:
    """``west,south,east,north`` in degrees. (A Django form would take longer than reading the kept answer.)"""
    if not text:
        raise Refused(_("bbox manque : ouest,sud,est,nord en degrés."))
    try:
        return Box(*(float(side) for side in text[:_LONGEST].split(",")))
    except (TypeError, ValueError) as error:
        raise Refused(_("bbox : donnez ouest,sud,est,nord en degrés, par exemple 3,44,4,45.")) from error


def _zoom(text: str) -> int:
    if not text:
        raise Refused(_("z manque : un zoom de 0 à 24."))
    if not (text.isascii() and text.isdecimal() and int(text[:_LONGEST]) <= ZOOM):
        raise Refused(_("z : donnez un zoom de 0 à 24."))
    return int(text)


def window_of(data: QueryDict) -> Window:
    """The box and zoom of a map's parameters, snapped to the tile grid. Raises ``Refused``."""
    return Window.snapped(_box(data.get("bbox", "")), _zoom(data.get("z", "")))


def filters_of(data: QueryDict) -> QueryDict:
    """The parameters of a map without where it looks."""
    filters = data.copy()
    for name in NO_FILTERS:
        filters.pop(name, None)
    return filters


class MapAnswer:
    """What the parameters of a map ask for, checked. A map without filters, the usual one, pays for none."""

    def __init__(self, data: QueryDict) -> None:
        self.filterset = PlaceFilterSet(filters_of(data)) if not data.keys() <= NO_FILTERS else None
        self.problems = list(self.filterset.problems) if self.filterset else []
        self.window = self._window(data)

    def _window(self, data: QueryDict) -> Window | None:
        """The box, snapped to the tile grid; ``None`` when it is refused."""
        try:
            return window_of(data)
        except Refused as refused:
            self.problems.append(str(refused))
            return None

    @property
    def places(self) -> PlaceQuerySet | None:
        """The published places that the filters and the words keep; ``None`` without any: every published place."""
        if self.filterset is None:
            return None
        text = self.filterset.cleaned.get("q")
        places = self.filterset.ask(Place.objects.published())
        asked: PlaceQuerySet = PLACES.query(text).filter(places) if text else places
        return asked

    @property
    def body(self) -> bytes:
        """The answer as JSON. Raises ``Refused`` when there is a problem."""
        if self.window is None:
            raise Refused(" ".join(self.problems))
        return body(self.places, self.window)


def address_name(request: HttpRequest) -> str:
    """What the answer to an address depends on, digested: the data's version, the address, the language, the moment.

    Openings change by the minute, expiries are let through for a quarter of an hour at most. Nothing is parsed: an
    address that comes back costs one small query.
    """
    now, asked = timezone.now(), request.META.get("QUERY_STRING", "")
    moment = f"{now:%d%H%M}" if "ouvert" in asked else f"{now:%d%H}{now.minute // 15}"
    state = f"{current_version('places')}|{asked}|{moment}|{get_language()}"
    return blake2b(state.encode(errors="replace"), digest_size=12).hexdigest()


def answer(request: HttpRequest) -> HttpResponse:
    """304 when the client has it, the kept answer when there is one, a new one else, or 400 with the reason."""
    name = address_name(request)
    etag = f'W/"{name}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        compressed = "gzip" in request.headers.get("Accept-Encoding", "")
        key = f"map:{name}:{'gzip' if compressed else 'plain'}"
        content: bytes | None = cache.get(key)
        if content is None:
            map_answer = MapAnswer(request.GET)
            if map_answer.problems:
                return problem(400, _("Paramètres refusés"), " ".join(map_answer.problems))
            content = igzip.compress(map_answer.body, compresslevel=1, mtime=0) if compressed else map_answer.body
            cache.set(key, content, _KEPT_FOR)
        response = HttpResponse(content, content_type="application/geo+json")
        if compressed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Cache-Control"] = _PUBLIC
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
