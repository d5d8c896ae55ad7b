"""What an agency says in its own words in the mails of its territory."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geography.models import Territory
from listings.moderators import territories_of


class MailTextQuerySet(models.QuerySet["MailText"]):
    """Texts, in use or given up. ``for_user()`` is the only door for the desk."""

    def for_user(self, user: Any) -> Self:
        """Those of the territories that a user moderates."""
        return self.filter(territory__in=territories_of(user).order_by().values("pk"))

    def in_use(self) -> Self:
        """Those that mails are written with, if they are still good."""
        return self.filter(ended_at=None)

    def about(self, territory: Territory, template: str, case: str, language: str) -> Self:
        """All the versions of one text, the latest first."""
        same = self.filter(territory=territory, template=template, case=case, language=language)
        return same.order_by("-written_at", "-pk")


class MailText(models.Model):
    """One version of one text. ``template`` and ``case`` say of which mail (``mail.catalogue``); of the words, those
    that are empty are the original's. ``original`` is how that was when the text was written, to see later what changed
    in it. A version ends when another takes its place, or when the agency goes back to the original.
    """

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    template = models.CharField(max_length=80)
    case = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5)
    subject = models.CharField(_("objet"), max_length=150, blank=True)
    opening = models.TextField(_("premiers mots"), max_length=1000, blank=True)
    body = models.TextField(_("texte"), max_length=6000, blank=True)
    closing = models.TextField(_("derniers mots"), max_length=1000, blank=True)
    original = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = MailTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("texte de courriel")
        verbose_name_plural = _("textes de courriels")
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "template", "case", "language"],
                condition=models.Q(ended_at=None),
                name="mail_text_in_use_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory}, {self.template}"

    @property
    def said(self) -> str:
        """Its words, in the order in which they are read."""
        return "\n\n".join(words for words in (self.subject, self.opening, self.body, self.closing) if words)
