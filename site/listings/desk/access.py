"""The door of the desk."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import View

from listings.permissions import has_desk, is_moderator


class DeskMixin(View):
    """Let those in who have a desk, writers of pages too: what they see is chosen among their own.

    First among the bases of a view: Wagtail's look up rows in ``setup``.
    """

    may_enter = staticmethod(has_desk)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse others before anything is looked up."""
        if not self.may_enter(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep the desk's pages out of shared caches."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ModeratorMixin(DeskMixin):
    """Let moderators and superusers in, nobody else."""

    may_enter = staticmethod(is_moderator)
