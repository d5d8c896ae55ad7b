"""The rows that hang on a published event, read once: its page, search engines and the board all look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agenda.models import EventPage

_WITH: dict[str, tuple[str, ...]] = {"relay_sites": ("place__commune", "commune"), "partners": ()}


def hold_parts(event: EventPage) -> None:
    """Have a page that is only to be shown hold its rows, with what they point at; one read from a version does."""
    held = getattr(event, "_cluster_related_objects", None) or {}
    for name, related in _WITH.items():
        if name not in held and event.pk:
            rows = getattr(event, name).all()
            setattr(event, name, list(rows.select_related(*related) if related else rows))
