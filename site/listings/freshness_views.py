"""« Tout est encore exact »: the page of the secret link, without signing in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from listings.freshness import find_round
from listings.kinds import kind_of
from listings.publishing import is_waiting, mark_checked


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest, token: str) -> HttpResponse:
    """``/fiche/<token>/``: a POST confirms; a GET changes nothing, as mail scanners follow links."""
    row = find_round(token)
    if row is None:
        return _kept_to_itself(render(request, "listings/check_gone.html", status=HTTPStatus.NOT_FOUND))
    listing: Any = row.listing
    if request.method == "POST" and row.is_open:
        mark_checked(listing, row.owner)
        return _kept_to_itself(redirect(request.path))
    context = {
        "row": row,
        "listing": listing,
        "edit_url": kind_of(listing).edit_url(listing),
        "is_waiting": is_waiting(listing),
    }
    template = "listings/check.html" if row.is_open else "listings/check_done.html"
    return _kept_to_itself(render(request, template, context))


def _kept_to_itself(response: HttpResponse) -> HttpResponse:
    """The address is secret: no other site learns it."""
    response["Referrer-Policy"] = "same-origin"
    return response
