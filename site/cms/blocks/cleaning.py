"""Rich text as we keep it: a few tags, no style, whatever word processor it was pasted from."""

from __future__ import annotations

import re

import nh3

from ui.typography import french_spacing

HEADINGS = ("h2", "h3", "h4")
TAGS = {"p", *HEADINGS, "strong", "b", "em", "i", "a", "ul", "ol", "li", "br", "hr", "sup", "sub"}
_BLOCKS = ("p", *HEADINGS, "ul", "ol", "li", "hr")
ATTRIBUTES = {"a": {"href", "linktype", "id"}, **{tag: {"data-block-key"} for tag in _BLOCKS}}
"""``linktype`` and ``id`` are how Wagtail keeps a link to a page or a document; a paragraph has a name of its own."""
SCHEMES = {"http", "https", "mailto", "tel"}
_WITHOUT_CONTENT = {"script", "style", "title", "xml", "svg", "math", "noscript", "template", "textarea", "iframe"}

NBSP, THIN = "\u00a0", "\u202f"
_OTHER_NAMES = [
    (re.compile(r"<(/?)h1\b", re.IGNORECASE), r"<\1h2"),
    (re.compile(r"<(/?)h[56]\b", re.IGNORECASE), r"<\1h4"),
    (re.compile(r"<(/?)div\b", re.IGNORECASE), r"<\1p"),
]
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(rf"[ \t\r\n{NBSP}{THIN}\u2000-\u200a\u3000]+")
_BULLET = re.compile(r"(?:^|(?<=>))<p([^>]*)>\s*(?:[·•▪§](?:&nbsp;|\s)+|[·•▪])(.*?)</p>", re.DOTALL)
_BULLETS = re.compile(r"(?:<li[^>]*>(?:(?!</?(?:ul|ol|li)\b).)*</li>\s*)+", re.DOTALL)
_EMPTY = re.compile(r"<(p|h[2-4]|li|ul|ol|strong|b|em|i|sup|sub)(?: [^>]*)?>(?:\s|<br ?/?>)*</\1>")
_DEAD_LINK = re.compile(r"<a(?: id=\"[^\"]*\")?>(.*?)</a>", re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")


def clean(html: str) -> str:
    """Only ``TAGS``, no style, no empty paragraph, spaces as typography wants them. Cleaning twice changes nothing."""
    for name, ours in _OTHER_NAMES:
        html = name.sub(ours, html)
    html = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept_attribute,
        clean_content_tags=_WITHOUT_CONTENT,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    html = _INVISIBLE.sub("", html)  # in addresses too: what reads the page parts its texts with one of these
    html = _tidy_spaces(_DEAD_LINK.sub(r"\1", html))
    html = _list_bullets(html)
    while (lighter := _EMPTY.sub("", html)) != html:
        html = lighter
    return html.strip()


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute; none for the key of a page or a document that no database could have."""
    return None if name == "id" and not (value.isdecimal() and len(value) < 19) else value


def typeset(html: str) -> str:
    """Clean HTML with French apostrophes and spaces, as an editor who types on a plain keyboard means them."""
    pieces = _TAG.split(html)
    pieces[::2] = [french_spacing(words) for words in pieces[::2]]
    return "".join(pieces)


def _tidy_spaces(html: str) -> str:
    """One space for many; a no-break one only where French typography, or a number, asks for it."""
    pieces = _TAG.split(html.replace("&nbsp;", NBSP))
    pieces[::2] = [_tidy_words(words) for words in pieces[::2]]
    return "".join(pieces)


def _tidy_words(words: str) -> str:
    return _SPACES.sub(_one_space, words)


def _one_space(match: re.Match[str]) -> str:
    spaces, words = match[0], match.string
    before = words[match.start() - 1] if match.start() else ""
    after = words[match.end()] if match.end() < len(words) else ""
    binds = before in {"«", "‹"} or after in set("»›:;?!%€") or (before.isdigit() and after != "") or after.isdigit()
    if binds and THIN in spaces:
        return THIN
    return NBSP if binds and NBSP in spaces else " "


def _list_bullets(html: str) -> str:
    """Word's lists, paragraphs that begin with a dot, as lists."""
    if not _BULLET.search(html):
        return html
    html = _BULLET.sub(r"<li\1>\2</li>", html)
    return _BULLETS.sub(_in_list, html)


def _in_list(match: re.Match[str]) -> str:
    before = match.string[: match.start()].rstrip()
    inside = before.rfind("<ul") > before.rfind("</ul") or before.rfind("<ol") > before.rfind("</ol")
    return match[0] if inside else f"<ul>{match[0].strip()}</ul>"
