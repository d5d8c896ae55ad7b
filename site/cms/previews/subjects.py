"""What a shared address is about: the few public words that its picture carries, and the address of that picture."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.identity import Identity, identity_of
from cms.previews.drawing import SIZE, Card
from cms.translating import SOURCE
from directory.models import Business, RemoteWorker
from geography.drawing import draw_france, draw_territory
from places.models import Place
from ui.typography import french_spacing

DESIGN = "1"
"""Changes with the drawing, so that every picture is drawn again."""
_OTHERS = {"", *(code for code, _name in settings.LANGUAGES if code != SOURCE)}
"""What follows « site » in an address: nothing in French."""
_COLOUR = re.compile(r"--(brand|accent):(#[0-9a-f]{6});")


class Subject(NamedTuple):
    """What a picture is about. ``kind`` and ``key`` find it again; ``place`` may be empty."""

    kind: str
    key: int
    title: str
    place: str = ""


class Shared(NamedTuple):
    """A picture as a page tells of it."""

    address: str
    alternative: str
    width: int = SIZE[0]
    height: int = SIZE[1]


def subject_of(thing: Any) -> Subject | None:
    """What a page, a place, a business or a person that everyone may see is shared as; ``None`` for anything else.

    A person who keeps search engines away is not named on a picture either.
    """
    if isinstance(thing, Page):
        return Subject("page", thing.pk, french_spacing(thing.title)) if thing.pk and thing.live else None
    kind = next((kind for kind, (model, _rows) in LISTED.items() if isinstance(thing, model)), None)
    if kind is None or not thing.live or not getattr(thing, "is_indexable", True):
        return None
    name = thing.display_name if kind == "personne" else thing.name
    commune = french_spacing(thing.commune.name) if thing.commune_id else ""
    return Subject(kind, thing.pk, french_spacing(name), commune)


LISTED: dict[str, tuple[Any, Callable[[], Any]]] = {
    "lieu": (Place, lambda: Place.objects.published()),
    "entreprise": (Business, lambda: Business.objects.published()),
    "personne": (RemoteWorker, lambda: RemoteWorker.objects.published().filter(is_indexable=True)),
}
"""Listings by the word of the address: their model, and the rows that everyone may see."""


def find_subject(request: HttpRequest, kind: str, key: int) -> Subject | None:
    """The subject of an address of ours, if everyone may see it now."""
    word, _dash, language = kind.partition("-")
    if word == "site" and language in _OTHERS:
        with override(language or SOURCE):
            return site_subject(request)
    if kind == "page":
        return subject_of(Page.objects.live().public().filter(pk=key).first())
    rows = LISTED[kind][1]() if kind in LISTED else None
    return subject_of(rows.filter(pk=key).select_related("commune").first()) if rows is not None else None


def site_subject(request: HttpRequest) -> Subject:
    """What stands for a whole site, and for whoever is not named."""
    territory, language = identity_of(request).territory, get_language()
    kind = "site" if language == SOURCE else f"site-{language}"
    return Subject(kind, territory.pk if territory else 0, _("Travailler d’ici, pour partout"))


def shared(request: HttpRequest, thing: Any = None) -> Shared:
    """The picture of a thing, else that of the site."""
    subject = subject_of(thing) or site_subject(request)
    identity = identity_of(request)
    path = reverse("cms:preview", args=[subject.kind, subject.key, mark_of(subject, identity)])
    words = ", ".join(part for part in (subject.title, subject.place, site_name(identity)) if part)
    return Shared(f"{request.scheme}://{request.get_host()}{path}", words)


def mark_of(subject: Subject, identity: Identity) -> str:
    """Changes with anything that the picture shows: 10 letters of its address, which may then be kept for ever."""
    shown = (DESIGN, subject, site_name(identity), identity.territory and identity.territory.pk, identity.colours)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:10]


def card_of(subject: Subject, identity: Identity) -> Card:
    """What to draw."""
    colours = dict(_COLOUR.findall(identity.colours))
    drawing = draw_territory(identity.territory) if identity.territory else draw_france()
    return Card(
        title=subject.title,
        place=subject.place,
        site=site_name(identity),
        brand=colours.get("brand", ""),
        accent=colours.get("accent", ""),
        outline=drawing.ground if drawing else "",
    )


def site_name(identity: Identity) -> str:
    """« Hameau Lozère », « Hameau »."""
    return f"Hameau {identity.territory.name}" if identity.territory else "Hameau"
