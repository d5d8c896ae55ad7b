"""Entries of the desk's menu, each for those whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from listings.moderators import managed_by
from listings.permissions import has_desk, is_moderator


class DeskMenuItem(MenuItem):  # type: ignore[misc]
    """An entry for those who have a desk, writers of pages too."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this user has one."""
        return has_desk(request.user)


class ModeratorMenuItem(MenuItem):  # type: ignore[misc]
    """An entry for moderators and superusers."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this user has a desk of listings."""
        return is_moderator(request.user)


class ManagerMenuItem(MenuItem):  # type: ignore[misc]
    """An entry for those who manage the team of a territory, and for superusers."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this user manages one."""
        return managed_by(request.user).exists()


class CountedMenuItem(ModeratorMenuItem):
    """« Signalements (3) »: how many wait, told by ``count``."""

    def __init__(self, *args: Any, count: Callable[[Any], int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count

    def render_component(self, request: HttpRequest) -> Any:
        """The entry with its count, none when nothing waits. The item is shared by all requests: it is not changed."""
        waiting = self.count(request.user)
        label = f"{self.label} ({waiting})" if waiting else self.label
        return LinkMenuItem(
            self.name, label, self.url, icon_name=self.icon_name, classname=self.classname, attrs=self.attrs
        )


class SuperuserMenuItem(CountedMenuItem):
    """An entry for superusers only."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this user may do everything."""
        return bool(request.user.is_active and request.user.is_superuser)
