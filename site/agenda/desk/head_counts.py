"""Those who were counted by hand: connected to the stream, or in a relay place that kept no list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction

from agenda.half_days import half_days_of
from agenda.models import EventPage, HeadCount, Seats
from agenda.vocabulary import Mode

MOST = 100_000


class HeadCountForm(forms.Form):
    """A number for each mode and half-day; left empty, what was ticked counts."""

    def __init__(self, *args: Any, event: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, tuple[Seats, str]] = {}
        known = {(one.seats_id, one.half_day): one.number for one in HeadCount.objects.of_event(event)}
        half_days = half_days_of(event)
        for seats in Seats.objects.of_event(event):
            label = seats.label if seats.mode == Mode.RELAY else str(seats.get_mode_display())
            for half in half_days:
                name = f"n{seats.pk}-{half.code}"
                self.names[name] = seats, half.code
                self.fields[name] = forms.IntegerField(
                    label=f"{label}, {half.label.lower()}",
                    required=False,
                    min_value=0,
                    max_value=MOST,
                    initial=known.get((seats.pk, half.code)),
                )

    def told(self) -> Iterator[tuple[Seats, str, int | None]]:
        """Each number, or that there is none."""
        for name, (seats, code) in self.names.items():
            yield seats, code, self.cleaned_data[name]

    @transaction.atomic
    def save(self) -> None:
        """Keep the numbers; forget those that were emptied."""
        for seats, code, number in self.told():
            if number is None:
                HeadCount.objects.filter(seats=seats, half_day=code).delete()
            else:
                HeadCount.objects.update_or_create(seats=seats, half_day=code, defaults={"number": number})
