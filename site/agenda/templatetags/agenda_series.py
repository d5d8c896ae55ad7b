"""What templates say of series."""

from __future__ import annotations

from django import template

from agenda.models import EventPage
from agenda.series import others

register = template.Library()


@register.simple_tag
def other_dates(event: EventPage) -> others.OtherDates | None:
    """The other dates of an event; ``None`` where it comes once."""
    return others.other_dates(event)
