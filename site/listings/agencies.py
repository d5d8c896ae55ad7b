"""An agency at its desk: the group and the folder of its territory, and who was invited to join it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from geography.models import Territory


class TerritoryDesk(models.Model):
    """What Wagtail knows a territory's agency by: the rights of ``group``, the files in ``collection``.

    Its members are those of the territory's ``Moderator`` rows (``actions.open_or_close_desk`` keeps them together);
    those of ``writers``, made on first use, those of its ``Writer`` rows.
    """

    territory = models.OneToOneField(Territory, models.CASCADE, related_name="+")
    group = models.OneToOneField(Group, models.CASCADE, related_name="+")
    writers = models.OneToOneField(Group, models.SET_NULL, null=True, editable=False, related_name="+")
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="+")

    class Meta:
        app_label = "listings"

    def __str__(self) -> str:
        return str(self.group)


class Writer(models.Model):
    """A user who writes the pages of a territory and submits them to its agency, which publishes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("compte"))
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", verbose_name=_("territoire"))

    class Meta:
        app_label = "listings"
        verbose_name = _("rédacteur ou rédactrice")
        verbose_name_plural = _("rédacteurs et rédactrices")
        ordering = ["territory__name", "user__email", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "territory"], name="writer_unique")]

    def __str__(self) -> str:
        return f"{self.user}, {self.territory}"


class Role(models.TextChoices):
    """What someone is invited for."""

    AGENCY = "agency", _("Agence : relit et publie les fiches et les pages")
    WRITING = "writing", _("Rédaction : écrit les pages, que l’agence relit et publie")


class DeskInvitationQuerySet(models.QuerySet[Any]):
    """Invitations to a desk."""

    def open(self) -> Self:
        """Those that can still be accepted."""
        return self.filter(expires_at__gt=timezone.now())


class DeskInvitation(models.Model):
    """A secret link to join an agency's desk. Only the link's hash is kept; it works once, until it expires."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", verbose_name=_("territoire"))
    email = models.EmailField(_("courriel"))
    role = models.CharField(_("rôle"), max_length=10, choices=Role, default=Role.AGENCY)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(_("invité le"), default=timezone.now)
    expires_at = models.DateTimeField(_("valable jusqu’au"))

    objects: ClassVar[Any] = DeskInvitationQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("invitation au bureau")
        verbose_name_plural = _("invitations au bureau")
        ordering = ["invited_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["territory", "email"], name="desk_invitation_one_an_address")]

    def __str__(self) -> str:
        return self.email
