"""Figures: those that an editor writes, and those that are counted in what is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from cms.blocks.territory import GROUP, front_in
from cms.blocks.text import title
from cms.front import Front, places_of
from directory.models import Business, RemoteWorker
from ui.typography import whole_number


class Figure(NamedTuple):
    """A number and what it counts."""

    value: str
    label: str


def _places(front: Front) -> Figure:
    total = front.portrait.total if front.portrait else places_of(front.territory).count()
    return Figure(
        whole_number(total), ngettext("lieu où s’asseoir et travailler", "lieux où s’asseoir et travailler", total)
    )


def _open_now(front: Front) -> Figure:
    number = front.open_now
    return Figure(whole_number(number), ngettext("ouvert en ce moment", "ouverts en ce moment", number))


def _free(front: Front) -> Figure:
    number = front.portrait.free if front.portrait else places_of(front.territory).free().count()
    return Figure(whole_number(number), ngettext("où l’on ne paie rien", "où l’on ne paie rien", number))


def _near(front: Front) -> Figure | None:
    if front.portrait is None:
        return None
    near, communes = front.portrait.communes_near, whole_number(front.portrait.communes)
    label = ngettext(
        "commune sur %(communes)s a un lieu à moins de 10 km",
        "communes sur %(communes)s ont un lieu à moins de 10 km",
        near,
    )
    return Figure(whole_number(near), label % {"communes": communes})


def _people(front: Front) -> Figure:
    people = RemoteWorker.objects.published()
    number = (people.in_territory(front.territory) if front.territory else people).count()
    return Figure(whole_number(number), ngettext("personne dans l’annuaire", "personnes dans l’annuaire", number))


def _businesses(front: Front) -> Figure:
    businesses = Business.objects.published()
    number = (businesses.in_territory(front.territory) if front.territory else businesses).count()
    return Figure(whole_number(number), ngettext("entreprise dans l’annuaire", "entreprises dans l’annuaire", number))


COUNTED: dict[str, tuple[Any, Callable[[Front], Figure | None]]] = {
    "places": (_("Lieux"), _places),
    "open_now": (_("Lieux ouverts en ce moment"), _open_now),
    "free": (_("Lieux gratuits"), _free),
    "near": (_("Communes à moins de 10 km d’un lieu"), _near),
    "people": (_("Personnes dans l’annuaire"), _people),
    "businesses": (_("Entreprises dans l’annuaire"), _businesses),
}
"""What is counted, by its code: what the editor reads, and how it is counted."""


def count(codes: list[str], front: Front) -> list[Figure]:
    """The figures of some codes, in the order of ``COUNTED``; those that have no sense here are left out."""
    figures = [counter(front) for code, (_label, counter) in COUNTED.items() if code in codes]
    return [figure for figure in figures if figure]


class FreeFigureBlock(blocks.StructBlock):  # type: ignore[misc]
    """A figure that an editor writes."""

    value = blocks.CharBlock(label=_("Chiffre"), max_length=20, help_text=_("Par exemple « 1 200 » ou « 9 sur 10 »."))
    label = blocks.CharBlock(label=_("Ce qu’il compte"), max_length=120)
    source = blocks.CharBlock(
        label=_("Source"), max_length=160, required=False, help_text=_("Qui l’a mesuré, et quand.")
    )


class FiguresBlock(blocks.StructBlock):  # type: ignore[misc]
    """Figures of the territory."""

    title = title()
    counted = blocks.MultipleChoiceBlock(
        label=_("Chiffres comptés par le site"),
        choices=[(code, label) for code, (label, _count) in COUNTED.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        default=["places", "open_now", "free", "near"],
        help_text=_("Comptés à chaque lecture dans ce qui est publié."),
    )
    free = blocks.ListBlock(
        FreeFigureBlock(label=_("Chiffre")), label=_("Autres chiffres"), default=[], max_num=8, min_num=0
    )

    def clean(self, value: Any) -> Any:
        """At least one figure."""
        from cms.blocks.errors import struct_error

        cleaned = super().clean(value)
        if not self.is_deferred_validation and not cleaned["counted"] and not cleaned["free"]:
            raise struct_error({"counted": _("Cochez un chiffre, ou ajoutez-en un.")})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Those that were counted now."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        front = front_in(parent_context)
        codes = list(value.get("counted") or [])
        return {**context, "counted": count(codes, front), "front": front, "is_of_now": "open_now" in codes}

    class Meta:
        icon = "decimal"
        label = _("Chiffres")
        group = GROUP
        description = _("Des chiffres du territoire : comptés par le site, ou écrits par vous avec leur source.")
        template = "cms/blocks/figures.html"
        preview_value = {
            "title": "",
            "counted": ["places", "near"],
            "free": [{"value": "9 sur 10", "label": "communes ont la fibre", "source": "Arcep, 2026"}],
        }
