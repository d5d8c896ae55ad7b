"""The abstract listing: what every published thing of Hameau shares."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin

from geography.models import Commune, Territory, communes_of_territories
from listings.agencies import DeskInvitation, TerritoryDesk, Writer
from listings.archives import Archive
from listings.checks import CheckRound
from listings.constraints import validate_at_once
from listings.contact.models import ContactBlock, ContactLink, ContactReport, Conversation, Message
from listings.moderators import ModeratedQuerySet, Moderator
from listings.offers import Offer
from listings.reports import ChangeReport
from listings.reviews import Review
from listings.teams import Claim, Invitation, TeamMember, listings_of_team
from listings.versions import DataVersion

__all__ = [
    "Archive",
    "ChangeReport",
    "CheckInterval",
    "CheckRound",
    "Claim",
    "ContactBlock",
    "ContactLink",
    "ContactReport",
    "Conversation",
    "DataVersion",
    "DeskInvitation",
    "Invitation",
    "Listing",
    "ListingQuerySet",
    "Message",
    "Moderator",
    "Offer",
    "Review",
    "TeamMember",
    "TerritoryDesk",
    "Writer",
]


class CheckInterval(models.IntegerChoices):
    """How often a listing's facts are checked, in days."""

    THREE_MONTHS = 90, _("3 mois")
    SIX_MONTHS = 180, _("6 mois")
    A_YEAR = 365, _("12 mois")


class ListingQuerySet(ModeratedQuerySet):
    """Rows of a listing. ``published()`` is the only door to what the public sees."""

    def published(self) -> Self:
        """Live, and not past its expiry even when the command that expires listings has not run."""
        return self.filter(models.Q(expire_at__isnull=True) | models.Q(expire_at__gt=timezone.now()), live=True)

    def in_territory(self, territory: Territory) -> Self:
        """Those whose commune belongs to the territory."""
        return self.in_territories([territory.pk])

    def in_territories(self, keys: Iterable[int]) -> Self:
        """Those whose commune belongs to one of some territories."""
        return self.filter(commune__in=communes_of_territories(keys))

    def owned_by(self, user: Any) -> Self:
        """What « mon espace » shows a user: what they own, or hold as a member of its team."""
        return self.held_by(user) if user.is_active else self.none()

    def held_by(self, user: Any) -> Self:
        """What is theirs even while their account is suspended: no door, but what secrecy and erasure go by."""
        return self.filter(models.Q(owner=user) | models.Q(pk__in=listings_of_team(user, self.model)))

    def check_due(self, day: date) -> Self:
        """Those never checked, or checked longer ago than their interval, on a day."""
        intervals = self.order_by().values_list("check_interval", flat=True).distinct()
        overdue = [models.Q(check_interval=days, checked_on__lt=day - timedelta(days=days)) for days in intervals]
        return self.filter(reduce(or_, overdue, models.Q(checked_on__isnull=True)))


class Listing(DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):  # type: ignore[misc]
    """Something published in a commune by someone: public fields are revisions, system columns are not.

    ``LIVE_ONLY`` names the columns that never come back from an old draft: who owns the listing, where it came from
    and when it was last checked are facts of today, not of the moment the draft was written.
    """

    LIVE_ONLY: ClassVar[tuple[str, ...]] = (
        "owner",
        "source",
        "source_id",
        "licence",
        "check_interval",
        "checked_on",
        "to_confirm",
        "created_at",
    )

    HOLDER_PUBLISHES: ClassVar[bool] = False
    """Whether nobody makes it public but by deciding on what its holder sent: a person, and what only they may tell."""

    PRIVATE: ClassVar[tuple[str, ...]] = ()
    """Fields that are their holder's own affair: the desk neither shows nor merges them."""

    live = models.BooleanField(_("publié"), default=False, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("tenu par")
    )
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    source = models.CharField(_("source"), max_length=80, blank=True)
    source_id = models.CharField(_("identifiant dans la source"), max_length=120, blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    check_interval = models.PositiveSmallIntegerField(
        _("à vérifier tous les"), choices=CheckInterval.choices, default=CheckInterval.SIX_MONTHS
    )
    checked_on = models.DateField(_("vérifié le"), null=True, blank=True)
    to_confirm = models.BooleanField(_("à confirmer"), default=False, editable=False)
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("modifié le"), auto_now=True)

    objects: ClassVar[Any] = ListingQuerySet.as_manager()

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """The draft's content on today's row, system columns kept."""
        listing: Self = super().with_content_json(content)
        for name in self.LIVE_ONLY:
            setattr(listing, name, getattr(self, name))
        return listing

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Ask for all of them at once, and one by one only to say which does not hold."""
        try:
            validate_at_once(self, exclude)
        except (FieldError, ValidationError):
            super().validate_constraints(exclude)

    @property
    def check_due_on(self) -> date | None:
        """The day its facts should be checked again, or ``None`` when they never were."""
        return self.checked_on + timedelta(days=self.check_interval) if self.checked_on else None

    @property
    def public_address(self) -> str:
        """The e-mail address that everyone may read on its page: where to write when nobody holds it."""
        return ""
