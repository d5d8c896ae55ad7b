"""The board of shared cars, writing through the relay, and one's own offer through a secret link."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agenda.listed.site_agenda import find_agenda
from agenda.models.rides import Ride
from agenda.registering.finding import event_or_404
from agenda.rides import actions
from agenda.rides.board import Board, Line, board_of, has_board, words_of
from agenda.rides.forms import MessageForm, RideAnswersForm, RideForm, RideReportForm
from listings.public_forms import TOO_MANY, sender_of

_FORM_METHODS = ["GET", "HEAD", "POST"]


@login_not_required
@require_http_methods(_FORM_METHODS)
@never_cache
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """``/agenda/<slug>/covoiturage/``: everything, and the form that adds one."""
    event = event_or_404(request, slug)
    found = board_of(event)
    if found is None:
        raise Http404
    form = RideForm(request.POST or None, event=found.event, sender=sender_of(request))
    if form.is_valid():
        known = form.cleaned_data
        who = {"name": known["name"], "email": known["reporter_email"]}
        actions.propose(found.event, form.submission, str(request.LANGUAGE_CODE), **form.answers, **who)
        messages.success(request, _("Il reste à confirmer : ouvrez le lien du courriel qui arrive."))
        return redirect("agenda:rides", slug)
    context = {"event": event, "board": found, "form": form}
    return render(request, "agenda/rides.html", context, status=TOO_MANY if form.is_throttled else 200)


def _line_or_404(request: HttpRequest, slug: str, pk: int) -> tuple[Any, Board, Line]:
    event = event_or_404(request, slug)
    found = board_of(event)
    lines = [*found.offers, *found.requests] if found else []
    line = next((line for line in lines if line.ride.pk == pk), None)
    if found is None or line is None:
        raise Http404
    return event, found, line


@login_not_required
@require_http_methods(_FORM_METHODS)
@never_cache
def write(request: HttpRequest, slug: str, ride: int) -> HttpResponse:
    """``…/covoiturage/<pk>/ecrire/``: a message, passed on."""
    event, _board, line = _line_or_404(request, slug, ride)
    form = MessageForm(request.POST or None, ride=line.ride, sender=sender_of(request))
    if form.is_valid():
        known = form.cleaned_data
        told = {"name": known["name"], "email": known["reporter_email"], "text": known["text"]}
        actions.write_to(line.ride, form.submission, **told)
        messages.success(request, _("Votre message part. La réponse arrivera à votre adresse."))
        return redirect("agenda:rides", slug)
    context = {"event": event, "line": line, "form": form}
    return render(request, "agenda/ride_write.html", context, status=TOO_MANY if form.is_throttled else 200)


@login_not_required
@require_http_methods(_FORM_METHODS)
@never_cache
def report(request: HttpRequest, slug: str, ride: int) -> HttpResponse:
    """``…/covoiturage/<pk>/signaler/``: tell the agency."""
    event, _board, line = _line_or_404(request, slug, ride)
    form = RideReportForm(request.POST or None, ride=line.ride, sender=sender_of(request))
    if form.is_valid():
        actions.report(line.ride, form.submission, text=form.cleaned_data["text"])
        messages.success(request, _("L’agence est prévenue. Merci."))
        return redirect("agenda:rides", slug)
    context = {"event": event, "line": line, "form": form}
    return render(request, "agenda/ride_report.html", context, status=TOO_MANY if form.is_throttled else 200)


def _own(token: str) -> Ride | None:
    rows = Ride.objects.select_related("event", "commune__departement")
    return rows.filter(token=token).first()


def _gone(request: HttpRequest) -> HttpResponse:
    """What was withdrawn or forgotten leaves no trace: any secret that names nothing is told so."""
    return render(request, "agenda/ride_gone.html", {"agenda": find_agenda(request)}, status=HTTPStatus.NOT_FOUND)


def _show(request: HttpRequest, ride: Ride, form: RideAnswersForm) -> HttpResponse:
    context = {
        "ride": ride,
        "event": ride.event,
        "words": words_of(ride),
        "form": form,
        "is_open": has_board(ride.event),
    }
    response = render(request, "agenda/ride.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response


@login_not_required
@require_safe
@never_cache
def own(request: HttpRequest, token: str) -> HttpResponse:
    """``/agenda/covoiturage/<token>/``: how it stands. Nothing happens here: machines open links."""
    if (ride := _own(token)) is None:
        return _gone(request)
    initial = {"kind": ride.kind, "direction": ride.direction, "half_day": ride.half_day, "seats": ride.seats}
    initial |= {"lieu": ride.commune.name, "commune": ride.commune_id}
    return _show(request, ride, RideAnswersForm(event=ride.event, initial=initial))


@login_not_required
@require_http_methods(["POST"])
@never_cache
def act(request: HttpRequest, token: str, word: str) -> HttpResponse:
    """``/agenda/covoiturage/<token>/<word>/``: confirm, change, withdraw."""
    ride = _own(token)
    return _act(request, ride, word) if ride else _gone(request)


def _act(request: HttpRequest, ride: Ride, word: str) -> HttpResponse:
    if word == "retirer":
        actions.withdraw(ride)
        messages.success(request, _("Votre ligne est retirée : il n’en reste rien."))
        return redirect(ride.event.get_url(request) or "/")
    if word not in {"confirmer", "modifier"}:
        raise Http404
    form = RideAnswersForm(request.POST, event=ride.event)
    if not has_board(ride.event):
        pass  # the page says that it is closed
    elif word == "confirmer":
        actions.confirm(ride)
        messages.success(request, _("C’est confirmé : votre ligne est sur le tableau."))
    elif form.is_valid():
        actions.change(ride, **form.answers)
        messages.success(request, _("C’est changé."))
    else:
        return _show(request, ride, form)
    return redirect("agenda:ride", ride.token)
