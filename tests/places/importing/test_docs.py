"""The profile that the reference shows works, on the file it is for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from places.importing.outcomes import Outcome
from places.importing.profiles import load, shipped
from places.importing.profiles.vocabularies import CODE_FIELDS, TEXT_FIELDS
from places.importing.remarks import Kind
from places.importing.running import run_import
from tests.conftest import ROOT

REFERENCE = (ROOT / "docs" / "reference" / "import-profiles.md").read_text("utf-8")


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    """The example of the page, as a file."""
    path = tmp_path / "mairies.toml"
    found = re.search(r"```toml\n(.*?)```", REFERENCE, re.DOTALL)
    assert found is not None
    path.write_text(found[1], "utf-8")
    return path


def test_the_page_names_every_profile_field_and_key() -> None:
    names = [profile.name for profile in shipped()]
    assert [name for name in (*names, *TEXT_FIELDS, *CODE_FIELDS) if f"`{name}`" not in REFERENCE] == []


def test_the_example_is_a_profile(shown: Path) -> None:
    assert load(shown).source == "DILA, mairies"


@pytest.mark.data
@pytest.mark.django_db
@pytest.mark.usefixtures("known_france")
def test_the_example_reads_its_file(shown: Path, data: Path) -> None:
    plan = run_import(data / "mairies2026" / "mairies_48_et_voisins.csv", profile=str(shown)).plan
    assert plan.counts()[Outcome.CREATED] == 1964
    assert plan.remark_counts()[Kind.POINT] == 89  # those that the reference data set aside too
