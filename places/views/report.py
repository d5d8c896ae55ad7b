"""« Signaler un changement », « Proposer un lieu », and the pages that thank."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geography.models import Territory
from listings.actions import file_report, propose_listing
from listings.public_forms import sender_of
from listings.report_forms import ProposalForm, ReportForm
from places.models import Place

TOO_MANY = 429
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@form_methods
@never_cache
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """``/lieux/<slug>/signaler/``: what changed, sent to those who moderate the commune."""
    place = get_object_or_404(Place.objects.published().for_cards(), slug=slug)
    form = ReportForm(request.POST if request.method == "POST" else None, sender=sender_of(request))
    if form.is_valid():
        answers = form.cleaned_data
        file_report(place, answers["kind"], form.submission, answers["message"], answers["reporter_email"])
        return redirect("places:report_thanks", slug)
    context = {"place": place, "form": form}
    return render(request, "places/place_report.html", context, status=TOO_MANY if form.is_throttled else 200)


@login_not_required
@require_safe
def report_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """``/lieux/<slug>/signaler/merci/``."""
    place = get_object_or_404(Place.objects.published().for_cards(), slug=slug)
    territory = Territory.objects.filter(communes=place.commune_id).order_by("name").first()
    return render(request, "places/place_report_thanks.html", {"place": place, "agency": territory})


@login_not_required
@form_methods
@never_cache
def propose(request: HttpRequest) -> HttpResponse:
    """``/lieux/proposer/``: a place that is missing."""
    form = ProposalForm(request.POST if request.method == "POST" else None, sender=sender_of(request))
    if form.is_valid():
        answers = form.cleaned_data
        propose_listing(
            Place,
            answers["name"],
            answers["commune"],
            form.submission,
            address=answers["address"],
            message=answers["message"],
            reporter_email=answers["reporter_email"],
        )
        return redirect("places:propose_thanks")
    return render(request, "places/place_propose.html", {"form": form}, status=TOO_MANY if form.is_throttled else 200)


@login_not_required
@require_safe
def propose_thanks(request: HttpRequest) -> HttpResponse:
    """``/lieux/proposer/merci/``."""
    return render(request, "places/place_propose_thanks.html")
