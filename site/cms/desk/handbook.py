"""« Guide »: the agency's handbook at the desk, ``docs/guide-agence.md`` as a page, with its contents and its pictures.

One text for who reads it in the repository and who reads it at work. A wheel carries it as ``config/docs``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from listings.desk.access import DeskMixin

NAMESPACE = "handbook_desk"
HOME, PICTURE = f"{NAMESPACE}:handbook", f"{NAMESPACE}:picture"
NAME = "guide-agence"
"""The file's name, and that of the folder of its pictures."""
SUFFIX = ".webp"
FOLDERS = (settings.ROOT_DIR / "docs", settings.PACKAGE_DIR / "docs")
"""Where the handbook is: in a checkout, in an installed wheel."""


@dataclass(frozen=True)
class Chapter:
    """A heading of the second rank: what the contents say and where they lead."""

    title: str
    anchor: str


@dataclass(frozen=True)
class Handbook:
    """The handbook as a page: its title, its chapters, its HTML without the title."""

    title: str
    chapters: tuple[Chapter, ...]
    html: SafeString


def folder_of_handbook() -> Path:
    """The folder that holds the text. Raises ``FileNotFoundError`` when it was not installed."""
    found = next((folder for folder in FOLDERS if (folder / f"{NAME}.md").is_file()), None)
    if found is None:
        raise FileNotFoundError(f"{NAME}.md is in none of {', '.join(map(str, FOLDERS))}")
    return found


@cache
def handbook() -> Handbook:
    """The handbook, rendered once a process: the file is ours and changes with the version."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("table_open", _open_table)
    markdown.add_render_rule("table_close", _close_table)
    tokens = markdown.parse((folder_of_handbook() / f"{NAME}.md").read_text(encoding="utf-8"))
    title = tokens[1].content
    chapters = tuple(_chapters(tokens))
    for token in tokens:
        for child in token.children or ():
            if child.type == "image":
                _show(child)
    html = markdown.renderer.render(tokens[3:], markdown.options, {})  # the first three are the title
    return Handbook(title, chapters, mark_safe(html))  # noqa: S308 - our own text, in which HTML is escaped


def _chapters(tokens: list[Token]) -> list[Chapter]:
    """The headings, each with an anchor of its own."""
    found = []
    for opened, inline in pairwise(tokens):
        if opened.type == "heading_open" and opened.tag == "h2":
            anchor = slugify(inline.content)
            opened.attrSet("id", anchor)
            found.append(Chapter(inline.content, anchor))
    return found


def _show(image: Token) -> None:
    """Lead a picture to its address here, with its size, so that nothing moves while it comes."""
    file = pictures()[Path(str(image.attrGet("src"))).stem]
    with Image.open(file) as picture:
        size = {"width": picture.width, "height": picture.height}
    image.attrs = {**image.attrs, **size, "src": reverse(PICTURE, args=[file.stem]), "loading": "lazy"}


@cache
def pictures() -> dict[str, Path]:
    """The files of the pictures, by their names: nothing else is served."""
    return {file.stem: file for file in sorted((folder_of_handbook() / NAME).glob(f"*{SUFFIX}"))}


def _open_table(*_args: Any) -> str:
    """A table that scrolls by itself on a narrow screen, by keyboard too."""
    return '<div class="handbook-table" tabindex="0"><table>\n'


def _close_table(*_args: Any) -> str:
    return "</table></div>\n"


class HandbookView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """``/admin/guide/``."""

    template_name = "cms/desk_handbook.html"
    header_icon = "help"
    page_title = gettext_lazy("Guide")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The handbook."""
        return super().get_context_data(handbook=handbook(), **kwargs)


class PictureView(DeskMixin, View):
    """``/admin/guide/<name>.webp``: one of its pictures."""

    def get(self, request: HttpRequest, name: str) -> FileResponse:
        """The file."""
        if name not in pictures():
            raise Http404
        response = FileResponse(pictures()[name].open("rb"), content_type="image/webp")
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response


urlpatterns: list[URLPattern] = [
    path("", HandbookView.as_view(), name="handbook"),
    path(f"<slug:name>{SUFFIX}", PictureView.as_view(), name="picture"),
]
