"""Tags and filters that every template may use without loading them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from ui import languages, typography

register = template.Library()


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """An icon of the sprite: ``{% icon "clock" %}``, decorative; with a second value it is an image of that name."""
    address = f"{static('ui/icons/sprite.svg')}#{name}"
    if title:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', title, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_block_tag
def capture(content: str) -> SafeString:
    """Keep what stands between the tags: ``{% capture as name %}…{% endcapture %}``, outer spaces dropped."""
    return mark_safe(content.strip())  # noqa: S308 - the template engine has escaped it already


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """The same page in each language: ``code``, ``name`` (in that language), ``address``, ``current``."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return []
    own: dict[str, str] = getattr(request, "language_addresses", {})
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "address": f"{own[code]}{query}" if code in own else languages.address_in(request.get_full_path(), code),
            "current": code == getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        }
        for code, _name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def current_mark(context: template.Context, address: str) -> SafeString:
    """``aria-current`` of a link in a menu: « page » on that page itself, « true » on those below it."""
    request: HttpRequest | None = context.get("request")
    if request is None or not request.path.startswith(address):
        return mark_safe("")
    return format_html('aria-current="{}"', "page" if request.path == address else "true")


@register.simple_tag(takes_context=True)
def alternate_links(context: template.Context, canonical: str) -> dict[str, str]:
    """The whole address of what this page says, by language, where it is written in several; else nothing.

    ``canonical`` is the page's own: empty for a page that search engines leave out. A page of the agency's says itself
    where it is written (``request.written_at``); all others are in each of our languages.
    """
    request: HttpRequest | None = context.get("request")
    if request is None or not canonical:
        return {}
    written: dict[str, str] | None = getattr(request, "written_at", None)
    if written is None:
        return {code: languages.url_in(canonical, code) for code, _name in settings.LANGUAGES}
    return written if len(written) > 1 else {}


@register.simple_tag(takes_context=True)
def canonical_address(context: template.Context, path: str = "", origin: str = "") -> str:
    """The one address of this page: that of the text it shows, if it is another's, else the address that was asked.

    ``path`` is another than the one asked for, ``origin`` another site's scheme and host than those of this site, which
    may answer at several hosts (``request.origin``, that ``cms.middleware`` sets).
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return ""
    if not path and (told := getattr(request, "text_address", "")):
        return str(told)
    origin = origin or str(getattr(request, "origin", "")) or f"{request.scheme}://{request.get_host()}"
    return f"{origin}{path or request.path}"


@register.filter
def date_fr(value: date | datetime | None) -> str:
    """« 24 novembre 2026 »; nothing for ``None``."""
    return typography.long_date(value) if value else ""


@register.filter
def day_fr(value: date | datetime | None) -> str:
    """« jeu. 10 déc. »; nothing for ``None``."""
    return typography.short_date(value) if value else ""


@register.filter
def time_fr(value: time | datetime | None) -> str:
    """« 8 h 30 »; nothing for ``None`` (midnight is a time)."""
    return typography.clock_time(value) if value is not None else ""


@register.filter
def km(value: float | None) -> str:
    """« à 5 km », « à 900 m »; the value is in kilometres; nothing for ``None``."""
    return typography.distance(value) if value is not None else ""


@register.filter
def euros(value: Decimal | float | None) -> str:
    """« 6 € », « 6,50 € »; nothing for ``None``."""
    return typography.price(value) if value is not None else ""


@register.filter
def number(value: int | None) -> str:
    """« 34 969 »; nothing for ``None``."""
    return typography.whole_number(value) if value is not None else ""


@register.filter
def decimal(value: Decimal | float | None, places: int = 1) -> str:
    """« 2,5 »; nothing for ``None``."""
    return typography.decimal_number(value, places) if value is not None else ""


@register.filter
def nbsp(value: object) -> str:
    """The same words on one line: every space becomes a no-break space."""
    return str(value).replace(" ", typography.NBSP)


@register.filter
def sentence(items: Iterable[object]) -> str:
    """« a, b et c »."""
    return typography.sentence_list(items)


@register.filter(is_safe=False)
def french(value: object) -> str:
    """What someone typed, with French apostrophes and spaces."""
    return typography.french_spacing(str(value))
