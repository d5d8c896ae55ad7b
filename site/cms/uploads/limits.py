"""The heaviest request that is read at all: beyond, the answer comes before a single byte of it is."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of a whole request: a document of 20 MB or three photographs of 8, and the form around them.

Without a length, Django reads no body, and with one it reads no more than that: the length is enough.
"""


class RequestSizeMiddleware:
    """Refuse what is too heavy by the length it announces, before any form or token of it is looked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(request)
