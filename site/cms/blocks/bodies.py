"""Which blocks a page offers, how many at most, and what a new page begins with."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

from cms.blocks.figures import FiguresBlock
from cms.blocks.files import CardsBlock, DocumentBlock, GalleryBlock, PictureBlock, TableBlock
from cms.blocks.territory import (
    EventsBlock,
    KindsBlock,
    NewsBlock,
    PeopleBlock,
    PlacesNearBlock,
    RecentPlacesBlock,
    SearchBlock,
)
from cms.blocks.testimonies import TestimoniesBlock
from cms.blocks.text import CalloutBlock, QuestionsBlock, QuoteBlock, StepsBlock, TextBlock
from cms.blocks.video import VideoBlock

MOST = 2_500
"""Blocks in a page: more are a site, and more than a browser can edit."""
COUNTS = {
    "search": {"max_num": 1},
    "recent_places": {"max_num": 1},
    "kinds": {"max_num": 1},
    "news": {"max_num": 3},
    "events": {"max_num": 2},
    "places_near": {"max_num": 6},
    "people": {"max_num": 6},
    "figures": {"max_num": 6},
}
"""Each of these asks the database: so many in a page, and the number of its queries is bounded."""
_FRONT = {"recent_places", "kinds"}
"""What only a front door has. Wagtail looks up each name of a count among the blocks of that very body."""


class StoryBody(blocks.StreamBlock):  # type: ignore[misc]
    """What is written: the blocks of a news item."""

    text = TextBlock()
    image = PictureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    questions = QuestionsBlock()
    table = TableBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    document = DocumentBlock()
    cards = CardsBlock()
    video = VideoBlock()

    class Meta:
        max_num = MOST


class PageBody(StoryBody):
    """What is written, and what the territory publishes."""

    figures = FiguresBlock()
    places_near = PlacesNearBlock()
    people = PeopleBlock()
    news = NewsBlock()
    events = EventsBlock()
    testimonies = TestimoniesBlock()
    search = SearchBlock()

    class Meta:
        max_num = MOST
        block_counts = {name: count for name, count in COUNTS.items() if name not in _FRONT}


class HomeBody(PageBody):
    """All of it, and what only a front door has."""

    recent_places = RecentPlacesBlock()
    kinds = KindsBlock()

    class Meta:
        max_num = 60
        block_counts = COUNTS


def front_door() -> list[dict[str, Any]]:
    """What a home page begins with, as it is stored."""
    figures = {"title": "", "counted": ["places", "open_now", "free", "near"], "free": []}
    values = [
        ("search", {"title": ""}),
        ("figures", figures),
        ("events", {"title": "", "number": 3}),
        ("recent_places", {"title": "", "with_join": True}),
        ("kinds", {"title": ""}),
    ]
    return [{"type": kind, "value": value} for kind, value in values]
