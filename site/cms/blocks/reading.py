"""A body made ready to be shown: what its blocks would each ask the database for is asked once.

Two thousand texts with links to pages cost as many queries as one, and so do pictures and their sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.html import strip_tags
from django.utils.text import slugify
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.blocks.text import CleanText
from cms.translating import each_in_language

_BETWEEN = "\x1e"  # a control character: cleaning lets none through
_HEADING = re.compile(r"<(h[23])((?: [^>]*)?)>(.*?)</\1>", re.DOTALL)
_DEAD_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_KEY = re.compile(r' data-block-key="[^"]*"')
FEWEST = 3
"""Headings, under which a page needs no contents."""


class Heading(NamedTuple):
    """A heading of the second rank: what the contents say, where they lead."""

    title: str
    anchor: str


class Answered(NamedTuple):
    """A question and its answer, as HTML."""

    question: str
    answer: str


@dataclass
class Reading:
    """What a page says of its whole body: its headings, its questions, where its videos are played."""

    headings: list[Heading] = field(default_factory=list)
    questions: list[Answered] = field(default_factory=list)
    players: list[str] = field(default_factory=list)

    @property
    def contents(self) -> list[Heading]:
        """The headings of a page that is long enough to have some."""
        return self.headings if len(self.headings) >= FEWEST else []


def read(body: StreamValue) -> Reading:
    """Fetch all that a body shows, give each heading an anchor of its own, and tell what the page says of the whole."""
    found = list(values_in(body))
    _expand([value for value in found if isinstance(value, CleanText)])
    images = [value for value in found if isinstance(value, get_image_model())]
    prefetch_related_objects(images, "renditions")
    for image in images[:1]:
        image.comes_first = True
    _lead_in_language([value for value in found if isinstance(value, StructValue)])
    return _Reader().read(body)


def values_in(value: Any) -> Iterator[Any]:
    """Every value of a body, however deep: texts, pictures, pages, words, and the structs that hold them."""
    if isinstance(value, StreamValue):
        for child in value:
            yield from values_in(child.value)
    elif isinstance(value, StructValue):
        yield value
        for inner in value.values():
            yield from values_in(inner)
    elif isinstance(value, ListValue):
        for inner in value:
            yield from values_in(inner)
    elif isinstance(value, TypedTable):
        for row in value.row_data:
            for inner in row["values"]:
                yield from values_in(inner)
    else:
        yield value


def _expand(texts: list[CleanText]) -> None:
    """Turn links to pages and documents into addresses, for all texts at once."""
    html = expand_db_html(_BETWEEN.join(text.source for text in texts))
    for text, shown in zip(texts, html.split(_BETWEEN), strict=bool(texts)):
        text.shown = _DEAD_LINK.sub(r"\1", _KEY.sub("", shown))


def _lead_in_language(structs: list[StructValue]) -> None:
    """Have the pages that blocks lead to be those of the reader's language, where there are."""
    leading = [(value, name) for value in structs for name, inner in value.items() if isinstance(inner, Page)]
    for (value, name), page in zip(leading, each_in_language([value[name] for value, name in leading]), strict=True):
        value[name] = page


class _Reader:
    """One walk through the blocks, in their order."""

    def __init__(self) -> None:
        self.reading = Reading()
        self.taken: dict[str, int] = {}

    def read(self, body: StreamValue) -> Reading:
        for child in body:
            value = child.value
            if child.block_type == "text":
                value.shown = _HEADING.sub(self._with_anchor, value.shown)
            elif isinstance(value, StructValue):
                self._read_struct(child.block_type, value)
        return self.reading

    def _read_struct(self, kind: str, value: StructValue) -> None:
        if kind in TITLED and value.get("title"):
            value.anchor = self._anchor(value["title"])
            self.reading.headings.append(Heading(value["title"], value.anchor))
        if kind == "questions":
            self.reading.questions += [Answered(row["question"], str(row["answer"])) for row in value["questions"]]
        if kind == "video" and value.video and value.video.origin not in self.reading.players:
            self.reading.players.append(value.video.origin)

    def _with_anchor(self, match: re.Match[str]) -> str:
        tag, _attributes, inside = match.groups()
        words = " ".join(strip_tags(inside).split())
        anchor = self._anchor(words)
        if tag == "h2" and words:
            self.reading.headings.append(Heading(words, anchor))
        return f'<{tag} id="{anchor}">{inside}</{tag}>'

    def _anchor(self, title: str) -> str:
        """A name for a heading, its own in the page."""
        base = slugify(title)[:60].strip("-") or "partie"
        self.taken[base] = number = self.taken.get(base, 0) + 1
        return f"p-{base}" if number == 1 else f"p-{base}-{number}"


TITLED = {"questions", "gallery", "cards", "steps", "figures", "testimonies"}
"""Blocks whose title is a heading of the page, whatever is published."""
