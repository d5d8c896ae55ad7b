"""« Signaler un changement », of a listing of any kind, and the page that thanks."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from listings.actions import file_report
from listings.kinds import ListingKind, kind_named
from listings.public_forms import TOO_MANY, sender_of
from listings.report_forms import ReportForm
from listings.review_mails import agency_of


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """``/lieux/<slug>/signaler/``: what changed, sent to those who moderate the commune."""
    about, listing = _public(kind, slug)
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data, about=about, sender=sender_of(request))
    if form.is_valid():
        answers = form.cleaned_data
        try:
            file_report(listing, answers["kind"], form.submission, answers["message"], answers["reporter_email"])
        except ObjectDoesNotExist as error:
            raise Http404 from error
        return redirect(f"{about.report_name}_thanks", slug)
    context = {"listing": listing, "kind": about, "form": form}
    return render(request, "listings/report.html", context, status=TOO_MANY if form.is_throttled else 200)


@login_not_required
@require_safe
def report_thanks(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """``/lieux/<slug>/signaler/merci/``."""
    about, listing = _public(kind, slug)
    context = {"listing": listing, "kind": about, "agency": agency_of(listing.commune)}
    return render(request, "listings/report_thanks.html", context)


def _public(kind: str, slug: str) -> tuple[ListingKind, Any]:
    """A kind, and its published listing of this slug; 404 for any other. Its name and commune are all that is shown."""
    about = kind_named(kind)
    if about is None:
        raise Http404
    return about, get_object_or_404(about.model.objects.published().select_related("commune"), slug=slug)
