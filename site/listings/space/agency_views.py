"""Joining an agency's team by the link of a mail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from listings.agency_teams import desk_invitation_of, join_agency, mission_of
from listings.models import DeskInvitation
from listings.space.team_views import GONE, for_another
from listings.teaming import AnotherAddress, is_meant_for


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """``/mon-espace/agence/<token>/``: a page with one button, so that no mail scanner joins by following it."""
    invitation = desk_invitation_of(token)
    if invitation is None:
        return render(request, "listings/space_invitation_gone.html", status=GONE)
    if not is_meant_for(invitation, request.user):
        return for_another(request, invitation)
    if request.method == "POST":
        try:
            join_agency(invitation, request.user)
        except (DeskInvitation.DoesNotExist, AnotherAddress):
            return render(request, "listings/space_invitation_gone.html", status=GONE)
        return redirect("wagtailadmin_home")
    territory = invitation.territory
    context = {"invitation": invitation, "territory": territory, "mission": mission_of(invitation.role, territory)}
    return render(request, "listings/space_join_agency.html", context)
