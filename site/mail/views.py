"""« Ne plus recevoir ces courriels »."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mail import unsubscribing


@login_not_required
@csrf_exempt  # a mail program sends the POST of one-click unsubscription: the signed address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """``/courriel/desabonnement/<token>/``: a POST ends the mails; a GET shows a button, as scanners follow links."""
    read = unsubscribing.read_token(token)
    if read is None:
        return render(request, "mail/unsubscribe_unknown.html", status=HTTPStatus.NOT_FOUND)
    kind, digest = read
    if request.method == "POST":
        unsubscribing.unsubscribe(kind, digest)
    words = unsubscribing.KINDS.get(kind, "")
    response = render(request, "mail/unsubscribe.html", {"words": words, "is_done": request.method == "POST"})
    response["Referrer-Policy"] = "same-origin"
    return response
