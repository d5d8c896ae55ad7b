"""Joining an agency's team by the link of a mail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from listings.agency_teams import AnotherAddress, desk_invitation_of, join_agency
from listings.models import DeskInvitation

GONE, FORBIDDEN = 410, 403


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """``/mon-espace/agence/<token>/``: a page with one button, so that no mail scanner joins by following it."""
    invitation = desk_invitation_of(token)
    if invitation is None:
        return render(request, "listings/space_invitation_gone.html", status=GONE)
    is_other = bool(request.user.is_authenticated and request.user.email.lower() != invitation.email)
    if request.method == "POST" and not is_other:
        try:
            join_agency(invitation, request.user)
        except (DeskInvitation.DoesNotExist, AnotherAddress):
            return render(request, "listings/space_invitation_gone.html", status=GONE)
        return redirect("wagtailadmin_home")
    context = {"invitation": invitation, "territory": invitation.territory, "is_other": is_other}
    return render(request, "listings/space_join_agency.html", context, status=FORBIDDEN if is_other else None)
