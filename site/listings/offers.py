"""A listing that an agency proposes to the agency of another territory, which takes it or says why not."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.names import name_of
from geography.models import Commune
from listings.moderators import ModeratedQuerySet, territories_of
from listings.teams import AboutListing, AboutQuerySet


class OfferState(models.TextChoices):
    """Where an offer stands."""

    WAITING = "waiting", _("En attente de réponse")
    ACCEPTED = "accepted", _("Acceptée")
    DECLINED = "declined", _("Déclinée")
    WITHDRAWN = "withdrawn", _("Reprise")


class OfferQuerySet(ModeratedQuerySet, AboutQuerySet):  # type: ignore[override]
    """Offers. ``for_user()`` is the door of those who answer, ``seen_by()`` of both sides."""

    def waiting(self) -> Self:
        """Those that nobody has answered yet, oldest first."""
        return self.filter(state=OfferState.WAITING).order_by("proposed_at", "pk")

    def waiting_first(self) -> Self:
        """What is to be answered, oldest first; then what is over, latest first."""
        return self.order_by(models.F("ended_at").desc(nulls_first=True), "proposed_at", "pk")

    def sent_for(self, user: Any) -> Self:
        """Everything to a superuser, else what left a commune of a territory they moderate *today*."""
        if user.is_active and user.is_superuser:
            return self.all()
        communes = Commune.objects.filter(territories__in=territories_of(user))
        return self.filter(origin__in=communes.order_by().values("pk"))

    def seen_by(self, user: Any) -> Self:
        """What they answer, and what their agency sent."""
        return self.for_user(user) | self.sent_for(user)


class Offer(AboutListing):
    """The agency of ``origin`` proposes a listing to that of ``commune``, where it would then stand.

    Until it is accepted the listing stays where and as it is. Both agencies read the words of the two; who holds the
    listing reads neither.
    """

    origin = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune actuelle"))
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune proposée"))
    message = models.TextField(_("message"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("proposée par")
    )
    proposed_at = models.DateTimeField(_("proposée le"), default=timezone.now)
    state = models.CharField(_("état"), max_length=9, choices=OfferState.choices, default=OfferState.WAITING)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("réponse de"),
    )
    ended_at = models.DateTimeField(_("réponse du"), null=True, blank=True)
    comment = models.TextField(_("réponse"), blank=True)

    objects: ClassVar[Any] = OfferQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")
        ordering = ["-proposed_at", "-pk"]
        indexes = [
            models.Index(fields=["commune", "state", "proposed_at"], name="offer_received"),
            models.Index(fields=["origin", "state", "proposed_at"], name="offer_sent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], condition=Q(state="waiting"), name="offer_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True) | ~Q(state="waiting") & Q(ended_at__isnull=False),
                name="offer_ended_has_date",
            ),
            models.CheckConstraint(condition=~Q(origin=models.F("commune")), name="offer_leads_elsewhere"),
            models.CheckConstraint(
                condition=~Q(message="") & (~Q(state="declined") | ~Q(comment="")), name="offer_says_why"
            ),
        ]

    def __str__(self) -> str:
        """Its listing by name, as both agencies may read it: of what is not public, only while the offer waits."""
        listing: Any = self.listing
        if listing is None:
            return str(_("fiche supprimée"))
        return str(listing) if self.is_waiting or listing.live else str(_("fiche hors ligne"))

    @property
    def is_waiting(self) -> bool:
        """Whether it is to be answered."""
        return self.state == OfferState.WAITING

    @property
    def proposer(self) -> str:
        """Who proposed it, in words for another agency: an address is not theirs to know."""
        return _named(self.proposed_by)

    @property
    def ender(self) -> str:
        """Who answered or took it back, in the same words."""
        return _named(self.ended_by)


def _named(user: Any) -> str:
    return name_of(user) if user and user.get_full_name() else ""
