"""How far a list of a territory's site looks: its own entries first, its neighbours' or all of them one click away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geography.models import Territory
from geography.neighbours import Neighbour, neighbours_of

NEIGHBOURS, EVERYWHERE = "voisins", "tous"
"""Values of ``territoire``; without it, a list holds the territory's own."""
CHOICES = ((NEIGHBOURS, gettext_lazy("Avec les territoires voisins")), (EVERYWHERE, gettext_lazy("Toute la France")))


class Step(NamedTuple):
    """A reach on offer: its value, its words, and what they stand for."""

    value: str | None
    label: str
    title: str


@dataclass(frozen=True)
class Reach:
    """What a list holds: the entries of ``home``, of its neighbours too, or all; all where there is no home."""

    home: Territory | None
    asked: str = ""

    @cached_property
    def neighbours(self) -> tuple[Neighbour, ...]:
        """The territories near home."""
        return neighbours_of(self.home) if self.home else ()

    @property
    def territories(self) -> Sequence[int] | None:
        """The keys of the territories whose entries are listed; ``None`` for all entries."""
        if not self.home or self.asked == EVERYWHERE:
            return None
        if self.asked == NEIGHBOURS:
            return [self.home.pk, *(neighbour.pk for neighbour in self.neighbours)]
        return [self.home.pk]

    @property
    def name(self) -> str:
        """« Lozère », « Lozère et territoires voisins »; nothing for all."""
        if not self.home or self.asked == EVERYWHERE:
            return ""
        if self.asked == NEIGHBOURS:
            return _("%(territory)s et territoires voisins") % {"territory": self.home.name}
        return self.home.name

    @property
    def key(self) -> str:
        """What tells two of them apart."""
        return "" if self.territories is None else ",".join(map(str, self.territories))

    @property
    def steps(self) -> list[Step]:
        """The reaches on offer, none where there is no home; neighbours where there are any."""
        if not self.home:
            return []
        steps = [Step(None, self.home.name, "")]
        if self.neighbours:
            names = ", ".join(neighbour.name for neighbour in self.neighbours)
            steps.append(Step(NEIGHBOURS, str(_("Avec les voisins")), names))
        return [*steps, Step(EVERYWHERE, str(_("Toute la France")), "")]
