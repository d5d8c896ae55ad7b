"""The English of the texts that every site starts with (``first_pages.en.toml``), and the translations made of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, WorkflowPage
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue, extract_strings

from cms.first_pages import Words, in_words, is_html
from cms.translating import english, forget_translations

FOLDER = Path(__file__).parent
FRENCH, ENGLISH = FOLDER / "first_pages.toml", FOLDER / "first_pages.en.toml"
TEXTS = ("title", "seo_title", "lead", "join", "body")
"""What is written in these files, and translated."""


def translate_first_pages(home: Page, words: Words) -> int:
    """Open the English tree of a site, publish there the English of its first pages; return how many were written.

    A page that was translated already, or whose French has changed since, is left to those who write it. Idempotent.
    """
    known = sentences(words)
    pages = [page for page in (home, *home.get_children()) if page.live]
    written = sum(_translate(page.specific, known) for page in pages)
    open_english_tree(home)
    return written


def open_english_tree(home: Page) -> Page:
    """The English home page, an alias of the French one until it is translated; who writes there writes here."""
    locale = english()
    there: Page = home.get_translation_or_none(locale) or home.specific.copy_for_translation(locale, alias=True)
    translators = Permission.objects.filter(content_type__app_label="wagtail_localize", codename="submit_translation")
    for right in GroupPagePermission.objects.filter(page=home).select_related("group"):
        GroupPagePermission.objects.get_or_create(group=right.group, page=there, permission=right.permission)
        right.group.permissions.add(*translators)
    for circuit in WorkflowPage.objects.filter(page=home):
        WorkflowPage.objects.get_or_create(page=there, defaults={"workflow": circuit.workflow})
    forget_translations()
    return there


def sentences(words: Words) -> dict[str, str]:
    """Every sentence of the first pages in English, by its French, as markup. Raises ``ValueError`` if one is alone."""
    french, translated = _entries(FRENCH), _entries(ENGLISH)
    known: dict[str, str] = {}
    for name in french.keys() & translated.keys():
        sentences_there = map(_with_plain_spaces, _texts_of(french[name], words))
        known |= zip(sentences_there, _texts_of(translated[name], words), strict=True)
    return known


def _with_plain_spaces(text: str) -> str:
    """A sentence whatever its no-break spaces: what is published has more of them than what was written."""
    return " ".join(text.split())


def _entries(file: Path) -> dict[str, dict[str, Any]]:
    """The entries of a file by name: homes by their heading, pages by their slug."""
    entries = tomllib.loads(file.read_text())
    return {**{page["slug"]: page for page in entries.pop("page")}, **entries}


def _texts_of(page: dict[str, Any], words: Words) -> Iterator[str]:
    """The sentences of an entry in the order of ``TEXTS``, as wagtail-localize keeps them."""
    for key in TEXTS:
        text = in_words(page.get(key, ""), words)
        if is_html(text):
            yield from (string.data for string, _attributes in extract_strings(text)[1])
        elif text:
            yield StringValue.from_plaintext(text).data


def _translate(page: Page, known: dict[str, str]) -> bool:
    """Write one page in English if all of its sentences are known; whether it was."""
    locale = english()
    if page.get_translations().filter(locale=locale, alias_of=None).exists():
        return False
    source, _is_new = TranslationSource.update_or_create_from_instance(page)
    segments = list(source.stringsegment_set.select_related("string"))
    addresses = {page.slug: page.slug if page.depth > 2 else f"{page.slug}-{locale.language_code}"}
    known = {**known, **addresses}
    words = {segment.string_id: known.get(_with_plain_spaces(segment.string.data)) for segment in segments}
    if None in words.values():
        return False
    Translation.objects.update_or_create(source=source, target_locale=locale, defaults={"enabled": True})
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=segment.string,
            locale=locale,
            context_id=segment.context_id,
            data=words[segment.string_id],
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            updated_at=timezone.now(),
        )
        for segment in {(segment.string_id, segment.context_id): segment for segment in segments}.values()
    )
    translated, _is_new = source.create_or_update_translation(locale, publish=False, copy_parent_pages=True)
    translated.get_latest_revision().publish()
    return True
