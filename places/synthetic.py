"""Synthetic places, for benchmarks and load: plausible in number, spread and words, and the same for the same seed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, product
from random import Random

from geography.models import Commune
from places.models import Place
from places.vocabulary import (
    Access,
    Accessibility,
    Internet,
    PlaceType,
    PointOrigin,
    Precision,
    Service,
    Wheelchair,
)

SOURCE = "synthetic"
_TYPE_WEIGHTS = (3, 8, 20, 12, 5, 14, 12, 18, 4, 4)
_NAMES = (
    "La Filature", "Le Relais", "L’Atelier", "La Ruche", "Le Comptoir", "La Grange", "Le Moulin", "La Passerelle",
    "L’Escale", "Le Préau", "La Forge", "Le Lavoir", "La Gare", "L’Étape", "La Fabrique", "Le Perron",
)  # fmt: skip
_OF = ("des Causses", "du Pont", "de la Place", "des Cimes", "du Marché", "des Halles", "de la Source", "du Bourg")
_WORDS = (
    "calme", "lumière", "équipe", "bureau", "réunion", "café", "village", "partagé", "atelier", "formation", "jardin",
    "montagne", "rivière", "gare", "fibre", "accueil", "association", "mairie", "école", "terrasse", "visioconférence",
    "impression", "numérique", "entreprise", "indépendant", "salarié", "télétravail", "rencontre", "terroir", "pierre",
)  # fmt: skip
_SYLLABLES = (
    "ba",
    "cor",
    "del",
    "fon",
    "gri",
    "jou",
    "lan",
    "mer",
    "nou",
    "pas",
    "ri",
    "sau",
    "tel",
    "val",
    "ver",
    "zo",
)
_RARE_WORDS = tuple("".join(parts) for parts in product(_SYLLABLES, repeat=3))
_VOCABULARY = (*_WORDS, *_RARE_WORDS)
_FREQUENCIES = tuple(accumulate(1_000_000 // (rank + 30) for rank in range(len(_VOCABULARY))))
"""Words of French texts follow Zipf’s law, here shifted (Mandelbrot 1953): the commonest is in a tenth of the texts."""
_HOURS = (
    "Mo-Fr 09:00-18:00",
    "Mo-Fr 08:30-12:30,13:30-18:00; PH off",
    "Tu-Sa 10:00-12:00,14:00-18:00",
    "Mo-Su 07:00-20:00",
    "Mo-Sa 08:00-19:00; Su 08:00-12:00",
    "Mo-Th 09:00-17:00; Fr 09:00-12:00; PH off",
    "24/7",
    "We 14:00-18:00; Sa 09:00-12:00",
    "Apr-Oct: Mo-Su 08:00-20:00; Nov-Mar: Tu-Sa 09:00-17:00",
    "",
)
_TODAY = date(2026, 11, 1)


def _communes() -> tuple[list[Commune], list[int]]:
    """Communes with a point, and cumulative weights: places follow people, but less than proportionally."""
    communes = list(Commune.objects.filter(latitude__isnull=False).select_related("departement").order_by("pk"))
    weights, total = [], 0
    for commune in communes:
        total += int(math.sqrt(commune.population + 50))
        weights.append(total)
    return communes, weights


def _some(random: Random, codes: type, chance: float) -> tuple[str, ...]:
    return tuple(code.value for code in codes if random.random() < chance)  # type: ignore[attr-defined]


def sentence(random: Random, length: int) -> str:
    """So many words, the common ones often, as a sentence."""
    return " ".join(random.choices(_VOCABULARY, cum_weights=_FREQUENCIES, k=length)).capitalize() + "."


def _place(random: Random, number: int, commune: Commune) -> Place:
    types = sorted({*random.choices(list(PlaceType), _TYPE_WEIGHTS, k=random.choice((1, 1, 1, 2)))})
    free = random.random() < 0.4
    desks = random.randint(1, 40) if random.random() < 0.7 else None
    angle, reach = random.random() * 2 * math.pi, random.random() * 0.02
    latitude, longitude = commune.latitude or 0.0, commune.longitude or 0.0
    return Place(
        name=f"{random.choice(_NAMES)} {random.choice(_OF)} {number}",
        slug=f"lieu-synthetique-{number}",
        types=tuple(types),
        summary=sentence(random, 12),
        description=sentence(random, 25),
        address=f"{random.randint(1, 90)} rue {random.choice(_OF)}",
        postcode=commune.postcodes[:5],
        commune=commune,
        latitude=latitude + reach * math.sin(angle),
        longitude=longitude + reach * math.cos(angle),
        precision=Precision.ADDRESS,
        point_origin=PointOrigin.SOURCE,
        opening_hours=random.choice(_HOURS),
        access=_some(random, Access, 0.4),
        is_free=free,
        price_day=None if free else Decimal(random.randint(5, 30)),
        desks=desks,
        closed_offices=random.randint(0, 6) if desks else None,
        meeting_rooms=random.randint(0, 3) if desks else None,
        internet=_some(random, Internet, 0.5),
        services=_some(random, Service, 0.3),
        wheelchair=random.choice(list(Wheelchair)).value,
        accessibility=_some(random, Accessibility, 0.2),
        source=SOURCE,
        source_id=str(number),
        licence="CC0",
        checked_on=_TODAY - timedelta(days=random.randint(0, 700)),
    )


def synthetic_places(number: int, seed: int) -> Iterator[Place]:
    """``number`` unsaved places; the first N of a seed are the same whatever the number."""
    random = Random(seed)  # noqa: S311 - plausible, not secret
    communes, weights = _communes()
    if not communes:
        raise ValueError("Load the geography first: manage.py load_geography.")
    for rank in range(1, number + 1):
        yield _place(random, rank, random.choices(communes, cum_weights=weights)[0])
