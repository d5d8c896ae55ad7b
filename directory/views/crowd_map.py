"""The data of the maps beside the lists of people and of businesses."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from directory.crowd_answer import CrowdAnswer
from directory.crowd_results import CrowdResults
from places.map_answer import Refused
from ui.problems import problem


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
def crowd_map(request: HttpRequest, listed: type[CrowdResults]) -> HttpResponse:
    """``…/carte.geojson?bbox=…&z=…``: numbers by commune of what a list finds, never one person or business."""
    try:
        return HttpResponse(CrowdAnswer(listed, request.GET).body, content_type="application/geo+json")
    except Refused as refused:
        return problem(400, _("Paramètres refusés"), str(refused))
