"""Synthetic people, for benchmarks and load: plausible in number and words, and the same for the same seed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from directory.audiences import LABELS
from directory.models import RemoteWorker
from directory.vocabulary import Audience, Availability, Contract, JobFamily, Language, Sector, Status, WorkMode
from geography.models import Commune

SOURCE = "synthetic"
_FIRST = (
    "Alix", "Camille", "Charlie", "Claude", "Dominique", "Eden", "Élie", "Gaëlle", "Hervé", "Inès", "Jo", "Kim", "Léo",
    "Maé", "Noa", "Odile", "Paul", "Quentin", "Rosa", "Sacha", "Théo", "Ulysse", "Val", "Yaël", "Zoé",
)  # fmt: skip
_LAST = (
    "Abri", "Brume", "Causse", "Draille", "Escale", "Fontaine", "Garrigue", "Hameau", "Issue", "Jasse", "Lande",
    "Mazet", "Noyer", "Ormeau", "Pré", "Ravin", "Sagne", "Tourbe", "Valat", "Verger",
)  # fmt: skip
_JOBS = (
    "comptable", "développeuse web", "graphiste", "traducteur technique", "assistante administrative", "architecte",
    "rédactrice", "chargé de mission", "formatrice", "juriste", "cheffe de projet", "data analyste", "photographe",
    "consultant en énergie", "gestionnaire de paie", "administratrice systèmes", "community manager",
)  # fmt: skip
_SKILLS = (
    "Python", "Comptabilité", "Paie", "Rédaction web", "Traduction", "Relecture", "Gestion de projet", "Illustration",
    "Photographie", "Référencement", "Droit social", "Formation", "Montage vidéo", "Cartographie", "Devis", "Accueil",
    "Recrutement", "Appels d’offres", "Subventions", "Statistiques", "Design d’interface", "Réseaux", "Support",
    "Anglais technique", "Facturation", "Médiation", "Urbanisme", "Agroécologie", "Podcast", "Accessibilité numérique",
)  # fmt: skip
_SKILL_WEIGHTS = tuple(accumulate(1000 // (rank + 3) for rank in range(len(_SKILLS))))
_WORDS = ("calme", "équipe", "projet", "village", "client", "association", "mairie", "outil", "délai", "conseil")
_AUDIENCES = (Audience.EVERYONE, Audience.EVERYONE, Audience.EVERYONE, Audience.MEMBERS, Audience.NOBODY)
_TODAY = date(2026, 11, 1)

Person = tuple[RemoteWorker, list[str]]
"""An unsaved person and the names of their skills."""


def synthetic_workers(number: int, seed: int) -> Iterator[Person]:
    """``number`` people; the first N of a seed are the same whatever the number.

    Raises ``ValueError`` when no commune is loaded.
    """
    random = Random(seed)  # noqa: S311 - plausible, not secret
    communes = list(Commune.objects.filter(latitude__isnull=False).select_related("departement").order_by("pk"))
    if not communes:
        raise ValueError("Load the geography first: manage.py load_geography.")
    weights = list(accumulate(int(math.sqrt(commune.population + 50)) for commune in communes))
    for rank in range(1, number + 1):
        yield _person(random, rank, random.choices(communes, cum_weights=weights)[0])


def _some(random: Random, codes: type, chance: float) -> tuple[str, ...]:
    return tuple(code.value for code in codes if random.random() < chance)  # type: ignore[attr-defined]


def _person(random: Random, rank: int, commune: Commune) -> Person:
    availability = random.choice([*Availability.values, ""])
    later = availability == Availability.LATER
    worker = RemoteWorker(
        display_name=f"{random.choice(_FIRST)} {random.choice(_LAST)}",
        slug=f"personne-synthetique-{rank}",
        headline=random.choice(_JOBS),
        presentation=" ".join(random.choices(_WORDS, k=20)).capitalize() + ".",
        status=random.choice(Status.values),
        job_family=random.choice(JobFamily.values),
        sectors=_some(random, Sector, 0.08),
        modes=_some(random, WorkMode, 0.5),
        remote_days=random.choice([None, 2, 3, 5]),
        contracts=_some(random, Contract, 0.2),
        availability=availability,
        available_from=_TODAY + timedelta(days=random.randint(-60, 200)) if later else None,
        languages=("fr", *_some(random, Language, 0.1)) if random.random() < 0.8 else (),
        travel_radius=random.choice([None, 0, 20, 50]),
        audiences={name: random.choice(_AUDIENCES).value for name in LABELS},
        commune=commune,
        source=SOURCE,
        source_id=str(rank),
        checked_on=_TODAY - timedelta(days=random.randint(0, 700)),
    )
    worker.languages = tuple(dict.fromkeys(worker.languages))
    return worker, random.choices(_SKILLS, cum_weights=_SKILL_WEIGHTS, k=random.randint(0, 6))
