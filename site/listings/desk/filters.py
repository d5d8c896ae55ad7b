"""What every list of listings on the desk may be narrowed to."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from listings.freshness import stale

TO_CHECK = "verification=a-faire&ordering=checked_on"
"""The parameters of what is to be checked, oldest first."""


class ListingFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """The base: where they stand, and whether they are to be checked."""

    etat = django_filters.ChoiceFilter(
        label=_("État"),
        method="in_state",
        choices=[("en-ligne", _("En ligne")), ("hors-ligne", _("Hors ligne")), ("attente", _("Brouillon en attente"))],
    )
    verification = django_filters.ChoiceFilter(
        label=_("Vérification"), method="to_check", choices=[("a-faire", _("À vérifier"))]
    )

    def in_state(self, listings: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Public, not public, or public with a draft that waits."""
        states = {
            "en-ligne": Q(live=True),
            "hors-ligne": Q(live=False),
            "attente": Q(live=True, has_unpublished_changes=True),
        }
        return listings.filter(states[value])

    def to_check(self, listings: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Public and checked too long ago or never; or gone from the lists because nobody answered."""
        found: QuerySet[Any] = stale(listings)
        return found
