"""The closed lists of shared cars."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RideKind(models.TextChoices):
    """What someone does."""

    OFFER = "offre", _("Je propose des places")
    REQUEST = "demande", _("Je cherche une place")


class Direction(models.TextChoices):
    """Which way."""

    THERE = "aller", _("Aller")
    BACK = "retour", _("Retour")
    BOTH = "aller-retour", _("Aller et retour")
