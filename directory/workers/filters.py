"""What a visitor may ask of the list of people, checked; the map's parameters pass here too."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import RemoteWorker, WorkerFacts
from directory.vocabulary import Contract, JobFamily, Sector, Status, WorkMode
from listings.asked import Ask, KnownChoicesField
from places.filters import LocatorFilterSet, LocatorForm

MOST_SKILLS = 5
_LONGEST = 60


class SkillsField(forms.MultipleChoiceField):
    """Some names of skills, as people write them."""

    def validate(self, value: list[str]) -> None:
        """Any word may be asked for; not many, not long ones."""
        if len(value) > MOST_SKILLS or any(len(name) > _LONGEST or "\x00" in name for name in value):
            raise ValidationError(_("Cherchez cinq compétences au plus, en quelques mots chacune."))


class Available(Ask):
    """Who can take on work today."""

    def filter(self, queryset: Any, value: Any) -> Any:
        return queryset.available(timezone.localdate()) if value else queryset


def _several(question: str, vocabulary: Any, label: Any) -> Ask:
    return Ask(question, KnownChoicesField, choices=vocabulary.choices, label=label)


class WorkerFilterSet(LocatorFilterSet):
    """The parameters of ``/teletravailleurs/`` and of its map, in the order of the page."""

    dispo = Available("available", forms.BooleanField, label=_("Disponible maintenant"))
    statut = _several("with_status", Status, _("Statut"))
    rythme = _several("working", WorkMode, _("Rythme"))
    competence = Ask("with_skills", SkillsField, label=_("Compétences"))
    contrat = _several("seeking", Contract, _("Contrat cherché"))
    metier = _several("of_families", JobFamily, _("Famille de métiers"))
    secteur = _several("in_sectors", Sector, _("Secteur"))

    def ask(self, queryset: Any, without: Collection[str] = ()) -> Any:
        """The people whose facts answer every valid question, some of them left out if told."""
        everyone: Any = WorkerFacts.objects.all()
        facts: Any = super().ask(everyone, without)
        return queryset if facts is everyone else queryset.telling(facts)

    class Meta:
        model = RemoteWorker
        fields: list[str] = []
        form = LocatorForm
