"""One sign-in for the portal and the territories' sites below it; a site with a domain of its own keeps its own.

``SIGN_IN_HOST`` is the portal's host, empty where no cookie can span several hosts (an IP address, ``localhost``).
Nothing but Hameau should answer below it: it would be sent the cookie (``docs/howto/deploy.md``).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse


def sign_in_host(request: HttpRequest) -> str:
    """The host whose sign-in a request's site shares, without a port; its own where it shares none."""
    own = request.get_host().partition(":")[0]
    shared: str = settings.SIGN_IN_HOST
    return shared if shared and (own == shared or own.endswith(f".{shared}")) else own


class SharedSessionMiddleware(SessionMiddleware):
    """Django's, whose cookie is sent to every site that shares the sign-in."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Name the host that the cookie, set or deleted, is for: browsers send it to those below that too."""
        response = super().process_response(request, response)
        if settings.SESSION_COOKIE_NAME in response.cookies and sign_in_host(request) == settings.SIGN_IN_HOST:
            response.cookies[settings.SESSION_COOKIE_NAME]["domain"] = settings.SIGN_IN_HOST
        return response
