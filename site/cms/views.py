"""Addresses of a site's identity."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.identity import identity_of


@login_not_required
@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """The territory's two colours as a style sheet; its address carries their version, so it may be kept a year."""
    identity = identity_of(request)
    response = HttpResponse(identity.colours, content_type="text/css; charset=utf-8")
    fresh = request.GET.get("v") == identity.colours_version
    response["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    return response
