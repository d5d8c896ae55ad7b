"""Who sees what of a person: the one function that pages, structured data, search index, filters and exports ask."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from directory.audiences import LABELS, audience_of
from directory.models import RemoteWorker
from directory.vocabulary import (
    Audience,
    Availability,
    Contract,
    JobFamily,
    Language,
    Sector,
    Status,
    WorkMode,
)
from geography.models import Commune
from listings.fields import Codes
from places.models import Place
from ui.typography import french_spacing, long_date


class Viewer(IntEnum):
    """Who looks, from the one who sees least to the one who sees most."""

    ANYONE = 0
    MEMBER = 1
    OWNER = 2


_NEEDED = {Audience.EVERYONE: Viewer.ANYONE, Audience.MEMBERS: Viewer.MEMBER, Audience.NOBODY: Viewer.OWNER}


@dataclass(frozen=True)
class PublicView:
    """What a viewer sees of a person. A field that they may not see is as empty as one that was never filled in.

    There is no latitude, no longitude and no address: a person is a commune.
    """

    display_name: str
    headline: str
    commune: Commune
    photo: str = ""
    status: str = ""
    employer: str = ""
    presentation: str = ""
    job_family: str = ""
    skills: tuple[str, ...] = ()
    sectors: Codes = ()
    modes: Codes = ()
    remote_days: int | None = None
    contracts: Codes = ()
    availability: str = ""
    available_from: date | None = None
    available_days: int | None = None
    languages: Codes = ()
    links: tuple[str, ...] = ()
    travel_radius: int | None = None
    meeting_places: tuple[Place, ...] = ()
    email: str = ""
    phone: str = ""

    @property
    def initials(self) -> str:
        """The first letters of the first and the last word of the name."""
        words = [word for word in self.display_name.replace("-", " ").split() if word[0].isalpha()] or ["?"]
        return "".join(word[0].upper() for word in ([words[0]] if len(words) == 1 else [words[0], words[-1]]))

    @property
    def status_label(self) -> str:
        """« Indépendant·e »."""
        return str(Status(self.status).label) if self.status else ""

    @property
    def family_label(self) -> str:
        """« Communication, médias et multimédia »."""
        return str(JobFamily(self.job_family).label) if self.job_family else ""

    @property
    def mode_labels(self) -> list[str]:
        """« Hybride »…"""
        return [str(WorkMode(code).label) for code in self.modes]

    @property
    def contract_labels(self) -> list[str]:
        """« CDI »…"""
        return [str(Contract(code).label) for code in self.contracts]

    @property
    def language_labels(self) -> list[str]:
        """« français »…"""
        return [str(Language(code).label) for code in self.languages]

    @property
    def sector_labels(self) -> list[str]:
        """« Construction »…"""
        return [str(Sector(code).label) for code in self.sectors]

    @cached_property
    def availability_label(self) -> str:
        """« Disponible maintenant », « Disponible à partir du 4 janvier 2027 »."""
        if not self.availability:
            return ""
        if self.availability == Availability.LATER and self.available_from:
            return _("Disponible à partir du %(date)s") % {"date": long_date(self.available_from)}
        return str(Availability(self.availability).label)


_TOGETHER = {"modes": ("modes", "remote_days"), "availability": ("availability", "available_from", "available_days")}
"""Fields whose audience is that of the first."""


def viewer_of(worker: RemoteWorker, user: Any) -> Viewer:
    """What a user is to a person: themselves, another member, or anyone."""
    if user is None or not user.is_active:  # as one who is signed out
        return Viewer.ANYONE
    return Viewer.OWNER if worker.owner_id is not None and worker.owner_id == user.pk else Viewer.MEMBER


RELATIONS = ("skills", "meeting_places")
"""Fields that cost a query each."""


def view_of(worker: RemoteWorker, viewer: Viewer, leave_out: Collection[str] = ()) -> PublicView:
    """What a viewer sees of a person (a row or a draft); its commune's département should be loaded.

    ``leave_out`` names fields that are not needed: a list leaves out ``RELATIONS``.
    """
    seen: dict[str, Any] = {}
    for name in LABELS:
        if name not in leave_out and viewer >= _NEEDED[audience_of(worker.audiences, name)]:
            seen |= {part: _value(worker, part) for part in _TOGETHER.get(name, (name,))}
    return PublicView(
        display_name=worker.display_name, headline=french_spacing(worker.headline), commune=worker.commune, **seen
    )


def _value(worker: RemoteWorker, name: str) -> Any:
    value = getattr(worker, name)
    if name == "skills":
        return tuple(skill.name for skill in value.all())
    if name == "meeting_places":
        return tuple(place for place in value.select_related("commune__departement") if place.live)
    if name == "presentation":
        return french_spacing(value)
    if name == "phone":
        return value.as_international if value and value.is_valid() else ""
    return tuple(value) if isinstance(value, list) else value


FIELDS = tuple(field.name for field in fields(PublicView))
"""Every field of a view, for tests and exports."""
