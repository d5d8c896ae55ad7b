"""What the import changed, dropped or doubts, said once for the report and the counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Kinds of remarks, in the order of the summary."""

    ZERO = "zero", _("zéro initial rétabli")
    POSTCODE = "postcode", _("code postal écarté ou corrigé")
    COMMUNE = "commune", _("commune corrigée ou déduite")
    FORMER_COMMUNE = "former_commune", _("ancienne commune ou arrondissement")
    COMMA = "comma", _("virgule décimale")
    BOTH = "both", _("deux coordonnées dans une cellule")
    LAMBERT = "lambert", _("coordonnées projetées converties")
    AXES = "axes", _("latitude et longitude échangées")
    SIGN = "sign", _("signe d’une coordonnée rétabli")
    POINT = "point", _("point illisible ou hors de la commune, écarté")
    ENCODING = "encoding", _("texte mal encodé réparé")
    WEBSITE = "website", _("adresse web complétée ou nettoyée")
    HANDLE = "handle", _("compte de réseau social complété")
    NO_WEBSITE = "no_website", _("adresse web écartée")
    PHONE = "phone", _("téléphone réparé")
    NO_PHONE = "no_phone", _("téléphone écarté")
    MOBILE = "mobile", _("mobile personnel écarté")
    EMAIL = "email", _("courriel nettoyé")
    NO_EMAIL = "no_email", _("courriel écarté")
    PERSONAL = "personal", _("courriel personnel écarté")
    PUBLIC_MAILBOX = "public_mailbox", _("boîte d’un fournisseur grand public, à vérifier")
    DATE = "date", _("date réparée ou écartée")
    NUMBER = "number", _("nombre écarté")
    LENGTH = "length", _("texte trop long raccourci")
    LABEL = "label", _("libellé inconnu")
    HOURS = "hours", _("horaires laissés en texte")
    NEIGHBOUR = "neighbour", _("ressemble à un autre lieu, créé quand même")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing done to one cell: ``before`` and ``after`` as they may be shown (people's contacts are masked)."""

    kind: Kind
    column: str
    before: str
    after: str = ""


def masked(contact: str) -> str:
    """A contact that a report may show: enough to find it in the file, not enough to reach the person."""
    local, at, domain = contact.partition("@")
    if at:
        return f"{local[:1]}…@{domain}"
    return f"{contact[:2]} … {contact[-2:]}" if len(contact) > 6 else "…"
