"""What a visitor may ask of the locator, checked: every parameter of the list and of the map passes here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from geography.communes import CommuneMatch, resolve_with_homonyms
from geography.distance import Point
from geography.models import Commune, Territory
from geography.parameters import PositionField
from listings.asked import Ask, AskedSet, Given, KnownChoicesField, KnownChoicesForm, sorted_by, whole_number_up_to
from places.models import Place, PlaceQuerySet
from places.moments import parse_moment
from places.reach import CHOICES as REACHES
from places.tasks import ensure_openings_fresh
from places.vocabulary import Access, Accessibility, Internet, PlaceType, Service
from search.analysis import fold

RADII = (5, 10, 20, 30, 50, 100)
"""Radii on offer, km."""
DEFAULT_RADIUS = 20
SORTS = (
    ("distance", _("distance")),
    ("pertinence", _("pertinence")),
    ("nom", _("nom")),
    ("recent", _("vérification")),
)


@dataclass(frozen=True)
class Where:
    """A place on Earth that the visitor named: a commune, an old name, or a rounded position."""

    label: str
    point: Point | None
    commune: Commune | None = None
    homonyms: Sequence[CommuneMatch] | None = None
    """All communes that the words may mean, this one too, when they were looked for."""


class MomentField(forms.CharField):
    """``maintenant``, ``week-end`` or ``mardi-14h``."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return parse_moment(text) if text else None


class LocatorForm(KnownChoicesForm):
    """The cleaned parameters; a wrong one is reported and left out, the others still count."""

    home: Territory | None = None
    """Where the question is asked: its communes are meant before others of the same name."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["where"] = self._where(cleaned)
        if cleaned.get("tri") == "distance" and not (cleaned["where"] and cleaned["where"].point):
            self.add_error("tri", _("Pour trier par distance, indiquez une commune."))
        return cleaned

    def _where(self, cleaned: dict[str, Any]) -> Where | None:
        """The place on Earth asked for: what the field says, then the position. A code tells homonyms apart.

        The form carries the code of the commune it shows: it counts until another name is written.
        """
        text = cleaned.get("lieu") or ""
        if code := cleaned.get("commune"):
            commune = Commune.objects.select_related("departement").filter(pk=code).first()
            if commune and fold(text) in {"", fold(commune.name)}:
                return Where(commune.name, commune.point, commune)
            if not commune:
                self.add_error("commune", _("Aucune commune n’a ce code. Écrivez son nom ou son code postal."))
        if text:
            match, homonyms = resolve_with_homonyms(text, self.home)
            if match:
                return Where(match.name, match.point, match.commune, homonyms)
            message = _("Nous ne connaissons pas « %(text)s ». Vérifiez l’orthographe ou essayez le code postal.")
            self.add_error("lieu", ValidationError(message, params={"text": text[:60]}))
        if point := cleaned.get("pres"):
            return Where(str(_("votre position")), point)
        return None


class Moment(Ask):
    """Open at an instant, or at week-ends."""

    def filter(self, queryset: PlaceQuerySet, value: Any) -> PlaceQuerySet:
        if not value:
            return queryset
        ensure_openings_fresh()
        return queryset.open_at_weekends() if value.weekend else queryset.open_at(value.instant)


def _several(question: str, vocabulary: Any, label: Any) -> Ask:
    return Ask(question, KnownChoicesField, choices=vocabulary.choices, label=label)


def _ticked(question: str, label: Any) -> Ask:
    return Ask(question, forms.BooleanField, label=label)


class LocatorFilterSet(AskedSet):
    """The parameters that every list of listings has: words, where, order, page. Subclasses add their questions."""

    q = Given(forms.CharField, label=_("Mots"), max_length=200)
    lieu = Given(forms.CharField, label=_("Autour de"), max_length=100)
    commune = Given(forms.RegexField, label=_("Code de la commune"), regex=r"^[0-9AB]{5}$", max_length=5)
    pres = Given(PositionField, label=_("Position"))
    rayon = Given(
        forms.TypedChoiceField,
        label=_("Dans un rayon de"),
        choices=[(km, f"{km}\u00a0km") for km in RADII],
        coerce=int,
        empty_value=None,
        error_messages=KnownChoicesField.default_error_messages,
    )
    territoire = Given(
        forms.ChoiceField,
        label=_("Jusqu’où"),
        choices=REACHES,
        error_messages=KnownChoicesField.default_error_messages,
    )
    tri = sorted_by(SORTS)

    def __init__(self, data: QueryDict, home: Territory | None = None) -> None:
        super().__init__(data)
        self.form.home = home


class PlaceFilterSet(LocatorFilterSet):
    """The parameters of ``/lieux/`` and of its map, in the order of the page."""

    ouvert = Moment("open_at", MomentField, label=_("Ouvert"), max_length=40)
    type = _several("of_types", PlaceType, _("Type de lieu"))
    service = _several("with_services", Service, _("Sur place"))
    internet = _several("with_internet", Internet, _("Connexion"))
    acces = _several("with_access", Access, _("Accès"))
    accessibilite = _several("accessible_by", Accessibility, _("Accessibilité"))
    fauteuil = _ticked("wheelchair_accessible", _("Accès en fauteuil"))
    gratuit = _ticked("free", _("Gratuit"))
    bureau = _ticked("with_closed_office", _("Bureau fermé"))
    salle = _ticked("with_meeting_room", _("Avec une salle de réunion"))
    postes = Ask(
        "with_desks",
        forms.IntegerField,
        label=_("Postes au moins"),
        **whole_number_up_to(1000, _("Le nombre de postes se donne de 1 à 1 000 : nous l’avons ignoré.")),
    )

    class Meta:
        model = Place
        fields: list[str] = []
        form = LocatorForm
