"""Old addresses lead to where their page went: looked up only when nothing else answers, never in a circle."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import translation
from wagtail.contrib.redirects.middleware import RedirectMiddleware as WagtailRedirectMiddleware
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect

from ui.languages import address_in

DESK = "/admin/"
FARTHEST = 5
"""Redirections that one may find behind another, before they are taken for a circle."""


class RedirectMiddleware(WagtailRedirectMiddleware):  # type: ignore[misc]
    """Wagtail's, that knows our languages, and leaves « not found » where a redirection leads nowhere."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer itself, unless it is 404 and someone said where this address went."""
        if response.status_code != 404 or request.path_info.startswith(DESK):
            return response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        found = find(request, path)
        if found is None:
            return response
        link, is_permanent = found
        return HttpResponsePermanentRedirect(link) if is_permanent else HttpResponseRedirect(link)


def find(request: HttpRequest, path: str) -> tuple[str, bool] | None:
    """Where an address that nothing answers at went, and whether for good; ``None`` where nobody knows.

    A translated address that has no redirection of its own follows that of the French one.
    """
    bare = urlsplit(path).path
    for asked in dict.fromkeys((path, bare)):
        redirect = get_redirect(request, asked)
        if redirect and (link := _link(redirect)) and not _is_circle(request, bare, link):
            return link, redirect.is_permanent
    language = translation.get_language_from_path(bare)
    if language and language != settings.LANGUAGE_CODE:
        found = find(request, address_in(bare, settings.LANGUAGE_CODE))
        return (address_in(found[0], language), found[1]) if found and found[0].startswith("/") else found
    return None


def _link(redirect: Any) -> str | None:
    """Where a redirection leads: a page that is public still, or an address."""
    page = redirect.redirect_page
    if page is not None and not (page.live and not page.get_view_restrictions().exists()):
        return None
    link: str | None = redirect.link
    return link


def _is_circle(request: HttpRequest, start: str, link: str) -> bool:
    """Whether following a link, one redirection after the other, comes back to where it started, or never ends."""
    for _step in range(FARTHEST):
        parts = urlsplit(link)
        if parts.netloc and parts.netloc != request.get_host():
            return False
        path = Redirect.normalise_path(parts.path)
        if path == Redirect.normalise_path(start):
            return True
        following = get_redirect(request, path)
        if following is None or following.redirect_page is not None:
            return False
        link = following.link or ""
    return True
