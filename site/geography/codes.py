"""Communes named by INSEE's codes, of today or of before a merger: what a territory is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from geography.models import Commune, Departement, Epci, FormerCommune

_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Carried:
    """A commune that is no more, and the one that it is part of today."""

    code: str
    name: str
    commune: Commune

    def __str__(self) -> str:
        return f"{self.name} ({self.code}) → {self.commune.name} ({self.commune.pk})"


@dataclass
class Found:
    """The communes that some codes mean. ``unknown`` are the codes that mean none, as they were written."""

    communes: set[str] = field(default_factory=set)
    carried: list[Carried] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def written_codes(text: str) -> list[str]:
    """The codes of a list, each once, parted by spaces, commas, semicolons or lines; ``#`` begins a remark."""
    words = (word for line in text.splitlines() for word in _BETWEEN.split(line.partition("#")[0]))
    return list(dict.fromkeys(word for word in words if word))


def communes_of_codes(codes: Iterable[str]) -> Found:
    """Today's communes of INSEE codes; a code of before a merger means the commune that took it in."""
    codes = list(codes)
    known = set(Commune.objects.filter(pk__in=[code.upper() for code in codes]).order_by().values_list("pk", flat=True))
    others = {code.upper() for code in codes} - known
    former = FormerCommune.objects.filter(code__in=others).select_related("commune")
    heirs = {row.code: row for row in former.order_by("code", "-kind")}
    found = Found()
    for code in codes:
        if code.upper() in known:
            found.communes.add(code.upper())
        elif row := heirs.get(code.upper()):
            found.communes.add(row.commune_id)
            found.carried.append(Carried(row.code, row.name, row.commune))
        else:
            found.unknown.append(code)
    return found


def departement_of(code: str) -> Departement | None:
    """The département of a code as people write it: ``48``, ``2a``, ``1``."""
    return Departement.objects.filter(pk=code.strip().upper().rjust(2, "0")).first()


def epci_of(code: str) -> Epci | None:
    """The group of communes of a SIREN, with or without spaces."""
    return Epci.objects.filter(pk="".join(code.split())).first()


def meant_instead(code: str) -> str:
    """What a code that is no commune's may be, to say so: the communes of a postcode; empty when nothing is known."""
    if not re.fullmatch(r"\d{5}", code):
        return ""
    communes = Commune.objects.filter(postcodes__contains=code).order_by("-population")[:3]
    return ", ".join(f"{commune.name} ({commune.pk})" for commune in communes)
