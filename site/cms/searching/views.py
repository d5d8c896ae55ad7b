"""``/recherche/``, and its description for browsers that search from their address bar."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms.searching.results import SearchResults

OPENSEARCH = "application/opensearchdescription+xml"
LONGEST_NAME = 16
"""Letters of a name, at most, says the standard."""


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """``/recherche/?q=…``: what holds the words, by kind, or one kind by page (``genre``)."""
    results = SearchResults(request)
    template = "searching/kind.html" if results.text and results.kind else "searching/search.html"
    return render(request, template, {"results": results})


@login_not_required
@require_safe
@cache_control(public=True, max_age=86_400)
def description(request: HttpRequest) -> HttpResponse:
    """``/recherche/opensearch.xml``: OpenSearch 1.1, https://github.com/dewitt/opensearch."""
    name = f"Hameau {request.territory.name}" if request.territory else "Hameau"  # type: ignore[attr-defined]
    words = {
        "short_name": name[:LONGEST_NAME].strip(),
        "description": _("Chercher sur %(name)s") % {"name": name},
        "origin": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "searching/opensearch.xml", words, f"{OPENSEARCH}; charset=utf-8")
