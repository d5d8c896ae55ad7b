"""Series of events: a rule, and the page that each of its days has."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.models.querysets import pages_published_by
from agenda.series.rules import rule_words


class SeriesQuerySet(models.QuerySet["Series"]):
    """Series. ``for_user()`` is the only door of the desk."""

    def for_user(self, user: Any) -> Self:
        """Those below the agendas that a user's agency publishes."""
        return self.filter(index__in=pages_published_by(user).order_by().values("pk"))


class Series(models.Model):
    """An event that comes again. Its pages are made a few months ahead; each is a page as any other."""

    index = models.ForeignKey("agenda.AgendaIndexPage", models.CASCADE, related_name="+", verbose_name=_("agenda"))
    pattern = models.ForeignKey(
        "agenda.EventPage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("modèle")
    )
    """What new dates are copied from: the first event, or the last whose changes were carried over."""
    rule = models.CharField(_("règle"), max_length=200)
    """As RFC 5545 writes it, over days."""
    first_on = models.DateField(_("premier jour"))
    excluded = models.JSONField(_("exceptions"), default=list, blank=True)
    """Days without the event, as ISO 8601."""
    is_published = models.BooleanField(
        _("publier les nouvelles dates"), default=False, help_text=_("Sinon, elles restent des brouillons.")
    )

    objects: ClassVar[Any] = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("série")
        verbose_name_plural = _("séries")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """« chaque mois, le 2ᵉ mardi »."""
        return rule_words(self.rule)

    @property
    def excluded_days(self) -> list[date]:
        """Its exceptions."""
        return [date.fromisoformat(day) for day in self.excluded]


class SeriesDate(models.Model):
    """A day of a series and its page. The page gone, the day stays, and is not made again."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="dates", verbose_name=_("série"))
    day = models.DateField(_("jour"))
    page = models.OneToOneField(
        "agenda.EventPage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("rendez-vous")
    )
    written = models.JSONField(_("ce que la série a écrit"), default=dict, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("date d’une série")
        verbose_name_plural = _("dates des séries")
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="agenda_series_day_once")]

    def __str__(self) -> str:
        return self.day.isoformat()

    @property
    def event(self) -> Any:
        """Its page, for rows that are known to have one."""
        return self.page
