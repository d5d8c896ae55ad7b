"""Pages of text, and their translations, made without the desk."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from cms.models import StandardPage
from cms.translating import english, forget_translations


def child(parent: Any, title: str, slug: str, **fields: Any) -> StandardPage:
    """A published page of text below another."""
    page = parent.add_child(instance=StandardPage(title=title, slug=slug, **fields))
    page.save_revision().publish()
    return page


def in_english(page: Page, title: str, slug: str) -> Any:
    """Its published translation, kept in step as those of the desk are."""
    source, _is_new = TranslationSource.update_or_create_from_instance(page)
    Translation.objects.get_or_create(source=source, target_locale=english())
    translated, _is_new = source.create_or_update_translation(
        english(), publish=False, copy_parent_pages=True, fallback=True
    )
    translated.title, translated.slug = title, slug
    translated.save_revision().publish()
    forget_translations()
    translated.refresh_from_db()
    return translated
