"""Registering, and one's own registration through a secret link. Reading never acts: machines open links."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.calendars import FILE_NAME, Method
from agenda.models import Registration
from agenda.registering import actions, letters
from agenda.registering.finding import Own, event_or_404, first_language, registration_or_404
from agenda.registering.forms import ChangeForm, RegisterForm
from agenda.registering.refusals import Refused, why_closed
from agenda.vocabulary import RegistrationState
from listings.public_forms import TOO_MANY, sender_of
from mail.senders import sender_for, writing_as

CONFLICT = 409


def _secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page whose address is a secret: in no cache, told to no other site."""

    @login_not_required
    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, registration_or_404(token), *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """``/agenda/<slug>/inscription/``: the form; sent, a mail goes to the address, whoever it is of."""
    event = event_or_404(request, slug)
    source = first_language(event)
    closed = why_closed(source)
    data = request.POST if request.method == "POST" and not closed else None
    form = RegisterForm(data, event=source, sender=sender_of(request))
    if form.is_valid():
        try:
            email, language = form.cleaned_data["reporter_email"], str(request.LANGUAGE_CODE)
            actions.register(source, email, form.wish, form.submission, language)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("agenda:register_thanks", slug)
    context = {"event": event, "source": source, "form": form, "closed": closed}
    status = TOO_MANY if form.is_throttled else CONFLICT if closed and request.method == "POST" else 200
    return render(request, "agenda/register.html", context, status=status)


@login_not_required
@require_safe
@never_cache
def register_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """``/agenda/<slug>/inscription/merci/``: the same words for a new address and for one that is registered."""
    return render(request, "agenda/register_thanks.html", {"event": event_or_404(request, slug)})


@require_safe
@_secret
def registration(request: HttpRequest, row: Registration) -> HttpResponse:
    """``/agenda/inscription/<token>/``: how it stands, and what may be done. Nothing happens here."""
    return _show(request, row)


def _show(request: HttpRequest, row: Registration, form: ChangeForm | None = None) -> HttpResponse:
    own = Own(row)
    if form is None and own.may_change:
        form = ChangeForm(event=row.event, registration=row)
    return render(request, "agenda/registration.html", {**own.context(), "form": form})


_DEEDS: dict[str, tuple[Callable[[Registration], Registration], Any]] = {
    "confirmer": (actions.confirm, gettext_lazy("C’est confirmé. Un courriel le rappelle.")),
    "accepter": (actions.confirm, gettext_lazy("La place est à vous. Un courriel le rappelle.")),
    "annuler": (actions.cancel, gettext_lazy("C’est annulé. Merci de l’avoir dit.")),
}


@require_POST
@_secret
def act(request: HttpRequest, row: Registration, word: str) -> HttpResponse:
    """``/agenda/inscription/<token>/<word>/``: confirm, accept or cancel."""
    if word not in _DEEDS:
        raise Http404
    deed, words = _DEEDS[word]
    try:
        deed(row)
        messages.success(request, words)
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("agenda:registration", row.token)


@require_POST
@_secret
def change(request: HttpRequest, row: Registration) -> HttpResponse:
    """``/agenda/inscription/<token>/modifier/``: another name, other answers, another seat."""
    form = ChangeForm(request.POST, event=row.event, registration=row)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        actions.change(row, form.wish)
        messages.success(request, _("C’est modifié."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("agenda:registration", row.token)


@require_safe
@_secret
def own_calendar(request: HttpRequest, row: Registration) -> HttpResponse:
    """``/agenda/inscription/<token>/rendez-vous.ics``: what the mail of confirmation holds."""
    if row.state != RegistrationState.CONFIRMED:
        raise Http404
    territory = letters.territory_behind(row.event)
    with writing_as(sender_for(territory)):
        entry = letters.entry(row, territory, Method.PUBLISH)
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return HttpResponse(entry.text, content_type=f"{entry.type}; charset=utf-8", headers=headers)
