"""Skills are spelt once."""

from __future__ import annotations

import pytest

from directory.models import Skill

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
