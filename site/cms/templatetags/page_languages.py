"""In which language a page is written, and where it is read in the language that is spoken."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from cms.translating import address_among, language_of_text

register = template.Library()


@register.simple_tag(takes_context=True)
def written_in(context: template.Context, page: Any) -> str:
    """`` lang="fr"`` where a page's words are in another language than those around them, else nothing."""
    language = language_of_text(page, context.get("request"))
    return format_html(' lang="{}"', language) if language != get_language() else ""


@register.simple_tag(takes_context=True)
def is_untranslated(context: template.Context, page: Any) -> bool:
    """Whether a page is shown in another language than the one that was asked for."""
    return language_of_text(page, context.get("request")) != get_language()


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, page: Any) -> str:
    """The address of a page among words of the language that is spoken, as in a list: no query."""
    return address_among(page, context.get("request"))


@register.simple_tag(takes_context=True)
def leads_to(context: template.Context, value: Any) -> str:
    """Where a block leads: its address, else its page while that is public; nothing for one that went away."""
    page = value.get("page")
    if address := value.get("address"):
        return str(address)
    return address_among(page, context.get("request")) if page and page.live else ""
