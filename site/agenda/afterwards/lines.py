"""The figures of an event, line by line: what the page shows, and what funders are sent as CSV and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from agenda.afterwards.figures import Figures
from agenda.models.afterwards import BEST


class Line(NamedTuple):
    """A number and what it is of. ``value`` is empty where nobody knows."""

    label: str
    value: Any


class Part(NamedTuple):
    """Lines under a title."""

    title: str
    lines: list[Line]


def parts_of(figures: Figures) -> list[Part]:
    """The whole report, in the order in which it is read; parts with nothing to say are left out."""
    labels = {half["code"]: half["label"] for half in figures["half_days"]}
    parts = [Part(_("Ensemble"), list(_numbers(figures["totals"], labels)))]
    parts += [Part(seats["label"], [*_capacity(seats), *_numbers(seats, labels)]) for seats in figures["seats"]]
    parts.append(Part(_("Communes des personnes inscrites"), _named(figures["communes"], "name")))
    parts.append(Part(_("Distance jusqu’au lieu, à vol d’oiseau"), _named(figures["distances"], "label")))
    parts.append(Part(_("Satisfaction"), list(_opinions(figures["opinions"]))))
    return [part for part in parts if part.lines]


def _capacity(seats: Figures) -> Iterator[Line]:
    yield Line(_("Places"), _("sans limite") if seats["capacity"] is None else seats["capacity"])


def _numbers(told: Figures, labels: dict[str, str]) -> Iterator[Line]:
    yield Line(_("Inscriptions confirmées"), told["registered"])
    for name, label in (
        ("unconfirmed", _("Inscriptions jamais confirmées")),
        ("waiting", _("Restées en liste d’attente")),
        ("cancelled", _("Annulées")),
        ("expired", _("Sans réponse dans le délai")),
        ("walk_ins", _("Venues sans inscription")),
        ("above", _("Entrées au-delà des places prévues")),
    ):
        if told[name]:
            yield Line(label, told[name])
    was_counted = told["no_shows"] is not None or told["came"] > 0
    yield Line(_("Personnes présentes"), told["came"] if was_counted else _("non comptées"))
    if was_counted and len(labels) > 1:
        for code, label in labels.items():
            yield Line(_("Présences, %(half)s") % {"half": label.lower()}, told["at"][code])
    if told["no_shows"] is not None:
        yield Line(_("Inscrites et non venues"), told["no_shows"])
    if told.get("by_hand"):
        yield Line(_("Présences comptées à la main"), _("oui"))


def _named(rows: list[Figures], key: str) -> list[Line]:
    return [Line(row[key], row["number"]) for row in rows if row["number"]]


def _opinions(told: Figures) -> Iterator[Line]:
    if not told["asked"]:
        return
    yield Line(_("Avis demandés"), told["asked"])
    yield Line(_("Avis reçus"), told["answered"])
    if not told["answered"]:
        return
    yield Line(_("Note moyenne sur %(best)s") % {"best": BEST}, told["mean"])
    for row in told["marks"]:
        yield Line(_("Note %(mark)s") % {"mark": row["mark"]}, row["number"])
    yield Line(_("Reviendraient"), told["back"]["yes"])
    yield Line(_("Ne reviendraient pas"), told["back"]["no"])
