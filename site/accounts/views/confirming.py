"""Confirming an address by the link of a mail, without giving anyone what is someone else's.

Anyone may sign up with, or ask to change to, an address of someone else's, whose owner then receives a link that looks
like their own. allauth takes the link for enough, or else wants a code typed where one signed up. Here the link stays,
and:

- opened elsewhere than where the account was asked for, it asks for a password: the stranger's opens nothing;
- of a change of address, it serves who is signed in to that account: nobody is given someone else's address;
- whoever is signed in to another account stays so, and is told whose link it is not.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.account.views import ConfirmEmailView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.forms import TakeOverForm

FORBIDDEN = 403


@method_decorator([login_not_required, never_cache], name="dispatch")
class ConfirmAddressView(ConfirmEmailView):  # type: ignore[misc]
    """``/compte/courriel/confirmer/<key>/``."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve the account of the link: others stay signed in to theirs; a change of address asks to sign in."""
        link = self.link
        if link and request.user.is_authenticated and request.user.pk != link.email_address.user_id:
            return render(request, "accounts/link_of_another.html", status=FORBIDDEN)
        if link and self._is_change and not request.user.is_authenticated:
            messages.info(request, _("Connectez-vous avec votre adresse actuelle : la nouvelle la remplacera."))
            return redirect_to_login(request.get_full_path())
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm; where a password is asked for, only with one."""
        if self.form is not None:
            if not self.form.is_valid():
                self.object = self.link
                return self.render_to_response(self.get_context_data())  # type: ignore[no-any-return]
            self.form.save()
        return super().post(*args, **kwargs)  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form, where a password is asked for."""
        return super().get_context_data(form=self.form, **kwargs)  # type: ignore[no-any-return]

    @cached_property
    def link(self) -> EmailConfirmationHMAC | None:
        """What the key of the address says, while it is good."""
        return EmailConfirmationHMAC.from_key(self.kwargs["key"])

    @cached_property
    def form(self) -> TakeOverForm | None:
        """The password to choose; ``None`` for who signed up in this browser, or is signed in."""
        if self.link is None or self._is_change or self._asked_here or not self.link.email_address.can_set_verified():
            return None
        data = self.request.POST if self.request.method == "POST" else None
        return TakeOverForm(data=data, user=self.link.email_address.user)

    @property
    def _is_change(self) -> bool:
        """Whether the account has another address, that is confirmed."""
        return bool(self.link and EmailAddress.objects.filter(user=self.link.email_address.user_id, verified=True))

    @property
    def _asked_here(self) -> bool:
        """Whether this browser typed the account's password a moment ago, or is signed in to it."""
        owner = self.link and self.link.email_address.user_id
        stage = LoginStageController.enter(self.request, EmailVerificationStage.key)
        typed = stage and stage.login.user and stage.login.user.pk == owner
        return bool(typed or self.request.user.pk == owner)


confirm_address = ConfirmAddressView.as_view()
