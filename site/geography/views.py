"""Addresses of geography: all public, all cacheable."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import orjson
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from geography import outlines
from geography.communes import CommuneMatch, find_communes, nearest_communes
from geography.keys import keys_stamp
from geography.parameters import CommuneQuery
from geography.shipped import edition
from ui.problems import invalid, problem

_DAY = 86_400  # seconds


def _etag(request: HttpRequest, **kwargs: Any) -> str:
    """The same as long as the shipped outlines and the communes in the database are."""
    first, last = keys_stamp()
    return f'"{edition()}-{first}-{last}"'


def _public(response: HttpResponse, days: int) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=days * _DAY)
    return response


def _as_json(match: CommuneMatch) -> dict[str, Any]:
    commune, point = match.commune, match.point
    return {
        "code": commune.pk,
        "name": match.name,
        "label": match.label,
        "departement": commune.departement.name,
        "former": match.former,
        "postcodes": commune.postcodes.split(),
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
    }


@login_not_required
@require_safe
@condition(etag_func=_etag)
def communes(request: HttpRequest) -> HttpResponse:
    """``/communes/?q=…`` or ``?pres=lat,lon``: the communes that a text or a position may mean."""
    form = CommuneQuery(request.GET)
    if not form.is_valid():
        return invalid(_("Recherche refusée"), form)
    point, text = form.cleaned_data["pres"], form.cleaned_data["q"]
    matches = nearest_communes(point) if point else find_communes(text, home=getattr(request, "territory", None))
    return _public(JsonResponse({"communes": [_as_json(match) for match in matches]}), days=1)


@login_not_required
@require_safe
@condition(etag_func=_etag)
def departements_outline(request: HttpRequest) -> HttpResponse:
    """``/contours/departements.geojson``: every département that has an outline."""
    return _geojson(outlines.departements_geojson)


@login_not_required
@require_safe
@condition(etag_func=_etag)
def communes_outline(request: HttpRequest, code: str) -> HttpResponse:
    """``/contours/<code>.geojson``: the communes of a département. 404 when it has no outline."""
    if not outlines.has_communes(code):
        detail = _("Aucun département de ce code n’a de contour.")
        return problem(HTTPStatus.NOT_FOUND, _("Contour introuvable"), detail)
    return _geojson(outlines.communes_geojson, code)


def _geojson(collection: Callable[..., dict[str, Any]], *args: str) -> HttpResponse:
    body = _written(keys_stamp(), collection, *args)
    return _public(HttpResponse(body, content_type="application/geo+json"), days=7)


@lru_cache(maxsize=24)
def _written(stamp: tuple[int, int], collection: Callable[..., dict[str, Any]], *args: str) -> bytes:
    """The JSON of an outline, kept by the process as long as the communes are the same."""
    return orjson.dumps(collection(*args))
