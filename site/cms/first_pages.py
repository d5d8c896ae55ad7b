"""The texts that every site starts with (``first_pages.toml``), and the pages made of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.html import escape
from wagtail.models import Page

FILE = Path(__file__).parent / "first_pages.toml"


class Words(NamedTuple):
    """What stands for ``{name}``, ``{site}``, ``{agency}`` and ``{email}`` in the texts."""

    name: str
    site: str
    agency: str
    email: str


def write_home(kind: str, words: Words, slug: str) -> Page:
    """Publish a home page, below the root of all pages. ``kind`` is ``territory`` or ``portal``."""
    key = "home" if kind == "territory" else kind
    home = _page({"type": "HomePage", **first_pages(words)[key]}, slug=slug)
    Page.get_first_root_node().add_child(instance=home)
    home.save_revision().publish()
    return home


def write_missing_pages(kind: str, words: Words, home: Page) -> None:
    """Publish the pages below a home page that have no page of their address yet."""
    there = set(home.get_children().values_list("slug", flat=True))
    for fields in first_pages(words)["page"]:
        if fields["slug"] in there or kind not in fields.pop("on", [kind]):
            continue
        page = _page(fields, show_in_menus=fields.pop("in_menu", False))
        home.add_child(instance=page)
        page.save_revision().publish()


def first_pages(words: Words) -> dict[str, Any]:
    """The entries of the file, in these words."""
    pages = tomllib.loads(FILE.read_text())
    for entry in (pages["home"], pages["portal"], *pages["page"]):
        for key, text in entry.items():
            if isinstance(text, str):
                entry[key] = in_words(text, words)
    return pages


def in_words(text: str, words: Words) -> str:
    """A text of the file with what stands in it for a territory's names and address."""
    html = is_html(text)
    for sign, word in words._asdict().items():
        text = text.replace(f"{{{sign}}}", escape(word) if html else word)
    return text


def is_html(text: str) -> bool:
    """Whether a text of the file is markup."""
    return text.lstrip().startswith("<")


def _page(fields: dict[str, Any], **more: Any) -> Page:
    kind = fields.pop("type", "StandardPage")
    model = apps.get_model(kind if "." in kind else f"cms.{kind}")
    return model(**fields, **more)
