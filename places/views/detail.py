"""The page of a place, and its card for address books."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from listings.addresses import canonical_url
from listings.archiving import kept_instead_of
from places.map_box import for_place
from places.models import Place
from places.page import PlacePage
from places.structured_data import as_script, local_business
from places.vcard import vcard


@login_not_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """``/lieux/<slug>/``: everything we know of a published place; one that was merged leads to the one kept."""
    place = Place.objects.published().for_cards().filter(slug=slug).first()
    if place is None:
        kept = kept_instead_of(get_object_or_404(Place, slug=slug))
        if kept is None:
            raise Http404
        return redirect(kept, permanent=True)
    return render_place(request, place)


def render_place(request: HttpRequest, place: Place, is_draft: bool = False) -> HttpResponse:
    """The page of a place, also of a draft for who may read it."""
    page = PlacePage(place)
    images = [request.build_absolute_uri(photo.url) for photo in page.photos]
    url = canonical_url(place)
    request.text_address = url  # type: ignore[attr-defined]
    data = as_script(local_business(page, url, images))
    context = {"place": place, "page": page, "map": for_place(place), "structured_data": data, "images": images}
    return render(request, "places/place_detail.html", {**context, "is_draft": is_draft})


@login_not_required
@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """``/lieux/<slug>.vcf``."""
    place = get_object_or_404(Place.objects.published().for_cards(), slug=slug)
    text = vcard(PlacePage(place), canonical_url(place))
    disposition = f'attachment; filename="{place.slug}.vcf"'
    return HttpResponse(text, content_type="text/vcard; charset=utf-8", headers={"Content-Disposition": disposition})
