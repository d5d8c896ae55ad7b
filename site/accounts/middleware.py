"""Private unless marked public, asked in the order that keeps public pages cacheable; and who was here, when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import User


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


class LastSeenMiddleware:
    """Keep the day someone was last here, for those whose session lasts: one write a day, none on public pages.

    Only a user that the view has already read counts: nothing here opens the session of a public page.
    """

    EVERY = timedelta(days=1)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = getattr(request, "_cached_user", None)
        if isinstance(user, User) and user.pk:
            now = timezone.now()
            if user.last_seen_at is None or user.last_seen_at < now - self.EVERY:
                User.objects.filter(pk=user.pk).update(last_seen_at=now)
        return response
