"""My account and its data: what it is, take them all, or erase them all."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.erasing import erase
from accounts.export import archive_of
from accounts.forms import EraseForm, LanguageForm


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What can be changed about the account."""
    return render(request, "accounts/home.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_language(request: HttpRequest) -> HttpResponse:
    """The language in which I am written to."""
    user: Any = request.user
    form = LanguageForm(request.POST if request.method == "POST" else None, initial={"language": user.language})
    if form.is_valid():
        user.language = form.cleaned_data["language"]
        user.save(update_fields=["language"])
        messages.success(request, _("C’est noté : nos prochains courriels seront dans cette langue."))
        return redirect("accounts:home")
    return render(request, "accounts/language.html", {"form": form})


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My rights over my data, and what I agreed to."""
    user: Any = request.user
    return render(request, "accounts/data.html", {"consents": user.consents.all()})


@never_cache
@require_safe
@reauthentication_required  # type: ignore[untyped-decorator]
def download(request: HttpRequest) -> FileResponse:
    """Everything that is kept about me, as one ZIP; the password is asked again when the sign-in is not recent."""
    user: Any = request.user
    name = f"hameau-mes-donnees-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(archive_of(user), as_attachment=True, filename=name, content_type="application/zip")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def erase_mine(request: HttpRequest) -> HttpResponse:
    """Erase my account, after the password and a last word."""
    user: Any = request.user
    if not user.has_usable_password():
        raise_if_reauthentication_required(request, app="allauth.account")
    form = EraseForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        erase(user)
        get_adapter(request).logout(request)
        return redirect("accounts:erased")
    return render(request, "accounts/erase.html", {"form": form})


@login_not_required
@never_cache
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Say that it is done."""
    return render(request, "accounts/erased.html")
