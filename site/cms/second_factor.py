"""The desk asks for two proofs: who may enter it shows a code or a passkey, in this very session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from listings.permissions import is_moderator

DESK = "/admin/"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_proved_twice(request: HttpRequest) -> bool:
    """Whether this session holds a code or a passkey of its user, besides the password."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def may_enter_desk(user: Any) -> bool:
    """Whether a user has a role at the desk: by Wagtail's permission, or as moderator."""
    return bool(user.is_authenticated and (user.has_perm("wagtailadmin.access_admin") or is_moderator(user)))


class SecondFactorMiddleware:
    """Under ``/admin/``, with ``DESK_NEEDS_SECOND_FACTOR``, lead those who have a role to their second factor first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        """Let pass what is not the desk's; answer the rest with the page to go to first."""
        if not settings.DESK_NEEDS_SECOND_FACTOR or not request.path_info.startswith(DESK):
            return None
        if not may_enter_desk(request.user):
            return None  # Wagtail refuses them, or the sign-in page asks who they are
        if not is_mfa_enabled(request.user, FACTORS):
            messages.warning(request, _("Le bureau de l’agence demande une double authentification : activez-la ici."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return None if has_proved_twice(request) else HttpResponseRedirect(_door_of(request))


def _door_of(request: HttpRequest) -> str:
    """The page that asks for the second factor, and leads back here."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    door = next(method["url"] for method in methods if method["id"].startswith("mfa_reauthenticate"))
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else DESK
    return f"{door}?{urlencode({'next': back})}"
