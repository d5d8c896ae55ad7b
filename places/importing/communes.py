"""Which commune a row speaks of, from all it says: codes, names, postcode, département, point.

Everything is loaded once: a file of ten thousand rows costs three queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from geography.distance import Point, distance_km
from geography.models import Commune, FormerCommune
from places.importing.points import NEAR_KM
from search.analysis import fold

SURE = 2.0
"""The weight of evidence from which a commune is believed."""
_CODE, _SECOND_CODE, _NAME, _SECOND_NAME, _LIKE_NAME = 3.0, 1.5, 2.0, 1.25, 1.5
_POSTCODE, _AREA, _POINT = 1.0, 0.5, 1.0
_POINT_KM = 8.0
_SIMILAR = 85
_EXPANSIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur", "ss": "sous"}


class Claim(NamedTuple):
    """What a row says of its commune, cleaned; codes and names column by column, the most trusted column first."""

    codes: Sequence[str] = ()
    names: Sequence[str] = ()
    postcode: str = ""
    departement: str = ""
    points: Sequence[Point] = ()
    """The possible readings of the row's point."""


@dataclass(slots=True)
class Known:
    """A commune of today as the import needs it."""

    code: str
    name: str
    departement: str
    postcodes: frozenset[str]
    points: list[Point] = field(default_factory=list)
    """Its own point first, then those of its former communes and arrondissements."""

    def distance_km(self, point: Point) -> float | None:
        """From the nearest of its points, or ``None`` when it has none."""
        return min((distance_km(point, own) for own in self.points), default=None)


class Answer(NamedTuple):
    """The commune found, or why there is none; and how it departs from what was declared."""

    commune: Known | None
    reason: str = ""
    contradicted: str = ""
    """A declared code that was not followed, with what it stands for."""
    former: str = ""
    """The former commune or arrondissement that was declared."""
    deduced: bool = False
    """Whether neither a code nor an exact name named it."""
    alike: bool = False
    """Whether a name of the row resembles its own."""


class Communes:
    """All communes, by code, name and postcode."""

    def __init__(self, communes: Iterable[Known], former: Iterable[tuple[str, str, str, Point | None]]) -> None:
        """``former`` gives a former commune's code, its name, its commune's code of today and its point."""
        self.by_code = {commune.code: commune for commune in communes}
        self.by_former: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_postcode: dict[str, list[str]] = defaultdict(list)
        self._by_departement: dict[str, list[str]] = defaultdict(list)
        for commune in self.by_code.values():
            self._by_name[name_key(commune.name)].add(commune.code)
            self._by_departement[commune.departement].append(commune.code)
            for postcode in commune.postcodes:
                self._by_postcode[postcode].append(commune.code)
        for code, name, current, point in former:
            self.by_former.setdefault(code, current)
            self._by_name[name_key(name)].add(current)
            if point:
                self.by_code[current].points.append(point)

    @classmethod
    def load(cls) -> Communes:
        """Read the database's communes."""
        known = [
            Known(code, name, departement, frozenset(postcodes.split()), _points(latitude, longitude))
            for code, name, departement, postcodes, latitude, longitude in Commune.objects.order_by("code").values_list(
                "code", "name", "departement_id", "postcodes", "latitude", "longitude"
            )
        ]
        former = FormerCommune.objects.order_by("code", "kind").values_list(
            "code", "name", "commune_id", "latitude", "longitude"
        )
        return cls(
            known,
            [
                (code, name, current, next(iter(_points(latitude, longitude)), None))
                for code, name, current, latitude, longitude in former
            ],
        )

    def current(self, code: str) -> str | None:
        """Today's code for a code of today or of the past, arrondissements included."""
        return code if code in self.by_code else self.by_former.get(code)

    def is_postcode(self, postcode: str) -> bool:
        """Whether a commune has this postcode; a CEDEX is nobody's."""
        return postcode in self._by_postcode

    def is_named(self, code: str, name: str) -> bool:
        """Whether the commune bears this name, or did."""
        return code in self._by_name.get(name_key(name), ())

    def resolve(self, claim: Claim) -> Answer:
        """The commune with the most evidence, when it has enough and no rival."""
        weights = self._weights(claim)
        ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][1] < SURE:
            return Answer(None, self._unknown(claim))
        best, weight = ranked[0]
        if len(ranked) > 1 and ranked[1][1] == weight:
            rivals = ", ".join(self._label(code) for code, equal in ranked[:4] if equal == weight)
            return Answer(None, _("commune incertaine : %s") % rivals)
        return self._answer(claim, best)

    def _weights(self, claim: Claim) -> dict[str, float]:
        weights: dict[str, float] = defaultdict(float)
        for code, weight in self._by_declared_code(claim).items():
            weights[code] += weight
        named = self._by_declared_name(claim)
        for code, weight in named.items():
            weights[code] += weight
        if not named or not self._agree(named, claim):
            for code in self._alike(claim) - named.keys():
                weights[code] += _LIKE_NAME
        for code in self._by_postcode.get(claim.postcode, ()):
            weights[code] += _POSTCODE
        borne = any(claim.postcode in self.by_code[code].postcodes for code in named)
        for code in weights:
            commune = self.by_code[code]
            if claim.departement == commune.departement:
                weights[code] += _AREA
            if claim.postcode not in commune.postcodes and not borne:  # A CEDEX, or a wrong one, still says where.
                weights[code] += _AREA * claim.postcode.startswith(commune.departement)
        self._weigh_points(weights, claim)
        return weights

    def _by_declared_code(self, claim: Claim) -> dict[str, float]:
        found: dict[str, float] = {}
        for rank, code in enumerate(claim.codes):
            current = self.current(code)
            if current:
                found.setdefault(current, _SECOND_CODE if rank else _CODE)
        return found

    def _by_declared_name(self, claim: Claim) -> dict[str, float]:
        found: dict[str, float] = {}
        for rank, name in enumerate(claim.names):
            for code in self._by_name.get(name_key(name), ()) if name else ():
                found.setdefault(code, _SECOND_NAME if rank else _NAME)
        return found

    def _weigh_points(self, weights: dict[str, float], claim: Claim) -> None:
        """The nearest candidate gains most, the other near ones a little; when one is near, those lose that are far
        and not where the postcode says."""
        distances = {}
        if len(weights) == 1 and max(weights.values()) >= SURE:
            return  # Alone and sure, whatever the point: it is for the caller to doubt the point.
        for code in weights:
            measured = [self.by_code[code].distance_km(point) for point in claim.points]
            known = [distance for distance in measured if distance is not None]
            if known:
                distances[code] = min(known)
        least = min(distances.values(), default=NEAR_KM + 1)
        if least > NEAR_KM:
            return
        for code, distance in distances.items():
            if distance > NEAR_KM:
                if not claim.postcode.startswith(self.by_code[code].departement):
                    weights[code] -= _POINT
            elif distance > least:
                weights[code] += _POINT / 4
            else:
                weights[code] += _POINT if distance <= _POINT_KM else _POINT / 2

    def _agree(self, named: Iterable[str], claim: Claim) -> bool:
        """Whether one of the communes of that name is where the postcode or the département says."""
        if not claim.postcode and not claim.departement:
            return True
        return any(
            claim.departement == self.by_code[code].departement
            or claim.postcode in self.by_code[code].postcodes
            or claim.postcode.startswith(self.by_code[code].departement)
            for code in named
        )

    def _alike(self, claim: Claim) -> set[str]:
        """Communes of the postcode or the département whose name is nearly the one given."""
        codes = self._by_postcode.get(claim.postcode) or self._by_departement.get(claim.departement) or ()
        if not codes and claim.postcode:
            codes = self._by_departement.get(claim.postcode[:2], ())
        choices = {code: name_key(self.by_code[code].name) for code in codes}
        found = set()
        for name in claim.names:
            key = name_key(name)
            if len(key) < 3:
                continue
            scorer = fuzz.token_set_ratio if claim.postcode in self._by_postcode else fuzz.ratio
            match = process.extractOne(key, choices, scorer=scorer, score_cutoff=_SIMILAR)
            if match:
                found.add(match[2])
        return found

    def _answer(self, claim: Claim, code: str) -> Answer:
        declared = next(filter(None, claim.codes), "")
        current = self.current(declared) if declared else None
        contradicted = ""
        if current and current != code:
            contradicted = f"{declared} ({self._label(current)})"
        elif declared and not current:
            contradicted = declared
        former = declared if current == code and declared not in self.by_code else ""
        by_name = any(self.is_named(code, name) for name in claim.names)
        by_code = any(self.current(declared_code) == code for declared_code in claim.codes)
        deduced = not (by_name or by_code)
        return Answer(
            self.by_code[code], "", contradicted, former, deduced, alike=deduced and code in self._alike(claim)
        )

    def _label(self, code: str) -> str:
        commune = self.by_code[code]
        return f"{commune.name} ({commune.departement})"

    def _unknown(self, claim: Claim) -> str:
        said = " ".join(dict.fromkeys(filter(None, (*claim.codes, claim.postcode, *claim.names))))
        return _("commune inconnue : %s") % said if said else _("ni commune, ni code, ni code postal")


def _points(latitude: float | None, longitude: float | None) -> list[Point]:
    return [] if latitude is None or longitude is None else [Point(latitude, longitude)]


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """A commune's name as files write it: folded, ``St`` in full, without CEDEX, arrondissement or country."""
    words = fold(name).split()
    if "cedex" in words:
        words = words[: words.index("cedex")]
    while words and (words[-1].isdigit() or words[-1] in {"france", "arrondissement"} or _is_ordinal(words[-1])):
        words.pop()
    return " ".join(_EXPANSIONS.get(word, word) for word in words)


def _is_ordinal(word: str) -> bool:
    return word.rstrip("erm") != word and word.rstrip("erm").isdigit()
