"""What a machine wrote, as people say it: the name of a browser, a long key in groups."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# In this order: each of these also calls itself by the names after it.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}
GROUP = 4


@register.filter
def browser(user_agent: str) -> str:
    """Browser and system of a ``User-Agent`` header, such as « Firefox, Windows »; else its beginning."""
    found = [next((name for sign, name in names.items() if sign in user_agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name) or user_agent[:60] or _("Navigateur inconnu")


@register.filter
def in_fours(key: str) -> str:
    """A key as one reads it aloud, in groups of four signs; applications of codes take it with or without spaces."""
    return " ".join(key[start : start + GROUP] for start in range(0, len(key), GROUP))
