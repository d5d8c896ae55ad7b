"""Editorial pages of the demo, from the TOML file beside this module: a composed home, a page, news."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, Page

from cms.blocks.bodies import front_door
from cms.models import File, HomePage, IndexPage, NewsIndexPage, NewsPage, Picture, SiteTerritory, StandardPage
from config.demo.drawings import drawn
from geography.models import Territory
from listings.actions import desk_of_territory
from ui.typography import french_spacing

CREDIT = "dessin de la démonstration"
FILE = Path(__file__).parent / "pages_lozere.toml"


def write_pages(territory: Territory) -> int:
    """Publish the pages that are not there yet, and compose the home page that nobody touched; return their number."""
    link = SiteTerritory.objects.select_related("site__root_page").get(territory=territory)
    return _Writer(territory, link.site.root_page.specific).write(tomllib.loads(FILE.read_text()))


class _Writer:
    """One site, and the pictures and files that its blocks name."""

    def __init__(self, territory: Territory, home: HomePage) -> None:
        self.home, self.agency = home, territory.agency_name
        rights = GroupCollectionPermission.objects.filter(group=desk_of_territory(territory).group)
        right = rights.select_related("collection").order_by("-collection__path").first()
        self.collection = right.collection if right else Collection.get_first_root_node()
        self.files: dict[str, dict[str, str]] = {}

    def write(self, rows: dict[str, Any]) -> int:
        """All of a file."""
        self.files = {file["name"]: file for file in rows["file"]}
        there = set(Page.objects.descendant_of(self.home).values_list("slug", flat=True))
        news = [row for row in rows["news"] if row["slug"] not in there]
        pages = [row for row in rows["page"] if row["slug"] not in there]
        index = NewsIndexPage.objects.child_of(self.home).first()
        for row in news if index else ():
            self._publish(index, self._news(row))
        for row in pages:
            parent = self._shelf(rows["index"])
            page = StandardPage(title=row["title"], slug=row["slug"], lead=french_spacing(row["lead"]))
            page.body = self._filled(row["body"])
            self._publish(parent, page)
        if _is_untouched(self.home):
            self.home.body = self._filled(rows["home"])
            self.home.save_revision().publish()
        return len(news) + len(pages)

    def _shelf(self, row: dict[str, Any]) -> IndexPage:
        """The list that the pages go to, made where it is missing."""
        shelf: IndexPage | None = IndexPage.objects.child_of(self.home).filter(slug=row["slug"]).first()
        if shelf is None:
            shelf = IndexPage(**{name: french_spacing(text) for name, text in row.items()})
            self._publish(self.home, shelf)
        return shelf

    def _news(self, row: dict[str, Any]) -> NewsPage:
        day = timezone.localdate() - timedelta(days=row["days"])
        page = NewsPage(
            title=row["title"],
            slug=row["slug"],
            lead=french_spacing(row["lead"]),
            date=day,
            author=row.get("author", ""),
        )
        page.picture = self._picture(row["image"])
        page.body = self._filled(row["body"])
        return page

    def _publish(self, parent: Page, page: Page) -> None:
        parent.add_child(instance=page)
        page.save_revision().publish()

    def _filled(self, value: Any, name: str = "") -> Any:
        """A value of the file as a block stores it: names of pictures, files and pages become their keys."""
        if isinstance(value, list):
            filled = [self._filled(inner) for inner in value]
            return filled if name == "rows" else [_item(inner) for inner in filled]
        if isinstance(value, dict):
            if set(value) == {"page"}:
                return Page.objects.descendant_of(self.home).get(slug=value["page"]).pk
            if set(value) == {"file"}:
                return self._file(value["file"]).pk
            if set(value) == {"image"} and isinstance(value["image"], str):
                return self._picture(value["image"]).pk
            return {key: self._filled(inner, key) for key, inner in value.items()}
        if name in {"page", "portrait"} and value == "":
            return None
        if name == "image":
            return self._picture(value).pk
        return french_spacing(value) if isinstance(value, str) and not value.startswith("https:") else value

    def _picture(self, name: str) -> Picture:
        title = f"Paysage dessiné : {name}"
        picture: Picture | None = Picture.objects.filter(title=title, collection=self.collection).first()
        if picture is None:
            picture = Picture(title=title, file=drawn(name), collection=self.collection, credit=CREDIT)
            picture.save()
        return picture

    def _file(self, name: str) -> File:
        row = self.files[name]
        file: File | None = File.objects.filter(title=row["title"], collection=self.collection).first()
        if file is None:
            content = ContentFile(row["text"].strip().encode(), f"{name}.txt")
            file = File(title=row["title"], file=content, file_size=content.size, collection=self.collection)
            file.save()
        return file


def _item(value: Any) -> Any:
    """An entry of a list as the editor writes it: one without a key would be a change as soon as the page is opened."""
    is_bare = isinstance(value, dict) and "type" not in value
    return {"type": "item", "value": value, "id": str(uuid4())} if is_bare else value


def _is_untouched(home: Page) -> bool:
    """Whether a home page shows what every one begins with."""
    return isinstance(home, HomePage) and [block.block_type for block in home.body] == [
        block["type"] for block in front_door()
    ]
