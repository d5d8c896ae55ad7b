"""A form that names another agency's picture, document or page is refused; what was there may stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.test import override_settings
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import SegmentOverride, Translation, TranslationSource

from cms.english_pages import open_english_tree
from cms.models import File, NewsPage, Picture, ResourceCollectionPage, ResourcePage, StandardPage
from cms.translating import english
from tests.factories.desk import Agency
from tests.factories.listings import desk_of, millau
from tests.factories.places import mende

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS = "à votre agence"


@pytest.fixture(scope="module")
def _founded(module_transaction: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Agency, Agency]]:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield Agency(mende(), "avelle"), Agency(millau(), "brune")


@pytest.fixture
def agencies(_founded: tuple[Agency, Agency], db: None) -> tuple[Agency, Agency]:
    """The module's two agencies; a page that one gains counts in its own objects, as in its own transaction."""
    return deepcopy(_founded)


def is_refused(page: Any, agency: Agency, **data: Any) -> bool:
    """Whether the desk's form of a page, sent by who keeps an agency's pages, is refused for what it shows."""
    sent = nested_form_data({"title": "Titre", "slug": "titre", "lead": "", "comments": inline_formset([]), **data})
    form = page.get_edit_handler().get_form_class()(sent, instance=page, for_user=agency.agent)
    form.is_valid()
    return WORDS in str(form.non_field_errors())


def test_a_picture_of_another_agency_is_refused(agencies: tuple[Agency, Agency]) -> None:
    own, other = agencies
    [mine], [theirs] = own.of(Picture), other.of(Picture)
    base = {"date": "2026-11-02", "author": "", "picture_text": "Une table", "body": streamfield([])}
    page = NewsPage(date=date(2026, 11, 2))
    assert not is_refused(page, own, picture=mine.pk, **base)
    assert is_refused(page, own, picture=theirs.pk, **base)
    shown = {"image": {"image": theirs.pk, "alt_text": "Une table", "decorative": ""}, "caption": "", "credit": ""}
    drawn = streamfield([("image", shown)])
    assert is_refused(NewsPage(date=date(2026, 11, 2)), own, **{**base, "body": drawn})


def test_one_that_was_there_may_stay(agencies: tuple[Agency, Agency]) -> None:
    own, other = agencies
    [theirs] = other.of(Picture)
    page = NewsPage(title="Titre", slug="titre-2", date=date(2026, 11, 2), picture=theirs, picture_text="x")
    own.site.root_page.add_child(instance=page)
    base = {"date": "2026-11-02", "author": "", "picture_text": "Une table", "body": streamfield([])}
    assert not is_refused(page, own, picture=theirs.pk, **base)
    NewsPage.objects.filter(pk=page.pk).update(picture=None)
    for public in (page, NewsPage.objects.get(pk=page.pk)):
        assert is_refused(public, own, picture=theirs.pk, **base), "it is there no more, be the page live"


def test_so_is_a_document_of_a_resource_and_a_page_whose_title_the_editor_would_show(
    agencies: tuple[Agency, Agency],
) -> None:
    own, other = agencies
    for agency, expected in ((own, False), (other, True)):
        page, [resource], [document] = agency.of(StandardPage)[0], agency.of(ResourcePage), agency.of(File)
        button = {"kind": "call", "title": "", "text": rich_text("<p>a</p>"), "button": "Aller", "page": page.pk}
        said = rich_text(f'<p><a linktype="page" id="{page.pk}">a</a></p>')
        for block in (("callout", {**button, "address": ""}), ("text", said)):
            assert is_refused(StandardPage(), own, body=streamfield([block])) is expected, block[0]
        collected = inline_formset([{"resource": resource.pk}])
        assert is_refused(ResourceCollectionPage(), own, collected=collected) is expected
        data = {
            "kind": "guide",
            "dated": "2026-11-02",
            "licence": "reserved",
            "author": "",
            "body": rich_text(""),
            "files": inline_formset([{"document": document.pk, "label": ""}]),
            "links": inline_formset([]),
        }
        assert is_refused(ResourcePage(), own, **data) is expected


def test_so_is_a_picture_that_a_translation_would_show(
    agencies: tuple[Agency, Agency], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = agencies
    [mine], [theirs] = own.of(Picture), other.of(Picture)
    french = NewsPage(title="Titre", slug="titre-3", date=date(2026, 11, 2), picture=mine)
    own.site.root_page.add_child(instance=french)
    open_english_tree(own.site.root_page)
    source, _is_new = TranslationSource.update_or_create_from_instance(french)
    translation = Translation.objects.create(source=source, target_locale=english())
    source.create_or_update_translation(english(), copy_parent_pages=True, fallback=True)
    another = Picture.objects.create(title="Titre", file=mine.file, width=1, height=1, collection=mine.collection)
    key = source.overridablesegment_set.get().pk
    desk = desk_of(own.agent, monkeypatch)
    for picture, status in ((theirs, 404), (another, 201)):
        address = f"/admin/localize/translate/{translation.pk}/overrides/{key}/edit/"
        sent = desk.put(address, f"value={picture.pk}", "application/x-www-form-urlencoded")
        assert sent.status_code == status
    assert [json.loads(row.data_json) for row in SegmentOverride.objects.all()] == [str(another.pk)]
