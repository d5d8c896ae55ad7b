"""An agency's own words in the mails of its territory: found when a mail is written, changed and given up at the desk.

A version that is no longer good (a variable went away with an upgrade) is told at the desk; until someone mends it,
mails are written in the original's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation

from cms.models import MailText
from geography.models import Territory
from listings.moderators import territories_of
from mail import wording
from mail.catalogue import LETTERS, Case, Letter
from mail.rendering import known_in, original
from mail.senders import Sender
from mail.wording import Words, mistakes_in

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class Overwritten(Exception):
    """Someone else changed the text since it was read."""


@dataclass(frozen=True)
class Place:
    """Which text of which territory: a mail, one of its cases, a language."""

    territory: Territory
    letter: Letter
    case: Case
    language: str

    @property
    def versions(self) -> Any:
        """Every version of it, the latest first."""
        return MailText.objects.about(self.territory, self.letter.template, self.case.code, self.language)

    def in_use(self) -> MailText | None:
        """The version that mails are written with, if it is good; ``None`` where the original is."""
        text: MailText | None = self.versions.in_use().first()
        return text

    def original(self) -> Words:
        """The mail's own words."""
        with translation.override(self.language):
            return original(self.letter, self.case)

    @property
    def parts(self) -> dict[str, str]:
        """The words that may be changed, by their names, as the original has them."""
        own = self.original()
        if not self.letter.is_guarded:
            return {"subject": own.subject, "body": own.body}
        return {"opening": own.body.partition("\n\n")[0], "closing": ""}

    def mistakes_in(self, words: Words) -> dict[str, list[str]]:
        """What is wrong with some words, in the current language (``mail.wording``)."""
        with translation.override(self.language):
            known = known_in(self.letter, self.case)
        return mistakes_in(words, self.letter, known)


def connect() -> None:
    """Have mails written in these words; called once, when the application is ready."""
    wording.register(find_words)


def find_words(sender: Sender, template: str, case: str, language: str) -> Words | None:
    """The words of a territory for a mail, good or not; ``None`` where it has none."""
    if not isinstance(sender.key, Territory):
        return None
    text = MailText.objects.about(sender.key, template, case, language).in_use().first()
    return words_of(text) if text else None


def words_of(text: MailText) -> Words:
    """The words of a version."""
    return Words(text.subject, text.opening, text.body, text.closing)


def place_of(text: MailText) -> Place | None:
    """Where a version stands, or ``None`` for a mail or a case that is no more."""
    letter = LETTERS.get(text.template)
    case = letter.case(text.case) if letter else None
    if letter is None or case is None or text.language not in LANGUAGES:
        return None
    return Place(text.territory, letter, case, text.language)


@transaction.atomic
def adapt(place: Place, user: Any, words: Words, seen: int | None) -> MailText | None:
    """Have a mail written in these words from now on; words that are the original's are none, and give ``None``.

    ``seen`` is the key of the version that was read, ``None`` for the original. Raises ``PermissionDenied``,
    ``ValidationError`` with what is wrong by field, ``Overwritten``.
    """
    current = _locked(place, user)
    if (current.pk if current else None) != seen:
        raise Overwritten
    parts = place.parts
    said = {name: text.replace("\r\n", "\n").strip() for name, text in words.fields().items() if name in parts}
    kept = {name: text for name, text in said.items() if text != parts[name]}
    if mistakes := place.mistakes_in(Words(**kept)):
        raise ValidationError(mistakes)
    if current is not None and words_of(current).fields() == kept:
        return current
    _end(current, user)
    if not kept:
        return None
    told = {"template": place.letter.template, "case": place.case.code, "language": place.language}
    text: MailText = MailText.objects.create(
        territory=place.territory, **told, **kept, original=as_text(place.original()), written_by=user
    )
    return text


@transaction.atomic
def go_back(place: Place, user: Any) -> None:
    """Have a mail written in its own words again. Raises ``PermissionDenied``."""
    _end(_locked(place, user), user)


def give_up(text: MailText, user: Any) -> None:
    """End a version whose mail is no more."""
    _end(text, user)


def as_text(words: Words) -> str:
    """A mail's own words as one text, its subject first: what is compared later."""
    return f"{words.subject}\n\n{words.body}"


def has_a_new_original(text: MailText, place: Place) -> bool:
    """Whether the mail's own words changed since this version was written."""
    return bool(text.original) and text.original != as_text(place.original())


def no_longer_good(user: Any) -> list[MailText]:
    """The texts in use that mails can't be written with, of the territories of a user."""
    texts = MailText.objects.for_user(user).in_use().select_related("territory").order_by("territory__name", "pk")
    return [text for text in texts if (place := place_of(text)) is None or place.mistakes_in(words_of(text))]


def _locked(place: Place, user: Any) -> MailText | None:
    """The version in use, with the territory locked: one writes at a time. Raises ``PermissionDenied``."""
    found = territories_of(user).filter(pk=place.territory.pk)
    if found.select_for_update(of=("self",), no_key=True).first() is None:
        raise PermissionDenied
    return place.in_use()


def _end(text: MailText | None, user: Any) -> None:
    if text is not None:
        MailText.objects.filter(pk=text.pk).update(ended_at=timezone.now(), ended_by=user)
