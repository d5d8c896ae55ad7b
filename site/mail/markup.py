"""The HTML of a mail, derived from its text: nobody writes HTML mails, and both parts always say the same.

A blank line parts paragraphs. Lines that begin with « - » are a list. A line that is only an address of our own site is
a button; the line above it, when it ends with a colon, is what the button says. Other addresses are links: a stranger's
words may hold one, and must not look like ours. ``-- `` begins the signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from mail.senders import Sender

ADDRESS = re.compile(r"https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)\]]")
ALONE = re.compile(r":[ \t]*\n\s*\n(?=https?://\S+[ \t]*(?:\n|$))")
"""The blank line between what a button says and its address."""
LONGEST_LABEL = 60
BY_NIGHT = "(prefers-color-scheme: dark)"


EMPTY = SafeString("")


@dataclass(frozen=True)
class Block:
    """A paragraph, a list, a button or the signature."""

    kind: str
    html: SafeString = EMPTY
    items: tuple[SafeString, ...] = ()
    url: str = ""
    label: str = ""
    is_first: bool = False


def html_of(
    subject: str, text: str, sender: Sender, *, why: str = "", unsubscribe: str = "", night: str = BY_NIGHT
) -> str:
    """The whole HTML document of a text, in the current language and its sender's look.

    ``why`` tells the reader why they receive it. Nothing is loaded but the logo, from the sender's own site. ``night``
    is the media query of the dark colours: « all » or « not all » show a preview in one of both.
    """
    context = {
        "subject": subject,
        "sender": sender,
        "palette": sender.palette,
        "blocks": list(blocks_of(text, sender.site_url)),
        "why": why,
        "unsubscribe": unsubscribe,
        "night": mark_safe(night),  # noqa: S308 - ours
        "language": get_language() or "fr",
    }
    return render_to_string("mail/base.html", context)


def footer_of(sender: Sender, *, why: str = "", unsubscribe: str = "") -> str:
    """The foot of the plain text, below its sign: who writes, where from, why, and how to receive no more."""
    site = gettext("Site : %(address)s") % {"address": f"{sender.site_url}/"}
    lines = [sender.agency or sender.title, sender.reply_to, site, why]
    if unsubscribe:
        lines.append(gettext("Ne plus recevoir ces courriels : %(address)s") % {"address": unsubscribe})
    return "-- \n" + "\n".join(line for line in lines if line) + "\n"


def blocks_of(text: str, site_url: str) -> Iterator[Block]:
    """The blocks of a text, in order. ``site_url`` is how our own addresses begin."""
    body, _, signature = ("\n" + text).partition("\n-- \n")
    if not signature:
        body, _, signature = ("\n" + text).partition("\n--\n")
    is_first = True
    for paragraph in re.split(r"\n\s*\n", ALONE.sub(":\n", body.strip("\n"))):
        for block in _of_paragraph([line.strip() for line in paragraph.split("\n") if line.strip()], site_url):
            is_button = block.kind == "button"
            yield replace(block, is_first=is_button and is_first)
            is_first = is_first and not is_button
    if signature.strip():
        yield Block("signature", html=linked(signature.strip()))


def _of_paragraph(lines: list[str], site_url: str) -> Iterator[Block]:
    plain: list[str] = []
    for line in lines:
        if not (ADDRESS.fullmatch(line) and line.startswith(f"{site_url}/")):
            plain.append(line)
            continue
        label = _label(plain)
        yield from _prose(plain)
        plain = []
        yield Block("button", url=line, label=label or gettext("Ouvrir la page"))
    yield from _prose(plain)


def _label(plain: list[str]) -> str:
    """What a button says: the line above it when that ends with a colon, which it then replaces."""
    if not plain or not plain[-1].endswith(":"):
        return ""
    label = plain[-1].rstrip(": \u00a0\u202f")
    if len(label) > LONGEST_LABEL or label.startswith("- "):
        return ""
    plain.pop()
    return label


def _prose(lines: list[str]) -> Iterator[Block]:
    """Paragraphs and lists, in turn."""
    start = 0
    for end in range(1, len(lines) + 1):
        is_item = lines[start].startswith("- ")
        if end < len(lines) and lines[end].startswith("- ") == is_item:
            continue
        part = lines[start:end]
        if is_item:
            yield Block("list", items=tuple(linked(line[2:]) for line in part))
        else:
            yield Block("paragraph", html=linked("\n".join(part)))
        start = end


def linked(text: str) -> SafeString:
    """Escaped text whose addresses are links and whose line ends are kept."""
    parts: list[str] = []
    end = 0
    for match in ADDRESS.finditer(text):
        parts.append(conditional_escape(text[end : match.start()]))
        parts.append(format_html('<a class="link" href="{0}">{0}</a>', match[0]))
        end = match.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts).replace("\n", "<br>\n"))  # noqa: S308 - every part is escaped above
