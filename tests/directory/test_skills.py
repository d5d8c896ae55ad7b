"""Skills are spelt once."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps

from directory.models import RemoteWorker, Skill
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db


def test_near_duplicates_are_one() -> None:
    (first,) = Skill.objects.named(["Développement web"])
    again = Skill.objects.named(["developpement  Web", "DÉVELOPPEMENT-WEB", " développement web "])
    assert again == [first]
    assert first.name == "Développement web"


def test_order_is_kept_and_empty_ones_are_left_out() -> None:
    assert [skill.name for skill in Skill.objects.named(["Paie", "  ", "!", "Audit", "paie"])] == ["Paie", "Audit"]


def test_long_ones_are_cut() -> None:
    (skill,) = Skill.objects.named(["œ" * 200])
    assert len(skill.name) <= 60
    assert len(skill.key) <= 60
    assert Skill.objects.named(["œ" * 200]) == [skill]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Réseaux sociaux", "réseau social", "RESEAU  SOCIAL"),
        ("Gestion de projet", "gestion de projets"),
        ("E-commerce", "e commerce"),
        ("Tableaux de bord", "tableau de bord"),
    ],
)
def test_near_duplicates_are_one_skill(spellings: tuple[str, ...]) -> None:
    assert [skill.name for skill in Skill.objects.named(spellings)] == [spellings[0]]


def test_a_sign_makes_another_skill() -> None:
    names = ["C", "C++", "C#", "CSS", "SAS"]
    assert [skill.name for skill in Skill.objects.named(names)] == names
    assert len({skill.key for skill in Skill.objects.all()}) == len(names)


def test_keys_of_before_are_written_anew_and_duplicates_become_one() -> None:
    migration = importlib.import_module("directory.migrations.0006_skill_keys")
    one, many, sharp = (
        Skill.objects.create(name=name, key=key)
        for name, key in (("Projet", "projet"), ("Projets", "projets"), ("C#", "c"))
    )
    worker = make_worker()
    worker.skills.set([one, many])
    worker.save()
    revision = worker.save_revision()
    migration.write_keys(apps, None)
    assert [(skill.name, skill.key) for skill in Skill.objects.order_by("pk")] == [
        ("Projet", "projet"),
        ("C#", "c diese"),
    ]
    assert list(RemoteWorker.objects.get(pk=worker.pk).skills.all()) == [one]
    revision.refresh_from_db()
    assert revision.content["skills"] == [one.pk]
    assert sharp.pk
