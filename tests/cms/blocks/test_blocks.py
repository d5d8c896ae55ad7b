"""Each block: what it asks of an editor, and what it shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import Site

from cms.blocks.bodies import HomeBody
from cms.models import StandardPage
from geography.models import Commune
from tests.cms.blocks.words import errors_of
from tests.factories.places import make_place
from tests.factories.workers import make_worker

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Wagtail leaves the files of renditions open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
BLOCKS = HomeBody().child_blocks
CARD = {"title": "", "text": "", "page": None, "address": ""}
CALLOUT = {"kind": "note", "title": "", "text": "<p>x</p>", "button": "", "page": None, "address": ""}
TABLE = {"columns": [{"type": "text", "heading": "a"}], "rows": [{"values": ["1"]}], "caption": "Prix"}


def test_each_has_words_an_icon_and_a_template_of_its_own() -> None:
    for name, block in BLOCKS.items():
        assert block.meta.template == f"cms/blocks/{name if name != 'image' else 'picture'}.html"
        assert block.meta.icon != "placeholder"
        assert len(str(block.get_description())) > 20, name


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("callout", CALLOUT | {"button": "Aller"}, "page"),
        ("callout", CALLOUT | {"address": "https://a.example/"}, "button"),
        ("cards", {"title": "", "cards": [CARD]}, "cards"),
        ("cards", {"title": "", "cards": [CARD | {"address": "https://a.example/"}]}, "cards"),
        ("video", {"address": "https://a.example/", "title": "x", "length": "", "transcript": ""}, "address"),
        ("figures", {"title": "", "counted": [], "free": []}, "counted"),
        ("places_near", {"title": "", "commune": "Nulle-Part", "radius": "20", "number": 2}, "commune"),
        ("places_near", {"title": "", "commune": "48095", "radius": "20", "number": 99}, "number"),
        ("image", {"image": {"image": None, "alt_text": "", "decorative": False}}, "image"),
        ("table", {"table": {**TABLE, "caption": " "}, "row_titles": True}, "table"),
        ("table", {"table": {**TABLE, "columns": [{"type": "text", "heading": ""}]}, "row_titles": True}, "table"),
        ("steps", {"title": "", "steps": [{"title": "Une", "text": ""}]}, "steps"),
    ],
)
def test_what_misses_is_said_beside_its_field(lozere: object, name: str, value: Any, wrong: str) -> None:
    block = BLOCKS[name]
    with pytest.raises(ValidationError) as raised:
        block.clean(block.normalize(block.to_python(value)))
    assert list(errors_of(raised.value)) == [wrong]


def test_a_picture_is_described_or_decorates(picture: Any) -> None:
    block = BLOCKS["image"].child_blocks["image"]

    def described(alt: str, decorative: bool) -> Any:
        return block.clean(block.to_python({"image": picture.pk, "alt_text": alt, "decorative": decorative}))

    with pytest.raises(ValidationError):
        described("", False)
    assert described("Un village", False).contextual_alt_text == "Un village"
    assert described("", True).decorative


def test_a_commune_is_written_as_people_say_it(lozere: object) -> None:
    block = BLOCKS["places_near"]
    value = block.to_python({"title": "", "commune": "mende", "radius": "20", "number": 2})
    assert block.clean(value)["commune"] == "48095"
    assert block.child_blocks["commune"].value_for_form("48095") == "Mende (48095)"


@pytest.mark.usefixtures("lenient_templates")
def test_each_is_previewed_at_the_desk(client: Client, lozere_site: Site, picture: object) -> None:
    client.force_login(get_user_model().objects.create_superuser("admin@hameau.example", "x"))
    for name, block in StandardPage._meta.get_field("body").stream_block.child_blocks.items():
        if not block.is_previewable:
            continue
        response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert response.status_code == 200
        html = response.content.decode()
        assert "ui/css/hameau" in html
        assert "/media/" not in html, "a picture that may be another agency's"
        assert name == "video" or "<script" not in html


def test_what_the_territory_publishes_and_nothing_else(client: Client, lozere_site: Site) -> None:
    mende = Commune.objects.get(pk="48095")
    at = {"commune": mende, "latitude": mende.latitude, "longitude": mende.longitude, "precision": "commune"}
    make_place(name="Le Bureau du Soubeyran", **at)
    make_place(name="Brouillon secret", live=False, **at)
    seen, hidden = make_worker(display_name="Ada Vue"), make_worker(display_name="Bob Caché")
    type(hidden).objects.filter(pk=hidden.pk).update(live=False)
    type(seen).objects.filter(pk=seen.pk).update(last_published_at=timezone.now())
    near = {"title": "", "commune": "48095", "radius": "30", "number": 4}
    figures = {"title": "", "counted": ["places", "people", "businesses"], "free": []}
    body = [
        {"type": "places_near", "value": near},
        {"type": "people", "value": {"title": "", "family": "", "number": 4}},
        {"type": "figures", "value": figures},
        {"type": "places_near", "value": {**near, "commune": "99999"}},
    ]
    page = StandardPage(title="Du territoire", slug="du-territoire", body=body)
    lozere_site.root_page.add_child(instance=page)
    html = client.get("/du-territoire/").content.decode()
    assert "Le Bureau du Soubeyran" in html
    assert "Ada Vue" in html
    assert "secret" not in html
    assert "Caché" not in html
    assert html.count("Travailler près de Mende") == 1


def test_a_table_is_translated_word_by_word() -> None:
    block = BLOCKS["table"].child_blocks["table"]
    table = block.to_python(TABLE)
    segments = block.get_translatable_segments(table)
    assert [(segment.path, segment.render_text()) for segment in segments] == [
        ("caption", "Prix"),
        ("column-0", "a"),
        ("cell-0-0", "1"),
    ]
    assert block.get_prep_value(block.restore_translated_segments(table, segments)) == TABLE


def test_the_body_knows_no_other_type() -> None:
    assert not StreamValue(HomeBody(), [], is_lazy=True)
    assert not HomeBody().to_python([{"type": "raw_html", "value": "<script>"}])
