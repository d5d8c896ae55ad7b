"""From what a clock on the wall shows to an instant: an hour that never was, an hour that comes twice.

When clocks go forward an hour is skipped, when they go back one is lived twice (PEP 495 calls the second ``fold``).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from agenda.moments import on_the_wall
from ui.typography import clock_time, long_date

FIRST_YEAR, LAST_YEAR = 2000, 2100
AMBIGUOUS = "ambiguous"
"""The code of the error that asks which of two equal hours is meant."""


def instants_of(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants at which a clock of a zone shows a naive datetime: none, one, or two in order, in UTC."""
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(instant for instant in found if on_the_wall(instant, zone) == wall)


def instant_of(wall: datetime, zone: ZoneInfo, which: str) -> datetime:
    """The instant of a wall-clock time; of two, the one that ``which`` says: « 0 » the first, « 1 » the second.

    Raises ``ValidationError`` for an hour that never is, and, with the code ``AMBIGUOUS``, for one of two unsaid.
    """
    instants = instants_of(wall, zone)
    told = {"day": long_date(wall), "hour": clock_time(wall)}
    if not instants:
        message = _("Le %(day)s, les montres avancent d’une heure : %(hour)s n’existe pas. Écrivez une heure de plus.")
        raise ValidationError(message, "skipped", told)
    if len(instants) == 2 and which not in {"0", "1"}:
        message = _(
            "Le %(day)s, les montres reculent d’une heure : %(hour)s arrive deux fois. Dites plus bas laquelle."
        )
        raise ValidationError(message, AMBIGUOUS, told)
    return instants[int(which) if len(instants) == 2 else 0]


def which_of(instant: datetime | None, zone: ZoneInfo) -> str:
    """« 0 » or « 1 » for an instant whose clock time comes twice, else nothing."""
    if instant is None:
        return ""
    both = instants_of(on_the_wall(instant, zone), zone)
    return str(both.index(instant.astimezone(UTC))) if len(both) == 2 else ""


class WallClockField(forms.DateTimeField):
    """A date and time as clocks of ``zone`` show them: shown so, and read as a naive datetime."""

    widget = AdminDateTimeInput
    zone: ZoneInfo

    def prepare_value(self, value: Any) -> Any:
        """What clocks show at an instant; what was typed stays as it is."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return on_the_wall(value, self.zone)
        return value

    def to_python(self, value: Any) -> datetime | None:
        """A naive datetime. Raises ``ValidationError``."""
        if value in self.empty_values:
            return None
        try:
            found = parse_datetime(value.strip()) if isinstance(value, str) and "T" in value else None
        except ValueError as error:  # well written, of a day that is not
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        naive = cast(datetime, found or forms.fields.BaseTemporalField.to_python(self, value))
        if naive.tzinfo is not None or not FIRST_YEAR <= naive.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return naive.replace(second=0, microsecond=0)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the clock shows something else."""
        try:
            return bool(self.to_python(data) != self.prepare_value(initial))
        except ValidationError:
            return True


class WhichHourField(forms.ChoiceField):
    """Which of two equal hours is meant, on the night when clocks go back."""

    def __init__(self, **kwargs: Any) -> None:
        choices = (
            ("", gettext_lazy("Sans objet")),
            ("0", gettext_lazy("La première fois, à l’heure d’été")),
            ("1", gettext_lazy("La seconde fois, à l’heure d’hiver")),
        )
        label = gettext_lazy("Cette heure arrive deux fois : laquelle")
        super().__init__(required=False, label=label, choices=choices, **kwargs)
