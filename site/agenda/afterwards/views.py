"""`/agenda/avis/<secret>/`: what someone thought of an event. Asked once, kept without a name."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agenda.afterwards.forms import OpinionForm
from agenda.models import Opinion, OpinionAsk


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def opinion(request: HttpRequest, token: str) -> HttpResponse:
    """The form, or thanks once it is answered; a GET changes nothing, as mail scanners follow links."""
    asks = OpinionAsk.objects.select_related("registration__event", "registration__seats")
    ask = get_object_or_404(asks, token=token)
    form = OpinionForm(request.POST if request.method == "POST" and not ask.is_answered else None)
    if request.method == "POST" and (ask.is_answered or form.is_valid()):
        if not ask.is_answered:
            keep(ask, form)
        return _kept_to_itself(redirect(request.path))
    context = {"event": ask.registration.event, "ask": ask, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return _kept_to_itself(render(request, "agenda/opinion.html", context, status=status))


@transaction.atomic
def keep(ask: OpinionAsk, form: OpinionForm) -> bool:
    """Keep a valid answer, once; whether it is the first."""
    if not OpinionAsk.objects.filter(pk=ask.pk, is_answered=False).update(is_answered=True):
        return False
    registration = ask.registration
    Opinion.objects.create(event=registration.event, mode=registration.seats.mode, **form.cleaned_data)
    return True


def _kept_to_itself(response: HttpResponse) -> HttpResponse:
    """The address is secret: no other site learns it."""
    response["Referrer-Policy"] = "same-origin"
    return response
