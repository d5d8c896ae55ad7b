"""What a visitor may ask of the agenda, checked: every parameter of its list, its calendars and its map passes here."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from agenda.facts import agency_of
from agenda.models import EventPage
from agenda.vocabulary import EventKind
from cms.resources.vocabulary import Audience, Theme
from listings.asked import Ask, Given, KnownChoicesField, sorted_by
from places.filters import LocatorFilterSet, LocatorForm
from places.models import Place

PAST = "passes"
SORTS = (("date", _("date")), ("distance", _("distance")), ("pertinence", _("pertinence")))
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""Days that may be asked for: some clocks have no others."""
_NO_DAY = _("Une date s’écrit année-mois-jour, par exemple 2026-12-10 : nous l’avons ignorée.")
_NOBODY = {"invalid": _("Ce nom ne désigne personne : nous l’avons ignoré.")}
_NO_MONTH = _("Un mois s’écrit année-mois, par exemple 2026-12 : voici ce qui vient.")


class Month(NamedTuple):
    """A month of a year, both counted from 1."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that a day is in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Month:
        """So many months later, or earlier."""
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


class MonthField(forms.CharField):
    """``2026-12``."""

    def clean(self, value: Any) -> Month | None:
        text = super().clean(value)
        if not text:
            return None
        year, _sign, month = text.partition("-")
        digits = year + month
        is_one = len(year) == 4 and len(month) == 2 and digits.isascii() and digits.isdecimal()
        if is_one and EARLIEST.year <= int(year) <= LATEST.year and 1 <= int(month) <= 12:
            return Month(int(year), int(month))
        raise ValidationError(_NO_MONTH)


class DayField(forms.DateField):
    """``2026-12-10``, as browsers write a date."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], error_messages={"invalid": _NO_DAY}, **kwargs)
        self.validators += [MinValueValidator(EARLIEST, _NO_DAY), MaxValueValidator(LATEST, _NO_DAY)]


class EventForm(LocatorForm):
    """The cleaned parameters; adds ``place`` and ``organiser``, a name, of those that are asked for by their slug."""

    class Meta:
        """Empty: without one, mypy's Django plugin puts off this class, whose base it puts off too, for ever."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["place"], cleaned["organiser"] = None, ""
        if slug := cleaned.get("chez"):
            cleaned["place"] = Place.objects.published().filter(slug=slug).first()
            if cleaned["place"] is None:
                self.add_error("chez", _("Ce lieu n’est pas dans l’annuaire : voici tous les rendez-vous."))
        if slug := cleaned.get("organisateur"):
            cleaned["organiser"] = self._organiser(slug)
        first, last = cleaned.get("du"), cleaned.get("au")
        if first and last and last < first:
            self.add_error("au", _("La fin de la période vient avant son début : nous l’avons ignorée."))
        if cleaned.get("tri") == "pertinence" and not cleaned.get("q"):
            self.add_error("tri", _("Pour trier par pertinence, écrivez des mots à chercher."))
        return cleaned

    def _organiser(self, slug: str) -> str:
        """The name of an organiser; nothing, and an error, where no event that everyone may read has it."""
        event = EventPage.objects.published().organised_by(slug).order_by("pk").first()
        if event is None:
            self.add_error("organisateur", _("Personne de ce nom n’organise de rendez-vous : les voici tous."))
            return ""
        return event.organiser or agency_of(event)


def _several(question: str, vocabulary: Any, label: Any) -> Ask:
    return Ask(question, KnownChoicesField, choices=vocabulary.choices, label=label)


def _ticked(question: str, label: Any) -> Ask:
    return Ask(question, forms.BooleanField, label=label)


class EventFilterSet(LocatorFilterSet):
    """The parameters of ``/agenda/``, in the order of the page."""

    mois = Given(MonthField, label=_("Mois"), max_length=7, error_messages={"max_length": _NO_MONTH})
    quand = Given(
        forms.ChoiceField,
        label=_("Quand"),
        choices=[(PAST, _("Passés"))],
        error_messages=KnownChoicesField.default_error_messages,
    )
    du = Given(DayField, label=_("Du"))
    au = Given(DayField, label=_("Au"))
    genre = _several("of_kinds", EventKind, _("Genre"))
    surplace = _ticked("on_site", _("Sur place"))
    enligne = _ticked("online", _("En ligne"))
    gratuit = _ticked("free_of_charge", _("Gratuit"))
    theme = _several("about", Theme, _("Thème"))
    public = _several("for_audiences", Audience, _("Public"))
    chez = Given(forms.SlugField, label=_("Lieu"), error_messages=_NOBODY)
    organisateur = Ask("organised_by", forms.SlugField, label=_("Qui organise"), error_messages=_NOBODY)
    tri = sorted_by(SORTS)

    class Meta:
        model = EventPage
        fields: list[str] = []
        form = EventForm

    def ask(self, queryset: Any, without: Any = ()) -> Any:
        """The events that answer every valid question, those of a place included."""
        asked = super().ask(queryset, without)
        place = self.cleaned.get("place")
        return asked.held_at(place) if place else asked
