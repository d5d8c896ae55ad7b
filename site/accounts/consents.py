"""What people agreed to: the words they read, their version, and when. A changed text is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent


@dataclass(frozen=True)
class Wording:
    """A text to agree to. ``version`` names it for ever: subject and month."""

    version: str
    text: str | Promise


ACCOUNT = Wording(
    "compte-2026-11",
    _(
        "J’accepte que Hameau garde mon adresse pour gérer mon compte et m’écrire à son sujet. "
        "Je peux tout emporter ou tout effacer quand je veux."
    ),
)


def give(user: Any, wording: Wording) -> Consent:
    """Keep that a user agrees, in the words of the language they read. Given before and not withdrawn: the same row."""
    consent, _created = Consent.objects.get_or_create(
        user=user, version=wording.version, withdrawn_at=None, defaults={"wording": str(wording.text)}
    )
    return consent


def withdraw(user: Any, wording: Wording) -> int:
    """Keep that a user no longer agrees; return how many consents ended."""
    return Consent.objects.filter(user=user, version=wording.version, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )


def has_given(user: Any, wording: Wording) -> bool:
    """Whether a user agrees to exactly this wording now."""
    return Consent.objects.filter(user=user, version=wording.version, withdrawn_at=None).exists()
