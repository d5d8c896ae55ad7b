"""Which fields of a person have an audience, who sees them unless told otherwise, and the check of what is stored."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.vocabulary import Audience

ALWAYS_PUBLIC = ("display_name", "headline", "commune")
"""What a published profile is: who signs it, what they do, in which commune."""
LABELS: dict[str, Any] = {
    "photo": _("Photo"),
    "status": _("Statut"),
    "employer": _("Employeur ou marque"),
    "presentation": _("Présentation"),
    "job_family": _("Famille de métiers"),
    "skills": _("Compétences"),
    "sectors": _("Secteurs"),
    "modes": _("Rythme"),
    "contracts": _("Contrats cherchés"),
    "availability": _("Disponibilité"),
    "languages": _("Langues"),
    "links": _("Liens"),
    "travel_radius": _("Déplacements"),
    "meeting_places": _("Lieux où me croiser"),
    "email": _("Courriel"),
    "phone": _("Téléphone"),
}
"""The fields with an audience, as the form and the preview name them."""
DEFAULTS: dict[str, str] = {
    **dict.fromkeys(LABELS, Audience.EVERYONE.value),
    "employer": Audience.MEMBERS.value,
    "meeting_places": Audience.MEMBERS.value,
    "email": Audience.NOBODY.value,
    "phone": Audience.NOBODY.value,
}


def default_audiences() -> dict[str, str]:
    """A new dict of who sees what unless told otherwise."""
    return dict(DEFAULTS)


def audience_of(audiences: Any, field: str) -> Audience:
    """Who sees a field. Anything that can't be read, or is not said, is for nobody."""
    try:
        return Audience(audiences[field])
    except (KeyError, TypeError, ValueError):
        return Audience.NOBODY


def validate_audiences(value: Any) -> None:
    """Refuse anything but one known audience for each known field."""
    if not isinstance(value, dict):
        raise ValidationError(_("Dites pour chaque réponse qui la voit."))
    wrong = [name for name, audience in value.items() if name not in LABELS or audience not in Audience.values]
    if wrong:
        raise ValidationError(_("Choix impossible pour : %(names)s."), params={"names": ", ".join(map(str, wrong))})
