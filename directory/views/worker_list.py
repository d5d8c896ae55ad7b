"""The list of people."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.crowd_map import map_of
from directory.workers.results import WorkerResults


@login_not_required
@require_safe
def worker_list(request: HttpRequest) -> HttpResponse:
    """``/teletravailleurs/``: the people found, and how many are where."""
    results = WorkerResults.of(request)
    return render(request, "directory/worker_list.html", {"results": results, "map": map_of(results)})
