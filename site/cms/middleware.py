"""The territory of a request, and the looser content policy of the desk."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from cms.identity import identity_of
from geography.models import Territory

GetResponse = Callable[[HttpRequest], HttpResponse]


def territory_of(request: HttpRequest) -> Territory | None:
    """The territory that the site of this address speaks for, or ``None``."""
    return identity_of(request).territory


class TerritoryMiddleware:
    """Set ``request.territory``, and ``request.origin`` of its site, looked up only when they are read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.territory = SimpleLazyObject(lambda: territory_of(request))  # type: ignore[attr-defined]
        request.origin = SimpleLazyObject(lambda: identity_of(request).origin)  # type: ignore[attr-defined]
        return self.get_response(request)


class DeskPolicyMiddleware:
    """Wagtail's desk uses inline scripts and styles, and frames: allow them under ``/admin/`` and nowhere else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_dummy", False):
            # A page seen from the desk before it is public, as visitors would: Wagtail shows it in a frame.
            response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        elif request.path_info.startswith("/admin/") and not getattr(response, "keeps_strict_policy", False):
            response._csp_update = {  # type: ignore[attr-defined]
                "script-src": ["'unsafe-inline'", "'unsafe-eval'"],
                "style-src": ["'unsafe-inline'"],
                "img-src": ["blob:"],
                "frame-src": [SELF],
            }
            response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        return response
