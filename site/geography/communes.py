"""Communes found by what people type: names, old names, postcodes, INSEE codes, abbreviations, a slip of the finger.

Order: what is typed in full (spelled alike before spelled otherwise), then names that begin so, then names with a later
word that does, then what is one letter away; within each, today's names before old ones, the more populated first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geography.distance import Point
from geography.keys import ARTICLES, keys_stamp, spelled_out
from geography.models import Commune, CommuneKey, Departement, FormerCommune, Territory
from search.analysis import fold

MAX_LENGTH = 100
_INSEE = re.compile(r"(?:\d[\dAB]|\d\d)\d{3}", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_CEDEX = re.compile(r"\bcedex\b(?:\s*\d{1,2})?", re.IGNORECASE)
_AFTER_NAME = re.compile(r"(?:\(\s*([^()]*?)\s*\)|,\s*([^,()]+?)|\s(\d[\dAB]|97\d))\s*$", re.IGNORECASE)
_ARRONDISSEMENT = re.compile(r"(paris|lyon|marseille) 0?(\d{1,2}) ?(e|er|eme|ieme|re)?(?: arr\w*)?")
_OWN_NUMBER = {"paris": "75", "lyon": "69", "marseille": "13"}
_LAST = "\U0010ffff"
_KNOWN_TO_ALL = 10_000
"""Inhabitants of a town that its bare name means everywhere."""
MOST_HOMONYMS = 20
"""How many communes of one name are read, and offered to choose from."""
_IS_FORMER = ExpressionWrapper(Q(former__isnull=False), output_field=BooleanField())


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
        if self.former_commune and self.former_commune.kind != "arrondissement":
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
    """A text taken apart: the name as keys have it and as it was written, a postcode, codes of départements."""

    name: str
    spelling: str = ""
    postcode: str = ""
    departements: tuple[str, ...] = ()


def _take_apart(text: str) -> _Typed:
    text = _CEDEX.sub(" ", text[:MAX_LENGTH].replace("\x00", " "))
    departements: tuple[str, ...] = ()
    if (after := _AFTER_NAME.search(text)) and not _ARRONDISSEMENT.fullmatch(spelled_out(text)):
        departements = _departements("".join(filter(None, after.groups())))
        text = text[: after.start()] if departements else text
    postcode = ""
    if (digits := _POSTCODE.search(text)) and spelled_out(text.replace(digits[1], " ")):
        postcode, text = digits[1], text.replace(digits[1], " ", 1)
    return _Typed(_arrondissement(spelled_out(text)), _as_written(text), postcode, departements)


def _as_written(name: str) -> str:
    """A name with its accents, to tell Aigne from Aigné; nothing when it is in capitals, which often lose theirs."""
    return "" if name.isupper() else name.strip().lower().replace("’", "'")


def _arrondissement(name: str) -> str:
    """``paris 11`` and ``paris 11eme`` as the arrondissement's key; the number of the département says nothing."""
    city = _ARRONDISSEMENT.fullmatch(name)
    if not city:
        return name
    if not city[3] and city[2] == _OWN_NUMBER[city[1]]:
        return city[1]
    return f"{city[1]} {city[2]}{'er' if city[2] == '1' else 'e'} arrondissement"


def _departements(text: str) -> tuple[str, ...]:
    """The codes of the départements that a number or a name means."""
    rows = Departement.objects.order_by("pk").values_list("code", "name")
    return tuple(code for code, name in rows if fold(text) in {code.lower(), fold(name)})


def find_communes(
    text: str, limit: int = 8, home: Territory | None = None, enough: int | None = None
) -> list[CommuneMatch]:
    """At most ``limit`` communes that the text may mean, the likeliest first; none without letters or digits.

    ``home`` is where the question is asked: its communes come before all but the towns that everyone knows. From
    ``enough`` found on, by default ``limit``, less likely ones are not looked for. Never an error, whatever the text.
    """
    at_home, found = _find(text, limit, home, limit if enough is None else enough)
    return _unique([*at_home, *found], limit)


def resolve(text: str, home: Territory | None = None) -> CommuneMatch | None:
    """The commune that the text means most likely, asked from ``home``, or ``None``."""
    return next(iter(find_communes(text, 1, home)), None)


def resolve_with_homonyms(text: str, home: Territory | None = None) -> tuple[CommuneMatch | None, list[CommuneMatch]]:
    """What ``resolve`` answers, and ``communes_meant``, from one search."""
    at_home, found = _find(text, MOST_HOMONYMS, home, enough=1)
    return next(iter(_unique([*at_home, *found], 1)), None), _homonyms(text, _unique(found, MOST_HOMONYMS))


def communes_meant(text: str) -> list[CommuneMatch]:
    """The communes that some words mean, the largest first, each once: several for a shared name or postcode."""
    return resolve_with_homonyms(text)[1]


def _homonyms(text: str, matches: list[CommuneMatch]) -> list[CommuneMatch]:
    is_code = text.strip().isdigit()
    alike = [match for match in matches if is_code or fold(match.name) == fold(matches[0].name)]
    return list({match.commune.pk: match for match in reversed(alike)}.values())[::-1]


def _find(text: str, limit: int, home: Territory | None, enough: int) -> tuple[list[CommuneKey], list[CommuneKey]]:
    """What comes first for who asks from ``home``, and what the text means wherever it is asked."""
    typed = _take_apart(text)
    if not typed.name:
        return [], []
    rows = CommuneKey.objects.select_related("commune__departement", "former")
    narrowed = _narrowed(rows, typed)
    found = _by_code(narrowed, text) or _by_name(narrowed, typed, limit, enough)
    if not found and narrowed is not rows:
        found = _by_name(rows, typed, limit, enough)
    if not found and (city := _ARRONDISSEMENT.match(typed.name)):
        found = _by_name(rows, _Typed(city[1]), limit, enough)
    at_home: list[CommuneKey] = []
    if home and narrowed is rows and not typed.name.isdigit():
        known = [row for row in found if row.key == typed.name and row.population >= _KNOWN_TO_ALL]
        at_home = [*known, *_by_name(rows.filter(commune__territories=home), typed, limit, enough)]
    if not at_home and not found:
        found = _one_slip_away(narrowed, typed.name, limit) or _one_slip_away(rows, typed.name, limit)
    return at_home, found


def nearest_communes(point: Point, limit: int = 3) -> list[CommuneMatch]:
    """The communes whose town halls are nearest to a point, at most 50 km away."""
    rows = Commune.objects.select_related("departement").within(point, 50).order_by("haversine", "pk")
    return [CommuneMatch(commune) for commune in rows[:limit]]


def _narrowed(rows: QuerySet[CommuneKey], typed: _Typed) -> QuerySet[CommuneKey]:
    """The keys of the postcode or département that came with the name."""
    if typed.postcode:
        same = Q(commune__postcodes__contains=typed.postcode)
        return rows.filter(same | Q(commune__departement=typed.postcode[:2]))
    if typed.departements:
        return rows.filter(commune__departement__in=typed.departements)
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


def _by_name(rows: QuerySet[CommuneKey], typed: _Typed, limit: int, enough: int) -> list[CommuneKey]:
    kinds = CommuneKey.Kind
    names = rows.exclude(kind=kinds.WORD)
    found = list(names.filter(key=typed.name).order_by("kind", "-population", "commune")[:60])
    found.sort(key=lambda row: _as_written(str(row.former or row.commune)) != typed.spelling)
    if len(found) < enough:
        begins = names.filter(key__gt=typed.name, key__lt=typed.name + _LAST)
        found += begins.order_by("kind", "-population", "commune")[: limit * 3]
    if len(found) < enough:
        later = rows.filter(key__gte=typed.name, key__lt=typed.name + _LAST, kind=kinds.WORD)
        found += later.order_by(_IS_FORMER, "-population", "commune")[: limit * 2]
    return found


def _one_slip_away(rows: QuerySet[CommuneKey], name: str, limit: int) -> list[CommuneKey]:
    """Keys one edit away (insertion, deletion, substitution or swap), or two in a long name, articles aside."""
    bare = _bare(name)
    if len(bare) < 4 or name.isdigit():
        return []
    edits = 1 if len(bare) < 10 else 2
    vocabulary = _vocabulary(keys_stamp())
    distance: dict[str, int] = {}
    for length in range(len(bare) - edits, len(bare) + edits + 1):
        bare_keys, keys = vocabulary.get(length, ([], []))
        near = process.extract(bare, bare_keys, scorer=OSA.distance, score_cutoff=edits, limit=60)
        distance |= {keys[rank]: int(edits) for _bare_key, edits, rank in near}
    kinds = CommuneKey.Kind
    found = rows.filter(key__in=list(distance), kind__in=[kinds.NAME, kinds.FORMER])
    return sorted(found, key=lambda row: (distance[row.key], -row.population, row.commune_id))[: limit * 3]


def _bare(name: str) -> str:
    """A folded name without its articles and prepositions."""
    return " ".join(word for word in name.split() if word not in ARTICLES)


@lru_cache(maxsize=1)
def _vocabulary(stamp: tuple[int, int]) -> dict[int, tuple[list[str], list[str]]]:
    """Every whole name by the length of its bare form: bare forms and keys side by side; kept until a rebuild."""
    kinds = CommuneKey.Kind
    names = CommuneKey.objects.filter(kind__in=[kinds.NAME, kinds.FORMER])
    by_length: dict[int, tuple[list[str], list[str]]] = {}
    for key in names.order_by("key").values_list("key", flat=True).distinct():
        bare = _bare(key)
        bare_keys, keys = by_length.setdefault(len(bare), ([], []))
        bare_keys.append(bare)
        keys.append(key)
    return by_length


def _unique(rows: Iterable[CommuneKey], limit: int) -> list[CommuneMatch]:
    """One match a commune and name, in order; an old name is left out where the commune's own comes first."""
    matches: dict[tuple[str, int | None], CommuneMatch] = {}
    for row in rows:
        if (row.commune_id, None) not in matches:
            matches.setdefault((row.commune_id, row.former_id), CommuneMatch(row.commune, row.former))
    return list(matches.values())[:limit]
