"""The queries of both lists are the same whatever the number of rows, and at most twelve, when nothing was kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from directory.businesses.actions import write_businesses
from directory.synthetic_businesses import synthetic_businesses
from directory.workers.actions import write_workers
from geography.models import Commune
from tests.factories.workers import unsaved_worker
from tests.query_snapshots import reviewed_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

MOST = 12
WORKERS = {
    "workers-list": "",
    "workers-list-page": "page=2&tri=recent",
    "workers-list-name": "tri=nom&statut=freelance",
    "workers-list-around": "lieu=Mende&rayon=50",
    "workers-list-words": "q=comptable+paie",
    "workers-list-mistyped": "q=comtpable+piae",
    "workers-list-choices": "statut=freelance&statut=looking&rythme=hybrid",
    "workers-list-words-around": "q=paie&commune=48095&rayon=50&page=2",
    "workers-list-filtered": "lieu=Mende&rayon=100&statut=freelance&rythme=hybrid&competence=paie&dispo=1&q=comptable",
    "workers-list-mistyped-around": "q=comtpable+paie&lieu=Mende&rayon=50&statut=freelance&tri=pertinence",
    "workers-list-widened-typed": "lieu=Langogne&rayon=5&q=comtpable+piae&statut=freelance&tri=pertinence",
    "workers-list-widened": "commune=48080&rayon=5&q=comtpable+piae",
}
BUSINESSES = {
    "businesses-list-page": "page=2",
    "businesses-list-name": "tri=nom&secteur=J",
    "businesses-list-near": "lieu=Mende&rayon=50",
    "businesses-list-words": "q=conseil+logiciel",
    "businesses-list-mistyped": "q=consiel+logciiel",
    "businesses-list-choices": "secteur=J&secteur=C&rythme=hybrid",
    "businesses-list-words-around": "q=logiciel&commune=48095&rayon=50&tri=nom&page=2",
    "businesses-list-filtered": "commune=48095&rayon=100&secteur=J&q=logiciel",
    "businesses-list-widened": "commune=48080&rayon=5&q=consiel+logciiel",
}


def homes() -> list[Commune]:
    """Mende and Florac: far from Langogne."""
    return list(Commune.objects.filter(pk__in=["48095", "48061"]).order_by("pk"))


def write_people(number: int) -> None:
    communes = homes()
    people = [
        unsaved_worker(commune=communes[rank % 2], status="freelance", modes=("hybrid",), availability="now")
        for rank in range(number)
    ]
    write_workers([(person, ["Paie"]) for person in people])


def write_companies(number: int) -> None:
    communes, companies = homes(), list(synthetic_businesses(number, 48))
    for rank, company in enumerate(companies):
        company.commune, company.sector, company.modes = communes[rank % 2], "J", ("hybrid",)
        company.headline = "Conseil en logiciels libres"
    write_businesses(companies)


@pytest.mark.parametrize("number", [20, 80])
@pytest.mark.parametrize(
    ("address", "write", "searches"),
    [("/teletravailleurs/", write_people, WORKERS), ("/entreprises/", write_companies, BUSINESSES)],
    ids=["workers", "businesses"],
)
def test_queries(
    client: Client, address: str, write: Callable[[int], None], searches: dict[str, str], number: int
) -> None:
    write(number)
    client.get(f"{address}?q=inconnnu")  # what a process reads once: the words of the index
    for name, search in searches.items():
        cache.clear()
        client.get("/lieux/")  # what every page keeps: the identity of the site
        with reviewed_queries(name, at_most=MOST):
            assert client.get(f"{address}?{search}").status_code == 200, name
