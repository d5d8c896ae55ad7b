"""The list of people and the data of its map."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from directory.workers.map_answer import CrowdAnswer
from directory.workers.map_box import map_of
from directory.workers.results import WorkerResults
from places.map_answer import Refused
from ui.problems import problem


@login_not_required
@require_safe
def worker_list(request: HttpRequest) -> HttpResponse:
    """``/teletravailleurs/``: the people found, and how many are where."""
    results = WorkerResults.of(request)
    return render(request, "directory/worker_list.html", {"results": results, "map": map_of(results)})


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
def worker_map(request: HttpRequest) -> HttpResponse:
    """``/teletravailleurs/carte.geojson?bbox=…&z=…``: numbers by commune, never a person."""
    try:
        return HttpResponse(CrowdAnswer(request.GET).body, content_type="application/geo+json")
    except Refused as refused:
        return problem(400, _("Paramètres refusés"), str(refused))
