"""« Proposer un lieu », and the page that thanks."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from listings.actions import propose_listing
from listings.public_forms import TOO_MANY, sender_of
from listings.report_forms import ProposalForm
from places.models import Place


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
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
