"""The list of places, and the data and script of its map."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from geography.maps import LiveMap
from places.map_answer import answer
from places.map_box import for_results
from places.results import Results


@login_not_required
@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """``/lieux/``: the places found, with or without a live map."""
    results = Results.of(request)
    return render(request, "places/place_list.html", {"results": results, "map": for_results(results)})


@login_not_required
@require_safe
def map_data(request: HttpRequest) -> HttpResponse:
    """``/lieux/carte.geojson?bbox=…&z=…``: what a box of the map holds, under the filters of the list."""
    return answer(request)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def map_script(request: HttpRequest) -> HttpResponse:
    """``/lieux/carte.js``: the script that folium writes, the same for all maps of the site."""
    return HttpResponse(LiveMap().script(), content_type="text/javascript; charset=utf-8")
