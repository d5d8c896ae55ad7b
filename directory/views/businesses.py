"""The list of businesses, the page of each, its logo."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from directory.businesses.logos import read_logo
from directory.businesses.page import BusinessPage, organization
from directory.businesses.results import BusinessResults
from directory.crowd_map import map_of
from directory.models import Business
from listings.addresses import canonical_url
from listings.archiving import kept_instead_of
from places.structured_data import as_script


@login_not_required
@require_safe
def business_list(request: HttpRequest) -> HttpResponse:
    """``/entreprises/``: the businesses found, and how many are where."""
    results = BusinessResults.of(request)
    return render(request, "directory/business_list.html", {"results": results, "map": map_of(results)})


@login_not_required
@require_safe
@vary_on_cookie
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """``/entreprises/<slug>/``: what who looks may see of a business; one that was merged leads to the one kept."""
    business = Business.objects.published().for_cards().filter(slug=slug).first()
    if business is None:
        kept = kept_instead_of(get_object_or_404(Business, slug=slug))
        if kept is None:
            raise Http404
        return redirect(kept, permanent=True)
    return render_business(request, business)


def render_business(request: HttpRequest, business: Business, is_draft: bool = False) -> HttpResponse:
    """The page of a published business, or what a draft of it would look like."""
    url = canonical_url(business)
    request.text_address = url  # type: ignore[attr-defined]
    page = BusinessPage(business, is_member=request.user.is_authenticated, is_draft=is_draft)
    logo = request.build_absolute_uri(page.logo_url) if page.logo_url else ""
    data = as_script(organization(page, url, logo))
    return render(
        request,
        "directory/business_detail.html",
        {"business": business, "page": page, "structured_data": data, "is_draft": is_draft},
    )


@login_not_required
@require_safe
@cache_control(public=True, max_age=30 * 24 * 3600)
def logo(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """``/entreprises/<slug>/logo/<name>.webp``: the logo of a published business."""
    business = get_object_or_404(Business.objects.published(), slug=slug)
    content = read_logo(name) if business.logo == name else None
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/webp")
