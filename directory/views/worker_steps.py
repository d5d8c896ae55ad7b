"""Registering: a few short steps, each kept as a draft, that can be left and taken up again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from directory.models import RemoteWorker
from directory.steps import StepForm, way_of
from directory.views.worker_detail import PREVIEWS, render_preview
from directory.workers.actions import begin, draft_of, keep, known_skills
from directory.workers.forms import STEPS
from directory.workers.kind import SLUG
from directory.workers.portraits import delete_portraits
from listings.asking import Demand, demand_on
from listings.publishing import AwaitingReview


@login_not_required
@require_safe
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """``/teletravailleurs/inscription/``: what it takes; someone signed in goes on where they stopped."""
    if request.user.is_authenticated:
        mine = RemoteWorker.objects.owned_by(request.user).first()
        return redirect("space:listing", SLUG, mine.pk) if mine else redirect("directory:worker_step", "identite")
    return render(request, "directory/worker_join.html", {"next": reverse("directory:worker_step", args=["identite"])})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: HttpRequest, name: str) -> HttpResponse:
    """``/teletravailleurs/ma-fiche/<name>/``: one step of the draft."""
    if name not in STEPS:
        raise Http404
    mine = RemoteWorker.objects.owned_by(request.user).first()
    if mine is None and name != "identite":
        return redirect("directory:worker_step", "identite")
    draft = draft_of(mine) if mine else RemoteWorker(display_name=getattr(request.user, "get_full_name", str)())
    form = STEPS[name](*((request.POST, request.FILES) if request.method == "POST" else ()), draft=draft)
    if form.is_valid() and _keep(request, form):
        return _onward(request, name, form)
    demand = demand_on(mine) if mine else None
    form.asked = demand.shown_as if demand else ()
    return render(request, "directory/worker_step.html", _context(form, name, demand))


def _keep(request: HttpRequest, form: StepForm) -> bool:
    """Write the step onto the draft; ``False`` when the form now says what is wrong."""
    before = form.draft.photo
    try:
        form.write()
        (keep if form.draft.pk else begin)(form.draft, request.user)
    except AwaitingReview:
        form.add_error(None, _("Votre fiche est en relecture. Reprenez-la dans votre espace avant de la modifier."))
    except ValidationError as error:
        form.add_error(None, error.messages)
    else:
        return True
    if form.draft.photo != before:
        delete_portraits([form.draft.photo])
    return False


def _onward(request: HttpRequest, name: str, form: StepForm) -> HttpResponse:
    """The next step, or where one asked to go."""
    names = list(STEPS)
    if form.cleaned_data["later"]:
        messages.success(request, _("Votre brouillon est gardé. Rien n’est publié tant que vous ne l’envoyez pas."))
        return redirect("space:listing", SLUG, form.draft.pk)
    if form.cleaned_data["preview"] or name == names[-1]:
        return redirect("directory:worker_preview", "public")
    return redirect("directory:worker_step", names[names.index(name) + 1])


def _context(form: StepForm, name: str, demand: Demand | None) -> dict[str, Any]:
    names = list(STEPS)
    rank = names.index(name)
    return {
        "form": form,
        "name": name,
        "rank": rank + 1,
        "demand": demand,
        "steps": way_of(
            STEPS, name, lambda key: reverse("directory:worker_step", args=[key]) if form.draft.pk else "", demand
        ),
        "known_skills": known_skills() if name == "metier" else [],
    }


@require_safe
@never_cache
def preview(request: HttpRequest, audience: str) -> HttpResponse:
    """``/teletravailleurs/ma-fiche/apercu/<audience>/``: one's draft as the public or as members would see it."""
    mine = RemoteWorker.objects.owned_by(request.user).first()
    if mine is None or audience not in PREVIEWS:
        raise Http404
    return render_preview(request, draft_of(mine), audience)
