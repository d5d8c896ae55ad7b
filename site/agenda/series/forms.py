"""What the desk asks of a copy and of a series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import EventPage
from agenda.moments import on_the_wall
from agenda.series.copying import hours_on
from agenda.series.rules import CODES, WEEKDAYS, Frequency, days_of, rule_of, rule_words

MOST_EXCEPTIONS = 100
FARTHEST = timedelta(days=3 * 366)
_FRENCH = "%d/%m/%Y"


def _day_field(**kwargs: Any) -> forms.DateField:
    errors = {"required": gettext_lazy("Choisissez un jour."), "invalid": gettext_lazy("Ce jour n’existe pas.")}
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, error_messages=errors, **kwargs)


class CopyForm(forms.Form):
    """When the copy of an event begins, by the clock of its place; it lasts as long."""

    day = _day_field(label=gettext_lazy("Jour"))
    clock = forms.TimeField(
        label=gettext_lazy("Heure de début"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Choisissez une heure."),
            "invalid": gettext_lazy("Cette heure n’existe pas."),
        },
    )

    def __init__(self, *args: Any, event: EventPage, **kwargs: Any) -> None:
        self.event = event
        starts = on_the_wall(event.starts_at, event.zone)
        initial = {"day": starts.date() + timedelta(days=7), "clock": starts.time()}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

    def clean_day(self) -> date:
        """A day of these years. Raises ``ValidationError``."""
        return _near(self.cleaned_data["day"])

    def hours(self) -> tuple[datetime, datetime]:
        """Beginning and end of the copy."""
        return hours_on(self.event, self.cleaned_data["day"], self.cleaned_data["clock"])


class SeriesForm(forms.Form):
    """How an event comes again."""

    frequency = forms.ChoiceField(
        label=gettext_lazy("Revient"), choices=Frequency.choices, widget=forms.RadioSelect, initial=Frequency.WEEKLY
    )
    interval = forms.IntegerField(
        label=gettext_lazy("Intervalle"),
        min_value=1,
        max_value=12,
        initial=1,
        help_text=gettext_lazy("1 : chaque semaine, chaque mois ; 2 : une fois sur deux."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Écrivez un nombre de 1 à 12.")
        ),
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Jours de la semaine"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Pour « chaque semaine ». Le jour de ce rendez-vous y est toujours."),
    )
    until = _day_field(label=gettext_lazy("Jusqu’au (facultatif)"), required=False)
    excluded = forms.CharField(
        label=gettext_lazy("Sauf ces jours (facultatif)"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Un par ligne : 24/12/2026."),
    )
    is_published = forms.BooleanField(
        label=gettext_lazy("Publier les nouvelles dates"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Si ce rendez-vous est publié. Sinon, ce sont des brouillons à relire."),
    )

    def __init__(self, *args: Any, event: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.first = on_the_wall(event.starts_at, event.zone).date()
        self.fields["weekdays"].initial = [CODES[self.first.weekday()]]
        field: Any = self.fields["frequency"]
        field.choices = list(_frequencies(self.first))

    def clean_until(self) -> date | None:
        """A day after the first. Raises ``ValidationError``."""
        until: date | None = self.cleaned_data["until"]
        if until and until <= self.first:
            raise ValidationError(_("Choisissez un jour plus tardif que celui de ce rendez-vous, ou aucun."))
        return _near(until) if until else None

    def clean_excluded(self) -> list[str]:
        """ISO days. Raises ``ValidationError`` for a line that is no day."""
        lines = [line.strip() for line in self.cleaned_data["excluded"].splitlines() if line.strip()]
        if len(lines) > MOST_EXCEPTIONS:
            raise ValidationError(_("Cent jours au plus : la série s’arrête peut-être entre deux."))
        days = {read_day(line) for line in lines}
        if self.first in days:
            raise ValidationError(_("Le jour de ce rendez-vous est le premier de la série : il en fait partie."))
        return sorted(day.isoformat() for day in days)

    def clean(self) -> dict[str, Any]:
        """A series has more than one date, and begins where its rule says. Raises ``ValidationError``."""
        known: dict[str, Any] = super().clean() or {}
        if self.errors:
            return known
        known["rule"] = rule_of(
            known["frequency"], self.first, interval=known["interval"], weekdays=known["weekdays"], until=known["until"]
        )
        days = days_of(known["rule"], self.first, self.first + FARTHEST, known["excluded"])
        if len(days) < 2:
            self.add_error("until", _("Avec cette règle, il n’y a pas d’autre date."))
        return known


class Scope(models.TextChoices):
    """Which dates a change is carried over to."""

    FOLLOWING = "suivantes", gettext_lazy("Les suivantes")
    ALL = "toutes", gettext_lazy("Toutes")


class ScopeForm(forms.Form):
    """The button that was pressed."""

    portee = forms.ChoiceField(choices=Scope.choices)


class DayForm(forms.Form):
    """A day on which a series does not take place."""

    day = _day_field(label=gettext_lazy("Jour sans ce rendez-vous"))

    def clean_day(self) -> date:
        """A day of these years. Raises ``ValidationError``."""
        return _near(self.cleaned_data["day"])


def _frequencies(first: date) -> Iterator[tuple[str, str]]:
    """The ways in which a day comes again, in the words of that day: « Chaque mois, le 2ᵉ jeudi »."""
    yield Frequency.WEEKLY, str(Frequency.WEEKLY.label)
    for frequency in (Frequency.MONTHLY_WEEKDAY, Frequency.MONTHLY_LAST, Frequency.MONTHLY_DAY):
        is_last = (first + timedelta(days=7)).month != first.month
        if frequency != Frequency.MONTHLY_LAST or is_last:
            yield frequency, capfirst(rule_words(rule_of(frequency, first)))


def read_day(text: str) -> date:
    """A day as French people write it, or as ISO 8601 does. Raises ``ValidationError``."""
    try:
        found = parse_date(text)
        return found or datetime.strptime(text, _FRENCH).date()  # noqa: DTZ007 - a day
    except ValueError:
        raise ValidationError(
            _("« %(text)s » n’est pas un jour : écrivez 24/12/2026."), params={"text": text[:40]}
        ) from None


def _near(day: date) -> date:
    if abs(day - timezone.localdate()) > FARTHEST:
        raise ValidationError(_("Cette date est trop loin : trois ans au plus."))
    return day
