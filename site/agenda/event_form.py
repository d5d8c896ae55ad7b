"""The editor's form of an event: hours by the clock of its place, and what would contradict itself refused in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.programme import session_times
from agenda.seating import refused_seats
from agenda.vocabulary import Attendance, RegistrationMeans
from agenda.wall_clock import AMBIGUOUS, WallClockField, WhichHourField, instant_of, instants_of, which_of
from cms.own_things import PageForm
from places.models import Place

CLOCKS = ("starts_at", "ends_at", "opens_at", "closes_at")
LONGEST = timedelta(days=31)
LONGEST_LEAD = 280


class EventForm(PageForm):
    """What an editor writes of an event, checked as a whole."""

    starts_at = WallClockField(label=gettext_lazy("Début"))
    ends_at = WallClockField(label=gettext_lazy("Fin"))
    opens_at = WallClockField(
        label=gettext_lazy("Ouverture des inscriptions"),
        required=False,
        help_text=gettext_lazy("Vide : tout de suite."),
    )
    closes_at = WallClockField(
        label=gettext_lazy("Clôture des inscriptions"),
        required=False,
        help_text=gettext_lazy("Vide : au début du rendez-vous."),
    )
    which_hour = WhichHourField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.instance.zone
        for name in CLOCKS:
            self.fields[name].zone = zone
        known = (which_of(getattr(self.instance, name), zone) for name in CLOCKS)
        self.fields["which_hour"].initial = next(filter(None, known), "")

    @property
    def asks_which_hour(self) -> bool:
        """Whether one of the hours comes twice: only then is it asked which is meant."""
        errors = self.errors.as_data().values() if self.is_bound else ()
        was_asked = any(error.code == AMBIGUOUS for each in errors for error in each)
        return was_asked or bool(self["which_hour"].value())

    def clean(self) -> dict[str, Any]:
        """Instants in the place of clock times, and the checks that take several fields."""
        cleaned: dict[str, Any] = super().clean()
        zone = ZoneInfo(cleaned.get("time_zone") or self.instance.time_zone)
        walls = {name: cleaned[name] for name in CLOCKS if cleaned.get(name)}
        self._put_instants(cleaned, zone)
        self._check_order(cleaned)
        self._check_programme(cleaned, walls, zone)
        self._check_words(cleaned)
        if not self.is_deferred_validation:
            self._check_missing(cleaned)
        return cleaned

    def _put_instants(self, cleaned: dict[str, Any], zone: ZoneInfo) -> None:
        for name in CLOCKS:
            if wall := cleaned.get(name):
                try:
                    cleaned[name] = instant_of(wall, zone, cleaned.get("which_hour") or "")
                except ValidationError as error:
                    self.add_error(name, error)

    def _check_order(self, cleaned: dict[str, Any]) -> None:
        starts, ends, opens, closes = (cleaned.get(name) for name in CLOCKS)
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("La fin vient après le début : vérifiez ces deux dates."))
        elif starts and ends and ends - starts > LONGEST:
            message = _("Un rendez-vous dure 31 jours au plus. Pour une suite de dates, publiez-en un par date.")
            self.add_error("ends_at", message)
        if closes and ends and closes > ends:
            self.add_error("closes_at", _("Les inscriptions se closent avant la fin du rendez-vous."))
        last = closes or starts
        withdrawn, is_here = cleaned.get("expire_at"), cleaned.get("registration") == RegistrationMeans.HERE
        if withdrawn and ends and withdrawn < ends and is_here:
            self.add_error(
                "expire_at", _("Les personnes inscrites ont besoin de cette page jusqu’à la fin du rendez-vous.")
            )
        if opens and last and opens >= last:
            self.add_error("opens_at", _("Les inscriptions s’ouvrent avant de se clore : vérifiez ces deux dates."))

    def _check_programme(self, cleaned: dict[str, Any], walls: dict[str, datetime], zone: ZoneInfo) -> None:
        """Each session is inside the event, by the same clock, at hours that are."""
        starts, ends = walls.get("starts_at"), walls.get("ends_at")
        if not starts or not ends or not cleaned.get("programme"):
            return
        for block in cleaned["programme"]:
            begins, stops = session_times(block.value, starts.date())
            told = {"title": block.value.get("title")}
            if begins and begins < starts:
                self.add_error("programme", _("« %(title)s » commence avant le rendez-vous.") % told)
            if stops and stops > ends:
                self.add_error("programme", _("« %(title)s » finit après le rendez-vous.") % told)
            if any(moment and not instants_of(moment, zone) for moment in (begins, stops)):
                message = _("« %(title)s » : les montres avancent ce jour-là, cette heure n’existe pas.")
                self.add_error("programme", message % told)

    def _check_words(self, cleaned: dict[str, Any]) -> None:
        if len(cleaned.get("lead") or "") > LONGEST_LEAD:
            message = _("Le chapeau tient en %(most)s signes : le reste va dans la présentation.")
            self.add_error("lead", ValidationError(message, params={"most": LONGEST_LEAD}))
        is_open_to_all = cleaned.get("registration") == RegistrationMeans.NONE
        if is_open_to_all and cleaned.get("online_url"):
            message = _(
                "L’adresse en ligne est envoyée aux seuls inscrits : choisissez une inscription, ou retirez-la."
            )
            self.add_error("online_url", message)

    def _check_missing(self, cleaned: dict[str, Any]) -> None:
        """What a draft may lack, and a published event not."""
        is_on_site = cleaned.get("attendance") != Attendance.ONLINE
        if is_on_site and not cleaned.get("place") and not cleaned.get("commune") and "commune" not in self.errors:
            self.add_error("commune", _("Choisissez un lieu de l’annuaire, ou écrivez la commune."))
        is_elsewhere = cleaned.get("registration") == RegistrationMeans.ELSEWHERE
        if is_elsewhere and not cleaned.get("registration_url") and "registration_url" not in self.errors:
            self.add_error("registration_url", _("Écrivez l’adresse où l’on s’inscrit."))
        has_seats = cleaned.get("seats_on_site") or cleaned.get("seats_online")
        if has_seats and cleaned.get("registration") == RegistrationMeans.NONE:
            message = _("Choisissez « Sur ce site » pour que l’on s’inscrive à ces places, ou videz leur nombre.")
            self.add_error("registration", message)

    def _post_clean(self) -> None:
        super()._post_clean()
        relay_forms = list(self._relay_forms())
        relay_sites = [form.instance for form in relay_forms]
        if self._names_hidden_places(relay_sites):
            self.add_error(None, _("Un lieu de ce rendez-vous n’est pas publié : choisissez-en un autre."))
        refused = refused_seats(self.instance, relay_sites)
        for field, message in refused.fields.items():
            self.add_error(field if field in self.fields else None, message)
        for form in relay_forms:
            if form.instance.key in refused.relays:
                form.add_error("seats", refused.relays[form.instance.key])

    def _relay_forms(self) -> Iterator[Any]:
        """The forms of the relay places that stay."""
        formset = self.formsets.get("relay_sites")
        if formset is None:
            return
        formset.is_valid()
        yield from (form for form in formset.forms if not formset._should_delete_form(form))

    def _names_hidden_places(self, relay_sites: list[Any]) -> bool:
        """Whether a place that the public can't read is newly named: choosers offer none."""
        keys = _places_of(self.instance, relay_sites)
        if self.instance.pk:
            before: Any = self.before
            keys -= _places_of(before, before.relay_sites.all())
        return bool(keys) and Place.objects.published().filter(pk__in=keys).count() < len(keys)


def _places_of(event: Any, relay_sites: Iterable[Any]) -> set[int]:
    """The keys of the places that an event and its relay places name."""
    return {thing.place_id for thing in (event, *relay_sites) if thing.place_id}
