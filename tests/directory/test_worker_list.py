"""The list of people: found by what everyone sees, near a commune, by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from directory.models import RemoteWorker, WorkerFacts
from directory.workers.actions import write_workers
from directory.workers.results import WorkerResults
from geography.models import Commune, Territory
from listings.publishing import unpublish
from tests.factories.listings import make_superuser, millau
from tests.factories.workers import make_worker, unsaved_worker, worker_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

HIDDEN = {"skills": "members", "status": "nobody", "modes": "members", "contracts": "nobody", "job_family": "nobody"}


def florac() -> Commune:
    return Commune.objects.get(pk="48061")


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/teletravailleurs/?{query}")
    assert response.status_code == 200
    return [card.view.display_name for card in response.context["results"].cards]


def test_only_published_people(client: Client) -> None:
    make_worker(display_name="Nadia")
    worker_draft(display_name="Brouillon")
    late = make_worker(display_name="Périmée")
    RemoteWorker.objects.filter(pk=late.pk).update(expire_at=timezone.now() - timedelta(days=1))
    assert names(client) == ["Nadia"]


def test_words_find_headline_skills_and_commune(client: Client) -> None:
    make_worker(display_name="Nadia", headline="traductrice technique", skills=["Post-édition"])
    make_worker(display_name="Hugo", headline="développeur", commune=florac())
    assert names(client, "q=traducteur") == ["Nadia"]
    assert names(client, "q=post+edition") == ["Nadia"]
    assert names(client, "q=florac") == ["Hugo"]
    assert names(client, "q=devlopeur") == ["Hugo"]


def test_filters(client: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_worker(display_name="Ada", status="freelance", modes=("full_remote",), availability="now", skills=["Paie"])
    make_worker(display_name="Bea", status="employee", modes=("hybrid",), sectors=("F",), job_family="M12")
    make_worker(display_name="Cléo", status="looking", contracts=("permanent",), skills=["Paie", "Audit"])
    make_worker(display_name="Dan", availability="later", available_from=tomorrow)
    make_worker(display_name="Eve", availability="later", available_from=tomorrow - timedelta(days=1))
    assert names(client, "statut=freelance") == ["Ada"]
    assert names(client, "statut=freelance&statut=employee") == ["Ada", "Bea"]
    assert names(client, "rythme=hybrid&rythme=full_remote") == ["Ada", "Bea"]
    assert names(client, "competence=PAIE") == ["Ada", "Cléo"]
    assert names(client, "competence=paie&competence=audit") == ["Cléo"]
    assert names(client, "contrat=permanent") == ["Cléo"]
    assert names(client, "secteur=F") == ["Bea"]
    assert names(client, "metier=M12") == ["Bea"]
    assert names(client, "dispo=1") == ["Ada", "Eve"]


@pytest.mark.parametrize(
    "query",
    ["q=paie", "q=freelance", "competence=paie", "statut=freelance", "rythme=hybrid", "contrat=umbrella", "metier=M12"],
)
def test_what_is_hidden_is_not_found(client: Client, query: str) -> None:
    """A filter would tell what the page hides, to someone signed in too: the list is the same for all."""
    fields = {"status": "freelance", "modes": ("hybrid",), "contracts": ("umbrella",), "job_family": "M12"}
    worker = make_worker(display_name="Cachée", headline="artiste", skills=["Paie"], audiences=HIDDEN, **fields)
    assert names(client) == ["Cachée"]
    assert names(client, query) == []
    page = client.get("/teletravailleurs/").content.decode()
    assert "Paie" not in page
    client.force_login(worker.owner)
    assert names(client, query) == []


def test_what_becomes_hidden_is_forgotten(client: Client) -> None:
    from directory.workers.actions import draft_of, keep
    from listings.publishing import publish

    worker = make_worker(display_name="Nadia", headline="artiste", skills=["Paie"])
    assert names(client, "q=paie") == ["Nadia"]
    draft = draft_of(worker)
    draft.audiences = {**draft.audiences, "skills": "nobody"}
    keep(draft, worker.owner)
    publish(RemoteWorker.objects.get(pk=worker.pk).latest_revision, worker.owner)
    assert names(client, "q=paie") == []
    assert names(client, "competence=paie") == []


def test_taken_off_is_found_nowhere(client: Client) -> None:
    worker = make_worker(display_name="Nadia", skills=["Paie"])
    unpublish(worker, make_superuser())
    assert names(client, "q=paie") == []
    assert not WorkerFacts.objects.exists()
    assert client.get(worker.get_absolute_url()).status_code == 404


def test_near_a_commune_and_by_distance(client: Client) -> None:
    make_worker(display_name="Zoé de Mende")
    make_worker(display_name="Ada de Florac", commune=florac())
    assert names(client, "lieu=Mende&rayon=50") == ["Zoé de Mende", "Ada de Florac"]
    assert names(client, "lieu=Florac&rayon=5") == ["Ada de Florac"]
    assert names(client, "commune=48095&rayon=5") == ["Zoé de Mende"]


def test_nothing_near_widens(client: Client) -> None:
    make_worker(display_name="Ada de Florac", commune=florac())
    response = client.get("/teletravailleurs/?commune=48095&rayon=5")
    assert response.context["results"].widening.found_km == 30
    assert "Nous avons élargi" in response.content.decode()


def test_nobody_at_all(client: Client) -> None:
    assert "Personne n’est encore inscrit ici" in client.get("/teletravailleurs/").content.decode()
    assert "tous ces choix" in client.get("/teletravailleurs/?statut=looking").content.decode()


@pytest.mark.parametrize(
    "query", ["statut=x", "rayon=7", "page=0", "tri=distance", "competence=" + "x" * 90, "commune=99999", "page=99"]
)
def test_wrong_parameters_are_told(client: Client, query: str) -> None:
    make_worker()
    response = client.get(f"/teletravailleurs/?{query}")
    assert response.status_code == 200
    assert response.context["results"].problems


def test_counts_are_of_what_everyone_sees(client: Client) -> None:
    make_worker(status="freelance", skills=["Paie"])
    make_worker(status="freelance", skills=["Paie"], audiences={"status": "members", "skills": "nobody"})
    results = client.get("/teletravailleurs/").context["results"]
    facets = {name: {option.value: option.count for option in options} for name, _, options in results.facets}
    assert facets["statut"] == {"freelance": 1}
    assert facets["competence"] == {"Paie": 1}


def test_bulk_says_the_same_as_one_by_one(client: Client) -> None:
    audiences = {"skills": "everyone", "status": "nobody"}
    write_workers(
        [(unsaved_worker(commune=florac(), status="looking", audiences=audiences), ["Paie", "paie", "Audit"])]
    )
    facts = WorkerFacts.objects.get()
    assert facts.status == ""
    assert sorted(skill.name for skill in facts.skills.all()) == ["Audit", "Paie"]
    assert len(names(client, "q=paie")) == 1


def test_skills_of_a_territory_are_of_its_people(client: Client, lozere: Territory) -> None:
    make_worker(skills=["Paie"])
    make_worker(commune=millau(), skills=["Audit"])
    results = WorkerResults(QueryDict(), lozere)
    facets = {name: {option.value: option.count for option in options} for name, _, options in results.facets}
    assert facets["competence"] == {"Paie": 1}
