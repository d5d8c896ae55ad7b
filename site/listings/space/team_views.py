"""The team of a listing, invitations to it, and claiming a listing that nobody holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.names import hint_of
from listings.kinds import ListingKind, kind_named, kind_of
from listings.models import DeskInvitation
from listings.public_forms import LimitedCharField
from listings.space.views import back_to, find_mine
from listings.teaming import (
    AlreadyHeld,
    AnotherAddress,
    accept_invitation,
    claim,
    invitation_of,
    invite,
    is_meant_for,
    may_manage_team,
    remove_member,
)
from listings.teams import Claim, ClaimState, Invitation, TeamMember
from ui.forms import KitForm

GONE, FORBIDDEN = 410, 403
form_methods = require_http_methods(["GET", "HEAD", "POST"])


class InviteForm(KitForm):
    """An address to invite."""

    email = forms.EmailField(
        label=gettext_lazy("Son courriel"),
        max_length=254,
        help_text=gettext_lazy("Nous lui écrivons. Le lien est bon quatorze jours, pour une personne."),
        error_messages={
            "required": gettext_lazy("Écrivez un courriel."),
            "invalid": gettext_lazy("Écrivez un courriel entier, comme nom@exemple.fr."),
        },
    )


class ClaimForm(KitForm):
    """Why a listing is mine."""

    message = LimitedCharField(
        label=gettext_lazy("Votre lien avec ce lieu ou cette entreprise"),
        max_length=2000,
        help_text=gettext_lazy("Votre fonction, et comment l’agence peut le vérifier. Elle seule lit ces mots."),
        error_messages={"required": gettext_lazy("Dites en quelques mots qui vous êtes pour cette fiche.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def _with_team(request: HttpRequest, kind: str, pk: int) -> tuple[ListingKind, Any]:
    found, listing = find_mine(request, kind, pk)
    if not found.has_team:
        raise Http404
    return found, listing


@form_methods
@never_cache
def team(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """``/mon-espace/<kind>/<pk>/equipe/``: who holds it, and inviting someone."""
    found, listing = _with_team(request, kind, pk)
    manages = may_manage_team(request.user, listing)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not manages:
        raise PermissionDenied
    if form.is_valid():
        try:
            invitation = invite(listing, request.user, form.cleaned_data["email"])
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, _("L’invitation est partie à %(address)s.") % {"address": invitation.email})
            return redirect("space:team", kind, pk)
    context = {
        "kind": found,
        "listing": listing,
        "manages": manages,
        "form": form,
        "members": TeamMember.objects.of(listing).select_related("user"),
        "invitations": Invitation.objects.of(listing).filter(expires_at__gt=timezone.now()) if manages else [],
    }
    return render(request, "listings/space_team.html", context)


@require_POST
def remove(request: HttpRequest, kind: str, pk: int, member: int) -> HttpResponse:
    """End someone's part, or one's own."""
    found, listing = _with_team(request, kind, pk)
    gone = get_object_or_404(TeamMember.objects.of(listing).select_related("user"), pk=member)
    remove_member(gone, request.user)
    messages.success(request, _("%(name)s ne tient plus cette fiche.") % {"name": gone.user})
    return redirect("space:home") if gone.user_id == request.user.pk else redirect("space:team", found.slug, pk)


@require_POST
def cancel(request: HttpRequest, kind: str, pk: int, invitation: int) -> HttpResponse:
    """Take an invitation back: its link is dead."""
    _found, listing = _with_team(request, kind, pk)
    if not may_manage_team(request.user, listing):
        raise PermissionDenied
    get_object_or_404(Invitation.objects.of(listing), pk=invitation).delete()
    messages.success(request, _("L’invitation est annulée : son lien ne marche plus."))
    return redirect("space:team", kind, pk)


def for_another(request: HttpRequest, invitation: Invitation | DeskInvitation) -> HttpResponse:
    """Say which account an invitation is meant for, without telling the address to who was forwarded the mail."""
    context = {"meant_for": hint_of(invitation.email)}
    return render(request, "listings/space_invitation_other.html", context, status=FORBIDDEN)


@form_methods
@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """``/mon-espace/invitation/<token>/``: a page with one button, so that no mail scanner accepts by following it."""
    invitation = invitation_of(token)
    listing = invitation.listing if invitation else None
    if invitation is None or listing is None:
        return render(request, "listings/space_invitation_gone.html", status=GONE)
    if not is_meant_for(invitation, request.user):
        return for_another(request, invitation)
    if request.method == "POST":
        try:
            listing = accept_invitation(invitation, request.user)
        except (Invitation.DoesNotExist, AnotherAddress):
            return render(request, "listings/space_invitation_gone.html", status=GONE)
        messages.success(request, _("Vous tenez maintenant « %(name)s ».") % {"name": listing})
        return back_to(kind_of(listing), listing)
    context = {"invitation": invitation, "listing": listing, "kind": kind_of(listing)}
    return render(request, "listings/space_invitation.html", context)


@form_methods
@never_cache
def claim_view(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """``/mon-espace/revendiquer/<kind>/<pk>/``: « cette fiche est la mienne », decided by the agency."""
    found = kind_named(kind)
    if found is None or not found.has_team:
        raise Http404
    listing = get_object_or_404(found.model.objects.published().select_related("commune"), pk=pk)
    waiting = Claim.objects.of(listing).filter(user=request.user, state=ClaimState.WAITING).first()
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            claim(listing, request.user, form.cleaned_data["message"])
        except AlreadyHeld:
            form.add_error(None, _("Quelqu’un tient déjà cette fiche. Demandez-lui de vous inviter, ou à l’agence."))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Votre demande est partie. L’agence vérifie, puis vous écrit."))
            return redirect("space:home")
    context = {"kind": found, "listing": listing, "form": form, "waiting": waiting}
    return render(request, "listings/space_claim.html", context)
