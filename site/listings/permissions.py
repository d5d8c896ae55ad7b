"""Who may do what to listings and reports. Which rows: ``for_user()`` of their querysets."""

from __future__ import annotations

from typing import Any

from geography.models import Commune
from listings.agencies import Writer
from listings.moderators import Moderator, territories_of


def is_moderator(user: Any) -> bool:
    """Whether a user has a desk of listings at all: a superuser, or someone who moderates a territory."""
    if not user.is_active:
        return False
    return bool(user.is_superuser or Moderator.objects.filter(user=user).exists())


def has_desk(user: Any) -> bool:
    """Whether the desk is a user's place of work: a moderator, or someone who writes the pages of a territory."""
    return is_moderator(user) or bool(user.is_active and Writer.objects.filter(user=user).exists())


def may_moderate(user: Any, commune: Commune) -> bool:
    """Whether a user may change and publish what stands in a commune."""
    if user.is_active and user.is_superuser:
        return True
    return territories_of(user).filter(communes=commune).exists()


def may_move(user: Any, origin: Commune, destination: Commune) -> bool:
    """Whether a user may move a listing from a commune to another: both in one territory that they moderate.

    A superuser may also move it between two communes that no territory has.
    """
    if origin == destination:
        return may_moderate(user, origin)
    if territories_of(user).filter(communes=origin).filter(communes=destination).exists():
        return True
    return bool(
        user.is_active
        and user.is_superuser
        and not Commune.objects.filter(pk__in=[origin.pk, destination.pk], territories__isnull=False).exists()
    )


def may_send(user: Any, origin: Commune, destination: Commune) -> bool:
    """Whether a user may move a listing as an act of its own: they moderate both ends, of one territory or of two."""
    return may_moderate(user, origin) and may_moderate(user, destination)
