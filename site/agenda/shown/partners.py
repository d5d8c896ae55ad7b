"""Who makes an event possible, role by role, with their logos."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wagtail.images import get_image_model

from agenda.vocabulary import PartnerRole

if TYPE_CHECKING:
    from agenda.models import EventPage

LOGO = "max-400x160|format-webp"
"""Twice as many pixels as shown, for fine screens."""


@dataclass(frozen=True)
class Support:
    """An organisation; ``logo`` is a rendition, ``None`` without one or when its file is lost."""

    name: str
    url: str = ""
    logo: Any = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the logo as it is shown, in pixels."""
        return (round(self.logo.width / 2), round(self.logo.height / 2)) if self.logo else (0, 0)


@dataclass
class Role:
    """What some organisations do for the event: « Finance »."""

    label: str
    supports: list[Support] = field(default_factory=list)


def roles_of(event: EventPage, agency: str = "") -> list[Role]:
    """The roles that someone has, in the order of the vocabulary; the organiser, or else the agency, comes first."""
    partners = list(event.partners.all())
    keys = {partner.logo_id for partner in partners if partner.logo_id}
    logos = get_image_model().objects.prefetch_related("renditions").in_bulk(keys) if keys else {}
    roles = {code: Role(str(PartnerRole(code).label)) for code in PartnerRole.values}
    named = {partner.name.casefold() for partner in partners}
    if (organiser := event.organiser or agency) and organiser.casefold() not in named:
        roles[PartnerRole.ORGANISER].supports.append(Support(organiser))
    for partner in partners:
        logo = logos.get(partner.logo_id)
        shown = logo.rendition_if_kept(LOGO) if logo else None
        roles[partner.role].supports.append(Support(partner.name, partner.url, shown))
    return [role for role in roles.values() if role.supports]
