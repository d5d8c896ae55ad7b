"""Calendars of partners that a territory's agenda reads, and which page each of their events became."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.imports.vocabulary import LeftOut, Outcome
from geography.models import Territory
from listings.moderators import territories_of

LONGEST_KEY = 200


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    """Addresses of calendars. ``for_user()`` is the only door of the desk."""

    def for_user(self, user: Any) -> Self:
        """Those of the territories of a user's agency."""
        return self.filter(territory__in=territories_of(user).order_by().values("pk"))


class CalendarAddress(models.Model):
    """The address of a partner's calendar, and what came of its last reading."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", verbose_name=_("territoire"))
    url = models.URLField(_("adresse du calendrier"), max_length=500)
    name = models.CharField(_("organisateur"), max_length=160, help_text=_("Écrit sur chaque rendez-vous lu."))
    is_read = models.BooleanField(_("lu chaque jour"), default=True)
    outcome = models.CharField(_("dernière lecture"), max_length=12, choices=Outcome.choices, default=Outcome.NEVER)
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)
    succeeded_at = models.DateTimeField(_("lu avec succès le"), null=True, blank=True)
    figures = models.JSONField(_("ce qu’elle a fait"), default=dict, blank=True)
    """Numbers by name (``found``, ``added``, ``changed``, ``kept``, ``cancelled``, ``vanished``, ``left_out``)."""
    left_out = models.JSONField(_("laissés de côté"), default=list, blank=True)
    """Some of the events that were not taken: ``title`` and ``why``, a code of ``LeftOut``."""
    created_at = models.DateTimeField(_("ajoutée le"), auto_now_add=True)

    objects: ClassVar[Any] = CalendarAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendrier d’un partenaire")
        verbose_name_plural = _("calendriers de partenaires")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["territory", "url"], name="agenda_calendar_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_failed(self) -> bool:
        """Whether its last reading found nothing that could be read."""
        return self.outcome not in (Outcome.READ, Outcome.NEVER)

    @property
    def reasons_left_out(self) -> list[tuple[str, str]]:
        """The title of each event that was left out, and why in words."""
        words = dict(LeftOut.choices)
        return [(one["title"], str(words.get(one["why"], ""))) for one in self.left_out]


class ImportedEvent(models.Model):
    """What an event of a calendar, at one of its dates, became.

    It outlives its page: an event that the agency threw away does not come back the next day. It outlives its address:
    taken away and added again, or moved, a calendar brings nothing twice.
    """

    address = models.ForeignKey(
        CalendarAddress, models.SET_NULL, null=True, related_name="events", verbose_name=_("calendrier")
    )
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", verbose_name=_("territoire"))
    uid = models.CharField(_("identifiant"), max_length=LONGEST_KEY)
    recurrence = models.CharField(_("date dans la série"), max_length=40, blank=True)
    page = models.OneToOneField(
        "agenda.EventPage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("rendez-vous")
    )
    starts_at = models.DateTimeField(_("début"))
    written = models.JSONField(_("ce que la lecture a écrit"), default=dict, blank=True)
    proposed = models.JSONField(_("proposé depuis"), default=dict, blank=True)
    """What an editor had changed (dates, venue, title, text, status) → what the partner writes since, in words."""
    is_to_see = models.BooleanField(_("à voir"), default=False)
    """Whether the agency is told of it: something is proposed, or the calendar holds it no more."""
    vanished_at = models.DateTimeField(_("n’y est plus depuis"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("rendez-vous lu")
        verbose_name_plural = _("rendez-vous lus")
        ordering = ["starts_at", "pk"]
        constraints = [
            # One of two calendars of a territory that hold the same event brings it.
            models.UniqueConstraint(fields=["territory", "uid", "recurrence"], name="agenda_imported_once")
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.recurrence}".strip()
