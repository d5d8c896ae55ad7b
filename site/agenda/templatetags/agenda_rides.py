"""What templates say of shared cars."""

from __future__ import annotations

from django import template

from agenda.models import EventPage
from agenda.rides.board import Board, board_of

register = template.Library()


@register.simple_tag
def ride_board(event: EventPage) -> Board | None:
    """The board of an event; ``None`` where one does not share cars to it."""
    return board_of(event)
