"""Who moderates what: a user and a territory."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from geography.models import Commune, Territory


class Moderator(models.Model):
    """A user who may change and publish what stands in the communes of a territory."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("compte"))
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", verbose_name=_("territoire"))
    is_manager = models.BooleanField(
        _("responsable de l’équipe"), default=False, help_text=_("Invite et retire les membres de l’équipe.")
    )

    class Meta:
        app_label = "listings"
        verbose_name = _("modérateur ou modératrice")
        verbose_name_plural = _("modérateurs et modératrices")
        ordering = ["territory__name", "user__email", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "territory"], name="moderator_unique")]

    def __str__(self) -> str:
        return f"{self.user}, {self.territory}"


def territories_of(user: Any) -> models.QuerySet[Territory]:
    """The territories that a user moderates; all of them for a superuser, none for someone signed out or blocked."""
    if not user.is_active:
        return Territory.objects.none()
    if user.is_superuser:
        return Territory.objects.all()
    return Territory.objects.filter(pk__in=Moderator.objects.filter(user=user).order_by().values("territory"))


def managed_by(user: Any) -> models.QuerySet[Territory]:
    """The territories whose team a user manages; all of them for a superuser."""
    if not user.is_active or user.is_superuser:
        return territories_of(user)
    managed = Moderator.objects.filter(user=user, is_manager=True)
    return Territory.objects.filter(pk__in=managed.order_by().values("territory"))


class ModeratedQuerySet(models.QuerySet[Any]):
    """Rows that stand in a ``commune``. ``for_user()`` is the only door for the desk."""

    def for_user(self, user: Any) -> Self:
        """Everything to a superuser, else what stands in a commune of a territory they moderate *today*."""
        if user.is_active and user.is_superuser:
            return self.all()
        communes = Commune.objects.filter(territories__in=territories_of(user))
        return self.filter(commune__in=communes.order_by().values("pk"))
