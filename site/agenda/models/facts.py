"""What lists of events look among: derived from each event when it is published, never written by anyone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from geography.fields import CellField, DegreesField


class EventFacts(models.Model):
    """Where and on which days an event is, and what names its organiser in addresses.

    Days are those of the clock on its wall. The point is its place's, else its commune's; online, there is none.
    """

    event = models.OneToOneField("agenda.EventPage", models.CASCADE, primary_key=True, related_name="facts")
    first_day = models.DateField(_("premier jour"))
    last_day = models.DateField(_("dernier jour"))
    latitude = DegreesField(_("latitude"), null=True, blank=True)
    longitude = DegreesField(_("longitude"), null=True, blank=True)
    cell = CellField(_("maille"))
    organiser_slug = models.SlugField(_("qui organise"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("repères d’un rendez-vous")
        verbose_name_plural = _("repères des rendez-vous")
        indexes = [
            models.Index(fields=["first_day", "last_day"], name="agenda_facts_days"),
            models.Index(fields=["latitude", "longitude"], name="agenda_facts_point"),
            models.Index(fields=["cell"], name="agenda_facts_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} : {self.first_day}"
