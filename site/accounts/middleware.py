"""Private unless marked public, asked in the order that keeps public pages cacheable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PrivateUnlessPublicMiddleware(LoginRequiredMiddleware):
    """Django's middleware, which reads the session before it looks whether the view is public.

    Reading it adds ``Vary: Cookie`` and, for someone signed in, two queries to each public page.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let public views through, unread; send the others to the sign-in page when nobody is signed in."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
