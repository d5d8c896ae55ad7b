"""The pictures of shared addresses: what they carry, what they weigh, and who is never named on one."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image
from wagtail.models import PageViewRestriction, Site

from cms.models import StandardPage
from cms.previews import drawing
from cms.previews.drawing import COLUMN, CONTRAST, PAPER, Card, contrast, draw, fitted, readable_ground
from cms.previews.subjects import card_of, find_subject, subject_of
from geography.models import Commune
from tests.factories.places import make_place
from tests.factories.workers import make_worker

SQUARE = "m0 0l100 0 0 100-100 0zm25 25l0 50 50 0 0-50z"


def card(title: str, **fields: str) -> Card:
    return Card(
        **{"title": title, "place": "", "site": "Hameau Lozère", "brand": "", "accent": "", "outline": SQUARE, **fields}
    )


def test_a_card_is_of_the_size_that_networks_show_and_light() -> None:
    file = draw(card("Œuvrer à Saint-Étienne : « l’été », déjà ?", place="Mende", brand="#27408b"))
    image = Image.open(io.BytesIO(file)).convert("RGB")
    assert image.size == (1200, 630)
    assert len(file) < 60_000
    assert image.getpixel((600, 20)) == readable_ground((0x27, 0x40, 0x8B))
    left, top, right, bottom = drawing.OUTLINE
    middle, edge = ((left + right) // 2, (top + bottom) // 2), (left + 20, (top + bottom) // 2)
    assert image.getpixel(middle) == image.getpixel((600, 20)), "a hole of the outline is one"
    assert image.getpixel(edge) != image.getpixel(middle)


@pytest.mark.parametrize("letter", "AÉÈÊËÀÂÇÎÏÔÙÛÜŒÆœæ’‘«»“”–—…€°²\u00a0\u202f")
def test_the_type_has_every_french_letter(letter: str) -> None:
    assert drawing._letter(letter, "bold") == drawing._letter(letter, "regular") == letter


def test_what_the_type_lacks_is_written_plainly() -> None:
    assert drawing._written("Dvořák\n🙂 đ", "bold") == "Dvorák  "


def test_a_long_title_is_smaller_then_cut_and_never_parted_at_a_no_break_space() -> None:
    assert fitted("Court", COLUMN) == (76, ["Court"])
    size, lines = fitted(
        "Un accord de télétravail dans l’association, étape par étape, pour les petites structures", COLUMN
    )
    assert size < 76
    assert " ".join(lines).endswith("structures")
    size, lines = fitted("mot " * 300, COLUMN)
    assert lines[-1].endswith("…")
    (line,) = fitted("a" * 200, COLUMN)[1]
    assert line.endswith("…")
    for words in ("Pourquoi pas ici\u202f?", "Un mot \u00ab\u00a0seul\u00a0\u00bb"):
        for width in range(150, 700, 50):
            assert not [line for line in fitted(words, width)[1] if line.startswith(("?", "\u00bb"))]


@given(st.tuples(*[st.integers(0, 255)] * 3))
@hypothesis_settings(max_examples=40, deadline=None)
def test_words_are_readable_on_any_colour(colour: tuple[int, int, int]) -> None:
    ground = readable_ground(colour)
    assert contrast(ground, PAPER) >= CONTRAST
    assert ground == colour or contrast(colour, PAPER) < CONTRAST


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def shared_by(client: Client, address: str) -> str:
    """The path of the picture that a page shares."""
    html = client.get(address).content.decode()
    (found,) = re.findall(r'property="og:image" content="http://testserver(/apercu/[^"]+)"', html)
    return str(found)


@pytest.mark.django_db
def test_each_page_has_its_picture_drawn_once(
    client: Client, lozere_site: Site, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = shared_by(client, "/le-projet/")
    assert address != shared_by(client, "/")
    html = " ".join(client.get("/le-projet/").content.decode().split())
    assert '<meta property="og:image:alt" content="Le projet, Hameau Lozère">' in html
    response = client.get(address)
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert not response.cookies
    (file,) = media.rglob("*.png")
    file.write_bytes(response.content[:500])
    for _visit in range(2):
        assert client.get(address).content == response.content
    assert file.read_bytes() == response.content, "what a killed process left by halves is drawn again"
    monkeypatch.setattr("cms.previews.views.draw", lambda card: pytest.fail("drawn twice"))
    assert client.get(address).content == response.content
    assert len(list(media.rglob("*.png"))) == 1
    for list_of_places in ("/lieux/", "/en/lieux/"):
        monkeypatch.setattr("cms.previews.views.draw", lambda card: b"drawn")
        assert client.get(shared_by(client, list_of_places)).content == b"drawn", "each language has its own words"
    for nowhere in ("site-de-1", "site-zzz-1", "site-xx-yy-1"):
        assert client.get(f"/apercu/{nowhere}-{'0' * 10}.png").status_code == 404
    page = StandardPage.objects.get(slug="le-projet")
    page.title = "Pourquoi"
    page.save_revision().publish()
    now = shared_by(client, "/le-projet/")
    assert now != address
    assert client.get(address)["Location"] == now
    assert client.get(f"/apercu/lieu-{page.pk}-{'0' * 10}.png").status_code == 404
    assert client.get(f"/apercu/rien-{page.pk}-{'0' * 10}.png").status_code == 404
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(now).status_code == 404
    PageViewRestriction.objects.all().delete()
    page.unpublish()
    assert client.get(now).status_code == 404


@pytest.mark.django_db
def test_a_place_says_its_commune(client: Client, lozere_site: Site, media: Path) -> None:
    place = make_place(name="Le Bureau", slug="le-bureau", commune=Commune.objects.get(pk="48095"))
    address = shared_by(client, "/lieux/le-bureau/")
    assert client.get(address).status_code == 200
    subject = subject_of(place)
    assert subject is not None
    assert subject[2:] == ("Le Bureau", "Mende")
    type(place).objects.update(live=False)
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_only_who_lets_search_engines_is_named(client: Client, lozere_site: Site, media: Path, rf: Any) -> None:
    worker = make_worker(display_name="Camille Roux", commune=Commune.objects.get(pk="48095"))
    type(worker).objects.update(is_indexable=False)
    assert "/apercu/site-" in shared_by(client, worker.get_absolute_url())
    html = client.get(worker.get_absolute_url()).content.decode()
    assert "Camille" not in html.partition('og:image"')[2].partition("twitter:card")[0]
    assert find_subject(rf.get("/"), "personne", worker.pk) is None
    type(worker).objects.update(is_indexable=True)
    address = shared_by(client, worker.get_absolute_url())
    assert "/apercu/personne-" in address
    assert client.get(address).status_code == 200
    assert not list(media.rglob("*.png")), "no file outlives a person's page"
    subject = find_subject(rf.get("/"), "personne", worker.pk)
    assert subject is not None
    assert set(card_of(subject, _identity(rf))) & {"Camille Roux", "Mende", "Hameau Lozère"} == set(
        card_of(subject, _identity(rf))[:3]
    )
    type(worker).objects.update(live=False)
    assert client.get(address).status_code == 404


def _identity(rf: Any) -> Any:
    from cms.identity import identity_of

    return identity_of(rf.get("/"))
