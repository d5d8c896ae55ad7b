"""The agency's handbook at the desk: whole, with its contents and its pictures, for agencies, also once installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cms.desk import handbook as module
from cms.desk.handbook import FOLDERS, NAME, folder_of_handbook, handbook, pictures
from tests.factories.listings import desk_of, make_moderator, make_superuser, make_user
from tests.factories.places import mende

pytestmark = pytest.mark.django_db
GUIDE = "/admin/guide/"
TEXT = (settings.ROOT_DIR / "docs" / "guide-agence.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Client:
    return desk_of(make_moderator(mende()), monkeypatch)


def page(desk: Client) -> str:
    response = desk.get(GUIDE)
    assert response.status_code == 200
    return response.content.decode()


def test_each_chapter_is_in_the_contents_and_leads_to_its_heading(desk: Client) -> None:
    html = page(desk)
    titles = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert [chapter.title for chapter in handbook().chapters] == titles
    anchors = [chapter.anchor for chapter in handbook().chapters]
    assert len(set(anchors)) == len(anchors) > 10
    for chapter in handbook().chapters:
        assert f'<a href="#{chapter.anchor}">{chapter.title}</a>' in html
        assert f'<h2 id="{chapter.anchor}">{chapter.title}</h2>' in html
    assert handbook().title == TEXT.splitlines()[0].removeprefix("# ")
    assert html.count(handbook().title) == 1


def test_every_picture_is_shown_with_its_words_and_its_size(desk: Client) -> None:
    html = page(desk)
    wanted = re.findall(r"!\[([^\]]+)\]\(guide-agence/([\w-]+)\.webp\)", TEXT)
    assert len(wanted) > 8
    for words, name in wanted:
        (tag,) = re.findall(rf'<img src="{GUIDE}{name}\.webp"[^>]*>', html)
        assert f'alt="{words}"' in tag
        assert 'loading="lazy"' in tag
        assert re.search(r'width="\d{3,4}" height="\d{3,4}"', tag)
        response = desk.get(f"{GUIDE}{name}.webp")
        assert response["Content-Type"] == "image/webp"
        assert b"".join(response.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]


def test_nothing_else_is_served(desk: Client) -> None:
    for name in ("absent.webp", "..%2Fguide-agence.webp", "../guide-agence.md", "accueil.png"):
        assert desk.get(f"{GUIDE}{name}", follow=True).status_code == 404


def test_marks_are_no_longer_seen_and_tables_scroll_alone(desk: Client) -> None:
    text = re.sub(r"<code>.*?</code>", "", page(desk).partition("handbook-text")[2])
    assert not re.search(r"\*\*|^\||!\[|\]\(", text, re.MULTILINE)
    assert text.count('<div class="handbook-table"') == text.count("</table></div>") == TEXT.count("\n|---")


def test_for_agencies_and_superusers_in_the_menu(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f'"url": "{GUIDE}"' in desk.get("/admin/").content.decode().replace("\\u002D", "-")
    assert desk_of(make_superuser(), monkeypatch).get(GUIDE).status_code == 200
    member = desk_of(make_user(), monkeypatch)
    for path in (GUIDE, f"{GUIDE}accueil.webp"):
        assert member.get(path).status_code in {302, 403}
        assert Client().get(path).status_code == 302


def test_a_wheel_carries_it_where_it_is_looked_for() -> None:
    built = tomllib.loads((settings.ROOT_DIR / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    assert {f"docs/{NAME}.md", f"docs/{NAME}"} <= set(built["only-include"])
    assert FOLDERS[1] == settings.PACKAGE_DIR.parent / built["sources"]["docs"]


def test_where_it_was_not_installed_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "FOLDERS", (tmp_path,))
    with pytest.raises(FileNotFoundError, match=NAME):
        folder_of_handbook()
    (tmp_path / f"{NAME}.md").write_text("# Guide\n")
    assert folder_of_handbook() == tmp_path


def test_html_in_the_text_is_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, desk: Any) -> None:
    (tmp_path / f"{NAME}.md").write_text("# Guide\n\n## Un\n\n<script>alert(1)</script>\n")
    monkeypatch.setattr(module, "FOLDERS", (tmp_path,))
    for cached in (handbook, pictures):
        cached.cache_clear()
    try:
        assert "&lt;script&gt;" in handbook().html
    finally:
        for cached in (handbook, pictures):
            cached.cache_clear()
