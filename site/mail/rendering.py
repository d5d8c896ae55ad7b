"""From a template and what it reads to a subject and a text: in the template's words, or in those that replace them."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context, engines
from django.utils.translation import get_language

from mail.catalogue import LETTERS, Case, Letter, Variable
from mail.markup import BY_NIGHT, footer_of, html_of
from mail.senders import Sender
from mail.wording import Words, filled, key_of, mistakes_in, names_in, words_for

UNWRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
"""Control characters but tab and line feed: none belongs in a mail."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """A mail in words: its subject on one line, its text without the foot, and why the reader receives it."""

    subject: str
    body: str
    why: str = ""

    def text(self, sender: Sender, unsubscribe: str = "") -> str:
        """The whole plain text."""
        return f"{self.body}\n{footer_of(sender, why=self.why, unsubscribe=unsubscribe)}"

    def html(self, sender: Sender, unsubscribe: str = "", night: str = BY_NIGHT) -> str:
        """The whole HTML document (``mail.markup.html_of``)."""
        return html_of(self.subject, self.body, sender, why=self.why, unsubscribe=unsubscribe, night=night)


def one_line(text: str) -> str:
    """Text that is safe in a header: no line break, no control character."""
    return " ".join(UNWRITTEN.sub(" ", text).split())


def written(template: str, context: Mapping[str, Any], sender: Sender) -> Written:
    """A mail of a template, in the current language, with the sender's own words where it has some that are good."""
    letter = LETTERS.get(template)
    if letter is None:
        return _tidy(*_rendered(template, context))
    case = letter.case_of(context)
    words = words_for(sender, letter, case, get_language() or "")
    if words is not None and mistakes_in(words, letter, known_in(letter, case)):
        logger.warning("The words of %s for %s are no longer good: written in the original's.", sender.name, template)
        words = None
    return said(letter, context, words)


def said(letter: Letter, context: Mapping[str, Any], words: Words | None = None) -> Written:
    """A mail in these words, which hold no mistake, else in the template's."""
    subject, body = _rendered(letter.template, context)
    if words is not None:
        values = letter.values_in(context)
        optional = [one.name for one in letter.variables if one.is_optional]
        given = {name: filled(text, values, optional) for name, text in words.fields().items()}
        subject = filled(words.subject, values) or subject
        body = given.get("body") or _between(given.get("opening", ""), body, given.get("closing", ""))
    return _tidy(subject, body, str(letter.why))


def original(letter: Letter, case: Case) -> Words:
    """The template's own words in a case, in the current language, with the names of its variables in their places."""
    places = {one.source: f"{{{one.name}}}" for one in letter.variables}
    plain = _tidy(*_rendered(letter.template, {"site_url": "", **places, **case.flags}))
    return Words(subject=plain.subject, body=plain.body.strip())


def known_in(letter: Letter, case: Case) -> list[Variable]:
    """The variables that a text for this case may name: those of the original, which have a value there."""
    words = original(letter, case)
    named = {key_of(name) for name in names_in(f"{words.subject}\n{words.body}")}
    return [one for one in letter.variables if key_of(one.name) in named]


def _sample(one: Variable, sender: Sender) -> str:
    if one.is_link:
        return f"{sender.site_url}{one.sample}"
    return str(one.sample) or sender.agency or sender.title


def sample_of(letter: Letter, case: Case, sender: Sender) -> dict[str, Any]:
    """What a template reads in a preview: made up, with links to the sender's site."""
    values = {one.source: _sample(one, sender) for one in letter.variables}
    return {"site_url": sender.site_url, **values, **case.flags}


def _rendered(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    found = engines["django"].get_template(f"mail/{template}.txt").template  # type: ignore[attr-defined]
    rendered = found.render(Context(dict(context), autoescape=False)).replace("\r\n", "\n").strip()
    subject, _, text = rendered.partition("\n")
    return subject, text


def _between(opening: str, body: str, closing: str) -> str:
    """A text with another first paragraph, and one more at its end."""
    first, _, rest = body.strip().partition("\n\n")
    return "\n\n".join(part for part in (opening or first, rest.strip(), closing) if part)


def _tidy(subject: str, text: str, why: str = "") -> Written:
    lines = (line.rstrip() for line in UNWRITTEN.sub(" ", text).split("\n"))
    return Written(one_line(subject)[:200], re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n", why)
