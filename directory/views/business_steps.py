"""Registering a business: a few short steps, each kept as a draft, that can be left and taken up again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.businesses.actions import begin, draft_of, keep, suggestion_of, take_up
from directory.businesses.forms import STEPS
from directory.businesses.kind import SLUG
from directory.businesses.logos import read_logo
from directory.models import Business
from directory.steps import StepForm, way_of
from listings.asking import demand_on
from listings.offering import version_shown_to
from listings.publishing import AwaitingReview, EditedMeanwhile, edit_token, is_private_draft

FIRST = "identite"


@login_not_required
@require_safe
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """``/entreprises/inscription/``: what it takes; someone signed in sees what they hold already."""
    mine = Business.objects.owned_by(request.user) if request.user.is_authenticated else Business.objects.none()
    return render(request, "directory/business_join.html", {"mine": mine.order_by("name", "pk")})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """``/entreprises/inscription/identite/``: the first step of a new business."""
    return _step(request, FIRST, Business(), "")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """``/entreprises/fiche/<pk>/<name>/``: one step of the draft of a business that this member holds."""
    if name not in STEPS:
        raise Http404
    row = get_object_or_404(Business.objects.owned_by(request.user), pk=pk)
    return _step(request, name, draft_of(row), edit_token(row))


def _step(request: HttpRequest, name: str, draft: Business, token: str) -> HttpResponse:
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = STEPS[name](*data, draft=draft)
    if form.is_valid() and _keep(request, form):
        return _onward(request, name, form)
    return render(request, "directory/business_step.html", _context(form, name, form["edit_token"].value() or token))


def _keep(request: HttpRequest, form: StepForm) -> bool:
    """Write the step onto the draft; ``False`` when the form now says what is wrong."""
    try:
        form.write()
        if form.draft.pk:
            keep(form.draft, request.user, form.cleaned_data["edit_token"])
        else:
            begin(form.draft, request.user)
    except AwaitingReview:
        form.add_error(None, _("Cette fiche est en relecture. Reprenez-la dans votre espace avant de la modifier."))
    except EditedMeanwhile:
        form.add_error(
            None,
            _(
                "Quelqu’un a modifié cette fiche pendant que vous l’aviez ouverte. "
                "Ouvrez-la de nouveau dans un autre onglet, puis reportez vos changements."
            ),
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
    return not form.errors


def _onward(request: HttpRequest, name: str, form: StepForm) -> HttpResponse:
    """The next step, or where one asked to go."""
    names, draft = list(STEPS), form.draft
    if form.cleaned_data["later"] or name == names[-1]:
        messages.success(request, _("Votre brouillon est gardé. Rien n’est publié tant que vous ne l’envoyez pas."))
        return redirect("space:listing", SLUG, draft.pk)
    return redirect("businesses:step", draft.pk, names[names.index(name) + 1])


def _context(form: StepForm, name: str, token: str) -> dict[str, Any]:
    names = list(STEPS)
    rank = names.index(name)
    draft: Business = form.draft
    demand = demand_on(draft) if draft.pk else None
    form.asked = demand.shown_as if demand else ()
    return {
        "form": form,
        "business": draft,
        "name": name,
        "rank": rank + 1,
        "demand": demand,
        "steps": way_of(
            STEPS, name, lambda key: reverse("businesses:step", args=[draft.pk, key]) if draft.pk else "", demand
        ),
        "previous": names[rank - 1] if rank else "",
        "edit_token": token,
        "known": getattr(form, "known", None),
        "suggestion": suggestion_of(draft) if draft.pk and name == "activite" else [],
    }


@require_POST
def take_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """« Reprendre ces informations »: what the register says of the activity and the size goes into the draft."""
    row = get_object_or_404(Business.objects.owned_by(request.user), pk=pk)
    try:
        take_up(draft_of(row), request.user)
    except AwaitingReview:
        messages.warning(request, _("Cette fiche est en relecture. Reprenez-la avant de la modifier."))
        return redirect("space:listing", SLUG, pk)
    except EditedMeanwhile:
        messages.warning(request, _("Quelqu’un modifie cette fiche en ce moment. Essayez de nouveau."))
        return redirect("businesses:step", pk, "activite")
    messages.success(request, _("Les informations du registre sont dans votre brouillon."))
    return redirect("businesses:step", pk, "activite")


@require_safe
def draft_logo(request: HttpRequest, pk: int) -> HttpResponse:
    """``/entreprises/fiche/<pk>/logo.webp``: the draft's, to who holds it, may decide on it, or is proposed it."""
    draft = _readable_draft(request.user, pk)
    content = read_logo(draft.logo) if draft else None
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": "private, no-store"})


def _readable_draft(user: Any, pk: int) -> Any:
    mine = Business.objects.owned_by(user).filter(pk=pk).first()
    row = mine or Business.objects.for_user(user).filter(pk=pk).first()
    if row and (mine or not is_private_draft(row, user)):
        return draft_of(row)
    return version_shown_to(user, Business, pk)
