"""Communes found by what people type: names, old names, postcodes, INSEE codes, abbreviations, a slip of the finger.

Order: what is typed in full, then what begins so, then what a later word begins, then what is one letter away; within
each, the more populated commune first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geography.distance import Point
from geography.keys import keys_stamp, spelled_out
from geography.models import Commune, CommuneKey, FormerCommune

MAX_LENGTH = 100
_INSEE = re.compile(r"(?:\d[\dAB]|\d\d)\d{3}", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_CEDEX = re.compile(r"\bcedex\b(?:\s*\d{1,2})?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(\s*([^()]*?)\s*\)\s*$")
_ARRONDISSEMENT = re.compile(r"^(paris|lyon|marseille) \d{1,2}(?: ?(?:e|er|eme|ieme|re|arrondissement))*$")
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class CommuneMatch:
    """A commune, and the name it was found by: its own, or the one it had before a merger."""

    commune: Commune
    former_commune: FormerCommune | None = None

    @property
    def former(self) -> bool:
        """Whether the name is an old one."""
        return self.former_commune is not None

    @property
    def name(self) -> str:
        """The name found."""
        return self.former_commune.name if self.former_commune else self.commune.name

    @property
    def label(self) -> str:
        """The name with its département: 1 441 names are shared."""
        departement = self.commune.departement.name
        if self.former_commune:
            return _("%(name)s, ancienne commune de %(commune)s (%(departement)s)") % {
                "name": self.name,
                "commune": self.commune.name,
                "departement": departement,
            }
        return f"{self.name} ({departement})"

    @property
    def point(self) -> Point | None:
        """Where distances are measured from: the old town hall for an old name."""
        return (self.former_commune and self.former_commune.point) or self.commune.point


@dataclass(frozen=True)
class _Typed:
    """A text taken apart: the name as keys have it, digits, and what the brackets said."""

    name: str
    postcode: str = ""
    departement: str = ""


def _take_apart(text: str) -> _Typed:
    text = _CEDEX.sub(" ", text[:MAX_LENGTH].replace("\x00", " "))
    departement = ""
    if brackets := _IN_BRACKETS.search(text):
        departement, text = brackets[1], text[: brackets.start()]
    postcode = ""
    if (digits := _POSTCODE.search(text)) and spelled_out(text.replace(digits[1], " ")):
        postcode, text = digits[1], text.replace(digits[1], " ", 1)
    name = spelled_out(text)
    if city := _ARRONDISSEMENT.match(name):
        name = city[1]
    return _Typed(name, postcode, departement)


def find_communes(text: str, limit: int = 8) -> list[CommuneMatch]:
    """At most ``limit`` communes that the text may mean, the likeliest first; none without letters or digits.

    Never an error, whatever the text.
    """
    typed = _take_apart(text)
    if not typed.name:
        return []
    rows = CommuneKey.objects.select_related("commune__departement", "former")
    narrowed = _narrowed(rows, typed)
    found = _by_code(narrowed, text) or _exact_then_beginning(narrowed, typed.name, limit)
    if not found and narrowed is not rows:
        found = _exact_then_beginning(rows, typed.name, limit)
    if not found:
        found = _one_slip_away(rows, typed.name, limit)
    return _unique(found, limit)


def resolve(text: str) -> CommuneMatch | None:
    """The commune that the text means most likely, or ``None``."""
    return next(iter(find_communes(text, 1)), None)


def nearest_communes(point: Point, limit: int = 3) -> list[CommuneMatch]:
    """The communes whose town halls are nearest to a point, at most 50 km away."""
    rows = Commune.objects.select_related("departement").within(point, 50).order_by("haversine", "pk")
    return [CommuneMatch(commune) for commune in rows[:limit]]


def _narrowed(rows: QuerySet[CommuneKey], typed: _Typed) -> QuerySet[CommuneKey]:
    """The keys of the postcode or département that came with the name."""
    if typed.postcode:
        same = Q(commune__postcodes__contains=typed.postcode)
        return rows.filter(same | Q(commune__departement=typed.postcode[:2]))
    if typed.departement:
        name = Q(commune__departement__name__iexact=typed.departement)
        return rows.filter(name | Q(commune__departement=typed.departement.upper()[:3]))
    return rows


def _by_code(rows: QuerySet[CommuneKey], text: str) -> list[CommuneKey]:
    """Communes of a whole postcode, else the commune of an INSEE code."""
    code = text.strip().upper()
    if not _INSEE.fullmatch(code):
        return []
    of_postcode = rows.filter(key=code, kind=CommuneKey.Kind.POSTCODE).order_by("-population", "commune")
    if found := list(of_postcode[:60]):
        return found
    kinds = CommuneKey.Kind
    current = list(rows.filter(commune=code, kind=kinds.NAME, former=None)[:1])
    return current or list(rows.filter(former__code=code, kind=kinds.FORMER)[:1])


def _exact_then_beginning(rows: QuerySet[CommuneKey], name: str, limit: int) -> list[CommuneKey]:
    exact = list(rows.filter(key=name).order_by("kind", "-population", "commune")[: limit * 2])
    if len(exact) >= limit:
        return exact
    begins = rows.filter(key__gt=name, key__lt=name + _LAST)
    whole = begins.exclude(kind=CommuneKey.Kind.WORD).order_by("-population", "commune", "kind")
    found = [*exact, *whole[: limit * 3]]
    if len(found) < limit:
        later = begins.filter(kind=CommuneKey.Kind.WORD).order_by("-population", "commune")
        found += later[: limit * 2]
    return found


def _one_slip_away(rows: QuerySet[CommuneKey], name: str, limit: int) -> list[CommuneKey]:
    """Keys one edit away (insertion, deletion, substitution or swap), or two in a long name."""
    if len(name) < 4 or name.isdigit():
        return []
    edits = 1 if len(name) < 10 else 2
    near = process.extract(name, _vocabulary(keys_stamp()), scorer=OSA.distance, score_cutoff=edits, limit=60)
    if not near:
        return []
    distance = {key: int(edits) for key, edits, _rank in near}
    kinds = CommuneKey.Kind
    found = rows.filter(key__in=list(distance), kind__in=[kinds.NAME, kinds.FORMER])
    return sorted(found, key=lambda row: (distance[row.key], -row.population, row.commune_id))[: limit * 3]


@lru_cache(maxsize=1)
def _vocabulary(stamp: tuple[int, int]) -> tuple[str, ...]:
    """Every whole name, kept by the process until the table is rebuilt."""
    kinds = CommuneKey.Kind
    names = CommuneKey.objects.filter(kind__in=[kinds.NAME, kinds.FORMER])
    return tuple(names.order_by("key").values_list("key", flat=True).distinct())


def _unique(rows: Iterable[CommuneKey], limit: int) -> list[CommuneMatch]:
    """One match a commune and name, in order; an old name is left out where the commune's own comes first."""
    matches: dict[tuple[str, int | None], CommuneMatch] = {}
    for row in rows:
        if (row.commune_id, None) not in matches:
            matches.setdefault((row.commune_id, row.former_id), CommuneMatch(row.commune, row.former))
    return list(matches.values())[:limit]
