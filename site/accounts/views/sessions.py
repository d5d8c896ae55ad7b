"""Open sessions, and signing out of them."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.internal import flows
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.erasing import end_sessions
from accounts.forms import SessionsForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """List the open sessions; end the others, or all of them with this one."""
    form = SessionsForm(request.POST or None)
    if form.is_valid():
        return _end_all(request) if form.cleaned_data["scope"] == "all" else _end_others(request)
    user: Any = request.user
    listed = sorted(UserSession.objects.purge_and_list(user), key=lambda session: session.created_at, reverse=True)
    return render(request, "usersessions/usersession_list.html", {"sessions": listed})


def _end_others(request: HttpRequest) -> HttpResponse:
    flows.sessions.end_other_sessions(request, request.user)
    messages.success(request, _("Vos autres sessions sont fermées."))
    return redirect("usersessions_list")


def _end_all(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    end_sessions(user)
    get_adapter(request).logout(request)
    messages.success(request, _("Vous êtes déconnecté partout."))
    return redirect("account_login")
