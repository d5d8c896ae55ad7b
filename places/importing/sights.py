"""What of a place lets one recognise it elsewhere: telling words of its name, its street, its contacts, its point."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from urllib.parse import urlsplit

from geography.distance import Point
from places.vocabulary import Precision
from search.analysis import fold

_CELLS = (0.01, 0.002)
"""Sides of the grids in which words and doors are looked for, degrees: about 1 km and 150 m in France."""

_SMALL_WORDS = "l d la le les de du des et en sur a au aux un une the by"
_SMALL = frozenset(_SMALL_WORDS.split())
_GENERIC_WORDS = """
espace coworking cowork co working tiers lieu lieux fablab fab lab centre centres maison pole point service services
public publics msap mfs france franceservices epn social association asso club informatique numerique multimedia
bureau poste agence antenne mairie bibliotheque mediatheque municipale mission locale jeunes jeunesse relais atelier
cyber cyberbase accueil ccas pij csc cs telecentre teletravail entreprises hotel pepiniere station office work
"""
GENERIC = frozenset(_GENERIC_WORDS.split())
_KINDS = tuple(
    (kind, frozenset(words.split()))
    for kind, words in (
        ("library", "bibliotheque mediatheque ludotheque"),
        ("services", "msap mfs"),
        ("town hall", "mairie ccas cias"),
        ("social centre", "social socioculturel socio csc"),
        ("youth", "pij bij jeunes jeunesse"),
        ("jobs", "emploi mission"),
        ("post", "poste postale"),
        ("digital", "epn cyberbase cybercentre"),
        ("fablab", "fablab"),
    )
)
"""What a generic word says a place is: « Bibliothèque du Val » and « Centre social du Val » are two."""
_TOWN_STEM = 5
_ABBREVIATIONS = {"bd": "boulevard", "bld": "boulevard", "bvd": "boulevard", "av": "avenue", "ave": "avenue",
                  "pl": "place", "rte": "route", "fbg": "faubourg", "fg": "faubourg", "st": "saint",
                  "ste": "sainte", "all": "allee", "imp": "impasse", "ch": "chemin", "che": "chemin"}  # fmt: skip
_STREET_WORDS = (
    "rue boulevard avenue place route faubourg allee impasse chemin quai cours square passage esplanade voie"
)
_STREETS = frozenset(_STREET_WORDS.split())


@dataclass(slots=True)
class Sight:
    """A place as far as recognising it goes: of the site (``pk``) or of the file (``number``)."""

    name: str
    commune: str
    commune_name: str
    address: str
    point: Point | None
    precision: str
    types: frozenset[str]
    phone: str = ""
    email: str = ""
    website: str = ""
    source: str = ""
    number: int | None = None
    pk: int | None = None
    words: frozenset[str] = field(default=frozenset(), init=False)
    kinds: frozenset[str] = field(default=frozenset(), init=False)
    street: tuple[str, frozenset[str]] = field(default=("", frozenset()), init=False)

    def __post_init__(self) -> None:
        self.words, self.kinds = _distinctive(self.name, self.commune_name)
        self.street = _street(self.address)

    @property
    def exact(self) -> bool:
        """Whether its point says more than its commune."""
        return self.point is not None and self.precision != Precision.COMMUNE

    @property
    def contacts(self) -> dict[str, str]:
        """Its contacts by kind, as far as they tell places apart."""
        site = urlsplit(self.website)
        own_site = f"{site.netloc.removeprefix('www.')}{site.path.rstrip('/')}".lower() if site.netloc else ""
        return {"phone": self.phone, "email": self.email, "website": own_site}


def own_keys(sight: Sight) -> Iterator[Hashable]:
    """The keys under which a place is remembered."""
    yield from _plain_keys(sight)
    if sight.point is not None:
        wide, fine = (_cell(sight.point, side) for side in _CELLS)
        yield "door", fine
        yield from (("near", wide, word) for word in sight.words)


def wanted_keys(sight: Sight) -> Iterator[Hashable]:
    """The keys under which its twins may be: its own, and those of the cells around."""
    yield from _plain_keys(sight)
    if sight.point is not None:
        wide, fine = (_cell(sight.point, side) for side in _CELLS)
        for i, j in product((-1, 0, 1), repeat=2):
            yield "door", (fine[0] + i, fine[1] + j)
            yield from (("near", (wide[0] + i, wide[1] + j), word) for word in sight.words)


def _plain_keys(sight: Sight) -> Iterator[Hashable]:
    yield from (("word", sight.commune, word) for word in sight.words)
    if sight.street[1]:
        yield "street", sight.commune, sight.street
    yield from (("contact", sight.commune, kind, value) for kind, value in sight.contacts.items() if value)


def _cell(point: Point, side: float) -> tuple[int, int]:
    return int(point.latitude // side), int(point.longitude // side)


def point_key(sight: Sight) -> str:
    return f"{sight.point.latitude:.5f} {sight.point.longitude:.5f}" if sight.point else str(id(sight))


@lru_cache(maxsize=200_000)
def _distinctive(name: str, commune: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that tell a name from its neighbours', all of them when none does; and the kinds it announces."""
    folded = re.sub(r"\b(maison )?(france services?|de services? au public)\b", "msap", fold(name))
    words = [word for word in folded.split() if word not in _SMALL]
    town = fold(commune).split()
    own = [word for word in words if word not in GENERIC and not any(_of_town(word, part) for part in town)]
    kinds = frozenset(kind for kind, members in _KINDS if members & set(words))
    return frozenset(own or words), kinds


def _of_town(word: str, part: str) -> bool:
    """Whether a word is of the town's name, or made from it: « choletais » of Cholet."""
    return word == part or (len(part) >= _TOWN_STEM and word[:_TOWN_STEM] == part[:_TOWN_STEM])


@lru_cache(maxsize=200_000)
def _street(address: str) -> tuple[str, frozenset[str]]:
    """The number and the words of a street: from the kind of way on, whatever building stands before it."""
    words = [_ABBREVIATIONS.get(word, word) for word in fold(address).split()]
    ways = [rank for rank, word in enumerate(words) if word in _STREETS]
    start = ways[0] if ways else 0
    numbers = [word for word in words[:start] if word.isdigit()] if ways else [word for word in words if word.isdigit()]
    street = [word for word in words[start:] if word not in _SMALL and word not in _STREETS]
    return (numbers[-1] if numbers else ""), frozenset(word for word in street if not word.isdigit() or ways)
