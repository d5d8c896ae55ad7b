"""Who holds a listing beside its owner: a team, invitations to it, and claims of listings that nobody holds."""

from __future__ import annotations

from functools import reduce
from itertools import groupby
from operator import itemgetter, or_
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geography.models import Commune
from listings.moderators import ModeratedQuerySet


class Role(models.TextChoices):
    """What a member of a team may do: edit and submit, and for an owner also name others."""

    OWNER = "owner", _("Responsable")
    EDITOR = "editor", _("Collègue")


class AboutQuerySet(models.QuerySet[Any]):
    """Rows about a listing of any kind."""

    def of(self, listing: models.Model) -> Self:
        """Those of one listing."""
        return self.filter(content_type=ContentType.objects.get_for_model(listing), object_id=listing.pk)


class ClaimQuerySet(ModeratedQuerySet, AboutQuerySet):  # type: ignore[override]
    """Claims. ``for_user()`` is the only door for the desk."""

    def waiting(self) -> Self:
        """Those that nobody has decided yet, oldest first."""
        return self.filter(state=ClaimState.WAITING).order_by("created_at", "pk")


class AboutListing(models.Model):
    """A row about a listing of any kind."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    listing = GenericForeignKey("content_type", "object_id")

    class Meta:
        abstract = True


class TeamMember(AboutListing):
    """Someone who holds a listing with its owner."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("compte"))
    role = models.CharField(_("rôle"), max_length=6, choices=Role.choices, default=Role.EDITOR)
    added_at = models.DateTimeField(_("depuis le"), default=timezone.now)

    objects: ClassVar[Any] = AboutQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("membre d’une équipe")
        verbose_name_plural = _("membres d’équipes")
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id", "user"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class Invitation(AboutListing):
    """A secret link sent to an address. Only the link's hash is kept; it works once, until it expires."""

    email = models.EmailField(_("courriel"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(_("invité le"), default=timezone.now)
    expires_at = models.DateTimeField(_("valable jusqu’au"))

    objects: ClassVar[Any] = AboutQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "email"], name="invitation_one_an_address")
        ]

    def __str__(self) -> str:
        return self.email


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    WAITING = "waiting", _("À décider")
    ACCEPTED = "accepted", _("Acceptée")
    REFUSED = "refused", _("Refusée")


class Claim(AboutListing):
    """Someone says that a listing that nobody holds is theirs. The moderators of its commune decide."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("compte"))
    message = models.TextField(_("message"))
    created_at = models.DateTimeField(_("reçue le"), default=timezone.now)
    state = models.CharField(_("état"), max_length=8, choices=ClaimState.choices, default=ClaimState.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("décidée par"),
    )
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    comment = models.TextField(_("réponse"), blank=True)

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("revendication")
        verbose_name_plural = _("revendications")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["commune", "state", "created_at"], name="claim_desk")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "user"], condition=Q(state="waiting"), name="claim_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="claim_decided_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing} : {self.user}"

    @property
    def is_waiting(self) -> bool:
        """Whether it is to be decided."""
        return self.state == ClaimState.WAITING


def listings_of_team(user: Any, model: type[models.Model]) -> models.QuerySet[Any]:
    """The keys of the listings of a model that a user holds as a member of a team."""
    content_type = ContentType.objects.get_for_model(model)
    members = TeamMember.objects.filter(content_type=content_type, user=user)
    return members.order_by().values("object_id")


def about_listings_of_teams(user: Any) -> Q:
    """Which rows are about a listing that a user holds as a member of a team.

    The few listings are read first: an index serves those that are named, none a subquery within an ``OR``.
    """
    members = TeamMember.objects.filter(user=user).order_by("content_type", "object_id")
    found = groupby(members.values_list("content_type", "object_id"), key=itemgetter(0))
    about = (Q(content_type=kind, object_id__in=[pk for _kind, pk in pairs]) for kind, pairs in found)
    return reduce(or_, about, Q(pk__in=[]))
