"""Documents handed out: to keep, never to open inside the site."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.documents.views import serve

POLICY = "default-src 'none'; sandbox"


def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """``/documents/<key>/<name>``: Wagtail's answer, which asks the collection who may. A browser runs none of it."""
    response: HttpResponseBase = serve.serve(request, document_id, document_filename)
    if response.has_header("Content-Disposition"):
        response["Content-Security-Policy"] = POLICY
        response["X-Content-Type-Options"] = "nosniff"
    return response
