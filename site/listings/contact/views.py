"""Writing to a listing; the thread, through a secret link or an account. Reading never acts, posting does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.contact import actions
from listings.contact.actions import Refused
from listings.contact.deeds import deed_of
from listings.contact.forms import WriteForm
from listings.contact.inbox import inbox_of
from listings.contact.links import LinkEnded, find_link
from listings.contact.models import Side
from listings.contact.reach import reachable_or_404
from listings.contact.seats import Seat, seat_of_account, seat_of_link
from listings.contact.thread import Thread
from listings.public_forms import sender_of
from listings.teams import TeamMember

TOO_MANY, GONE = 429, 410


def _secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page whose address is a secret: in no cache, told to no other site; one that ended says so."""

    @login_not_required
    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, token, *args, **kwargs)
        except LinkEnded as ended:
            expired = ended.link.revoked_at is None
            response = render(request, "contact/ended.html", {"token": token, "expired": expired}, status=GONE)
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def write(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """``/contact/<kind>/<key>/``: the first message to whoever holds a listing."""
    listing = reachable_or_404(kind, key)
    account = request.user if request.user.is_authenticated else None
    if account is not None and _holds(listing, account):
        messages.info(request, _("C’est votre fiche : vous ne pouvez pas vous écrire."))
        return redirect(listing.get_absolute_url())
    data = request.POST if request.method == "POST" else None
    form = WriteForm(data, sender=sender_of(request), account=account)
    if form.is_valid():
        try:
            conversation = actions.write(listing, form.from_whom, form.letter, form.submission)
        except Refused as refused:
            form.add_error(None, str(refused))
            form.is_throttled = True
        else:
            return _written(request, conversation, kind, key)
    context = {"listing": listing, "form": form}
    return render(request, "contact/write.html", context, status=TOO_MANY if form.is_throttled else 200)


def _holds(listing: Any, account: Any) -> bool:
    return listing.owner_id == account.pk or TeamMember.objects.of(listing).filter(user=account).exists()


def _written(request: HttpRequest, conversation: Any, kind: str, key: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("contact:to_confirm", kind, key)
    messages.success(request, _("Votre message est parti."))
    return redirect("contact:my_thread", conversation.pk)


@login_not_required
@require_safe
@never_cache
def to_confirm(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """``/contact/<kind>/<key>/a-confirmer/``: a mail waits for who wrote without an account."""
    return render(request, "contact/to_confirm.html", {"listing": reachable_or_404(kind, key)})


@require_safe
@_secret
def thread(request: HttpRequest, token: str) -> HttpResponse:
    """``/contact/fil/<token>/``: the thread, or the message to confirm. Nothing happens here."""
    return _show(request, Thread(seat_of_link(token)))


@require_POST
@_secret
def act(request: HttpRequest, token: str, word: str) -> HttpResponse:
    """``/contact/fil/<token>/<word>/``: do something from a secret link."""
    return _act(request, seat_of_link(token), word)


@require_POST
@_secret
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """``/contact/fil/<token>/nouveau-lien/``: send a new link to the address that an expired one went to."""
    try:
        find_link(token)
    except LinkEnded as ended:
        if ended.link.revoked_at is None:
            actions.send_new_link(ended.link.conversation, Side(ended.link.side))
            return render(request, "contact/renewed.html")
        raise
    return redirect("contact:thread", token)


@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """``/mon-espace/messages/``: the conversations of who is signed in."""
    return render(request, "contact/inbox.html", {"inbox": inbox_of(request.user, request.GET)})


@require_safe
@never_cache
def my_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """``/mon-espace/messages/<pk>/``: one of them; its messages are read now."""
    seat = seat_of_account(request.user, pk)
    actions.mark_read(seat.conversation, seat.side)
    return _show(request, Thread(seat))


@require_POST
@never_cache
def my_act(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """``/mon-espace/messages/<pk>/<word>/``: do something in one of them."""
    return _act(request, seat_of_account(request.user, pk), word)


def _show(request: HttpRequest, page: Thread) -> HttpResponse:
    return render(request, "contact/thread.html", {"thread": page, "conversation": page.conversation})


def _act(request: HttpRequest, seat: Seat, word: str) -> HttpResponse:
    act_, deed = deed_of(word)
    form = deed.form(request.POST, prefix=act_)
    if not form.is_valid():
        return _show(request, Thread(seat, (act_, form)))
    try:
        messages.success(request, deed.do(seat, form.cleaned_data))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect(seat.address)
