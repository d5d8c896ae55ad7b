"""Synthetic businesses, for benchmarks and load: plausible, and the same for the same seed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from stdnum import luhn

from directory.business_vocabulary import AgreementType, SizeClass
from directory.models import Business
from directory.naf import DIVISIONS, section_of
from directory.vocabulary import WorkMode
from geography.models import Commune

SOURCE = "synthetic"
_TODAY = date(2026, 11, 1)
_NAMES = (
    "Atelier", "Cabinet", "Bureau", "Studio", "Maison", "Société", "Coopérative", "Comptoir", "Agence", "Manufacture",
    "Fabrique", "Collectif", "Services", "Conseil", "Ingénierie", "Logiciels",
)  # fmt: skip
_OF = ("des Causses", "du Gévaudan", "des Monts", "du Tarn", "des Grands Plateaux", "du Lot", "des Gorges", "du Sud")
_WORDS = (
    "conseil", "logiciel", "bois", "énergie", "formation", "accueil", "client", "comptable", "graphisme", "télétravail",
    "équipe", "service", "territoire", "numérique", "agricole", "santé", "transport", "construction", "étude", "projet",
    "gestion", "relation", "développement", "données", "mesure", "édition", "traduction", "paie", "réseau", "atelier",
)  # fmt: skip
_SIZES = (80, 17, 2, 1)
_DIVISIONS = tuple(code for code in DIVISIONS if code < "97")


def fictional_siret(number: int) -> str:
    """A SIRET with the right keys that INSEE never gives: its SIREN begins with 0000. ``number`` is at most 9999."""
    siren = f"0000{number % 10_000:04}"
    siren += luhn.calc_check_digit(siren)
    head = f"{siren}{number // 10_000:04}"
    return f"{head}{luhn.calc_check_digit(head)}"


def _sentence(random: Random, length: int) -> str:
    return " ".join(random.choices(_WORDS, k=length)).capitalize() + "."


def _business(random: Random, number: int, commune: Commune) -> Business:
    activity = f"{random.choice(_DIVISIONS)}.{random.randint(1, 99):02}Z"
    agreement = random.choice([*AgreementType.values, "", ""])
    is_written = agreement in (AgreementType.COLLECTIVE, AgreementType.CHARTER)
    return Business(
        name=f"{random.choice(_NAMES)} {random.choice(_OF)} {number}",
        slug=f"entreprise-synthetique-{number}",
        siret=fictional_siret(number),
        activity=activity,
        sector=section_of(activity).value,
        size=random.choices(SizeClass.values, _SIZES)[0],
        headline=_sentence(random, 8),
        presentation=_sentence(random, 40),
        modes=tuple(mode for mode in WorkMode.values if random.random() < 0.4),
        remote_days=random.choice((None, 1, 2, 3, 5)),
        agreement=agreement,
        agreement_date=_TODAY - timedelta(days=random.randint(30, 2000)) if is_written else None,
        hires_remotely=random.random() < 0.3,
        commune=commune,
        source=SOURCE,
        source_id=str(number),
        checked_on=_TODAY - timedelta(days=random.randint(0, 700)),
    )


def synthetic_businesses(number: int, seed: int) -> Iterator[Business]:
    """``number`` unsaved businesses; the first N of a seed are the same whatever the number.

    Raises ``ValueError`` when the communes are not loaded.
    """
    random = Random(seed)  # noqa: S311 - plausible, not secret
    communes = list(Commune.objects.filter(latitude__isnull=False).select_related("departement").order_by("pk"))
    if not communes:
        raise ValueError("Load the geography first: manage.py load_geography.")
    weights = list(accumulate(int(math.sqrt(commune.population + 50)) for commune in communes))
    for rank in range(1, number + 1):
        yield _business(random, rank, random.choices(communes, cum_weights=weights)[0])
