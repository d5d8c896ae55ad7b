"""What the template of the agenda is given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from agenda.listed.map import map_of
from agenda.listed.page import EventResults
from agenda.models import AgendaIndexPage


def context_of(page: AgendaIndexPage, request: HttpRequest) -> dict[str, Any]:
    """``results``, and the ``map`` beside them."""
    results = EventResults(request.GET, page)
    return {"results": results, "map": None if results.month else map_of(results)}
