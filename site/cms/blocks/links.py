"""Links to pages inside rich text: the address of today, in the reader's language, a few queries for any number."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms.translating import SOURCE


class PageLinks(PageLinkHandler):  # type: ignore[misc]
    """Wagtail's looks up the language of each link; this one, those of all."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """The opening tag of each link; one without address for a page that is no more, or not public yet."""
        keys = {attributes["id"] for attributes in attrs_list if str(attributes.get("id", "")).isdecimal()}
        pages = {str(page.pk): page for page in Page.objects.filter(pk__in=keys, live=True)}
        translated = _translations_of(list(pages.values()))
        tags = {}
        for key, page in pages.items():
            address = translated.get(page.translation_key, page).get_url()
            tags[key] = f'<a href="{escape(address)}">' if address else "<a>"
        return [tags.get(str(attributes.get("id")), "<a>") for attributes in attrs_list]


def _translations_of(pages: list[Page]) -> dict[Any, Page]:
    """The public translations of some pages in the language that is spoken now, by what they share."""
    language = get_language()
    if not pages or not language or language == SOURCE:
        return {}
    keys = [page.translation_key for page in pages]
    found = Page.objects.filter(translation_key__in=keys, locale__language_code=language, live=True)
    return {page.translation_key: page for page in found}
