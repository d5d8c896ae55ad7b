"""Who did what to a listing, as its desk tells it: colleagues by their address, members by their name at most."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.history import HistoryFilterSet, LogEntryUserColumn

from accounts.names import name_of
from listings.moderators import Moderator


class AuthorColumn(LogEntryUserColumn):  # type: ignore[misc]
    """Who did it. Of someone who is in no agency, never the address they sign in with."""

    def __init__(self) -> None:
        super().__init__("user", label=gettext_lazy("Par"), width="25%")
        self._agents: Collection[int] | None = None

    @property
    def agents(self) -> Collection[int]:
        """The keys of those who are in an agency's team."""
        if self._agents is None:
            self._agents = set(Moderator.objects.order_by().values_list("user_id", flat=True))
        return self._agents

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """The name beside the date."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        user = context["value"]
        if user and not user.is_superuser and user.pk not in self.agents:
            context["display_name"] = capfirst(name_of(user))
        return context


class ActFilterSet(HistoryFilterSet):  # type: ignore[misc]
    """What a history may be narrowed to: not to a person, whose address would be among the choices."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters.pop("user", None)
