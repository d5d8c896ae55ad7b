"""Errors for machines: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.forms import BaseForm
from django.http import JsonResponse

CONTENT_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str, **extensions: Any) -> JsonResponse:
    """A problem of type ``about:blank``: status, short title, and what to do about it, in the reader’s words.

    ``extensions`` are members of our own (RFC 9457, section 3.2), for instance ``errors``. ``status`` must be
    an HTTP error, or ``ValueError``. Never cached: the next try may be right.
    """
    if not 400 <= status < 600:
        raise ValueError(f"{status} is not an error")
    body = {"type": "about:blank", "title": str(title), "status": status, "detail": str(detail), **extensions}
    return JsonResponse(
        body,
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store"},
        json_dumps_params={"ensure_ascii": False},
    )


def invalid(title: str, form: BaseForm) -> JsonResponse:
    """The 400 of a form that refused its data: ``detail`` in words, ``errors`` by parameter."""
    errors = {name: [str(message) for message in messages] for name, messages in form.errors.items()}
    detail = " ".join(dict.fromkeys(message for messages in errors.values() for message in messages))
    return problem(HTTPStatus.BAD_REQUEST, title, detail, errors=errors)
