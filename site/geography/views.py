"""Addresses of geography: all public, all cacheable."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from geography.communes import CommuneMatch, find_communes, nearest_communes
from geography.parameters import CommuneQuery
from ui.problems import invalid


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
@cache_control(public=True, max_age=86_400)
def communes(request: HttpRequest) -> HttpResponse:
    """``/communes/?q=…`` or ``?pres=lat,lon``: the communes that a text or a position may mean."""
    form = CommuneQuery(request.GET)
    if not form.is_valid():
        return invalid(_("Recherche refusée"), form)
    point, text = form.cleaned_data["pres"], form.cleaned_data["q"]
    matches = nearest_communes(point) if point else find_communes(text)
    return JsonResponse({"communes": [_as_json(match) for match in matches]})
