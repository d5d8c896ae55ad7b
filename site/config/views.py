"""What machines ask every site for: robots, sitemap, icon; and where people go once they are signed in."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views as sitemap_views
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file

from config.sitemaps import sitemaps_for
from listings.permissions import has_desk

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /_util/
Disallow: /compte/
Disallow: /*/signaler/
Disallow: /*?*tri=

Sitemap: {sitemap}
"""
"""Sorted lists repeat what the plain one says; its pages have an address of their own."""


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read, and where the sitemap is."""
    body = ROBOTS.format(sitemap=request.build_absolute_uri(reverse("sitemap")))
    return HttpResponse(body, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """The parts of the sitemap, and how many files each takes."""
    return sitemap_views.index(request, sitemaps_for(request), sitemap_url_name="sitemap_part")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_part(request: HttpRequest, section: str) -> HttpResponseBase:
    """One file of the sitemap; 404 for a part or a page that does not exist."""
    return sitemap_views.sitemap(request, sitemaps_for(request), section=section)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Where the icon is, for those who ask at the old address."""
    return HttpResponseRedirect(static("ui/favicon.svg"))


@never_cache
@require_safe
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """The desk for those who keep it, one's own space for the others."""
    return redirect("wagtailadmin_home" if has_desk(request.user) else "space:home")


def media(request: HttpRequest, path: str, document_root: Path) -> HttpResponseBase:
    """A file of a folder; what is no name of a file (one of 5 000 letters) is not there."""
    try:
        return serve_file(request, path, document_root=str(document_root))
    except OSError as error:
        raise Http404 from error
