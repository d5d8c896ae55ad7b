"""What changed from one text to another, marked for a person: words taken out, words put in."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

WORDS = re.compile(r"\s+|[^\s]+")


def marked_changes(before: str, after: str) -> SafeString:
    """The second text, with ``ins`` around what is new and ``del`` around what is gone; escaped, line ends kept."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    parts: list[str] = []
    for act, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[from_old:to_old]), "".join(new[from_new:to_new])
        if act == "equal":
            parts.append(format_html("{}", come))
            continue
        parts += [format_html(mark, text) for mark, text in (("<del>{}</del>", gone), ("<ins>{}</ins>", come)) if text]
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above
