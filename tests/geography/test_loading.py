"""The shipped geography in the database."""

from __future__ import annotations

from io import StringIO
from time import process_time

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from geography.loading import load
from geography.models import Commune, CommuneKey, FormerCommune, Region, Territory
from geography.shipped import CommuneRow, FormerRow, Reference
from tests.factories.places import make_place

MENDE = CommuneRow("48095", "Mende", "48", "244800405", "48000", 12318, 44.5, 3.5, "mairie")
FLORAC = CommuneRow("48061", "Florac", "48", "", "48400", 2075, None, None, "")
SMALL = Reference(
    regions=[("76", "Occitanie")],
    departements=[("48", "Lozère", "76")],
    epci=[("244800405", "CC Cœur de Lozère", "CC")],
    communes=[MENDE, FLORAC],
    former_communes=[FormerRow("48138", "deleguee", "La Salle-Prunet", "48061", "", 44.3, 3.6)],
)

pytestmark = pytest.mark.django_db


def changed(reference: Reference) -> dict[str, tuple[int, int, int]]:
    return {
        change.table.removeprefix("geography_"): (change.created, change.updated, change.removed)
        for change in load(reference)
        if change.changed
    }


def test_load_then_nothing_to_change() -> None:
    first = changed(SMALL)
    assert first["commune"] == (2, 0, 0)
    assert first["region"] == first["departement"] == first["epci"] == first["formercommune"] == (1, 0, 0)
    assert changed(SMALL) == {}
    mende = Commune.objects.get(pk="48095")
    assert (mende.name, mende.epci_id, mende.departement.region_id) == ("Mende", "244800405", "76")
    florac = Commune.objects.get(pk="48061")
    assert (florac.epci, florac.point, florac.former_communes.get().name) == (None, None, "La Salle-Prunet")


def test_only_what_differs_is_written() -> None:
    load(SMALL)
    renamed = SMALL._replace(communes=[MENDE, FLORAC._replace(name="Florac Trois Rivières")])
    changes = changed(renamed)
    assert changes["commune"] == (0, 1, 0)
    assert set(changes) == {"commune", "communekey"}
    assert CommuneKey.objects.filter(key="florac trois rivieres").exists()


def test_a_merged_commune_goes_and_territories_keep_its_ground() -> None:
    load(SMALL)
    territory = Territory.objects.create(name="Cévennes", slug="cevennes", agency_name="Agence")
    territory.communes.add("48061")
    merged = SMALL._replace(
        communes=[MENDE], former_communes=[FormerRow("48061", "deleguee", "Florac", "48095", "", 44.3, 3.6)]
    )
    assert changed(merged)["commune"] == (0, 0, 1)
    assert [commune.pk for commune in territory.communes.all()] == ["48095"]
    assert FormerCommune.objects.get().name == "Florac"
    assert changed(merged) == {}


def test_a_commune_still_used_is_kept_and_named() -> None:
    load(SMALL)
    make_place(commune=Commune.objects.get(pk="48061"))
    gone = SMALL._replace(communes=[MENDE], former_communes=[])
    kept = [name for change in load(gone) for name in change.kept]
    assert kept == ["48061 Florac"]
    assert Commune.objects.filter(pk="48061").exists()


def test_all_or_nothing() -> None:
    broken = SMALL._replace(communes=[MENDE, FLORAC._replace(departement="99")])
    with pytest.raises(IntegrityError), transaction.atomic():
        _load_and_check(broken)
    assert not Region.objects.exists()
    assert not Commune.objects.exists()


def _load_and_check(reference: Reference) -> None:
    """Load, and check the foreign keys at once, as the end of the transaction would."""
    load(reference)
    connection.check_constraints()


@pytest.mark.parametrize(("latitude", "longitude"), [(44.5, None), (None, 3.5), (91.0, 3.5), (44.5, -181.0)])
def test_points_are_whole_and_on_earth(latitude: float | None, longitude: float | None) -> None:
    load(SMALL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commune.objects.filter(pk="48095").update(latitude=latitude, longitude=longitude)


def test_the_command_says_what_it_did() -> None:
    """The whole country: under five seconds of work, then nothing to change."""
    out = StringIO()
    started = process_time()
    call_command("load_geography", stdout=out)
    assert process_time() - started < 5
    assert "34969 created" in out.getvalue()
    again = StringIO()
    call_command("load_geography", stdout=again)
    assert "Nothing to change" in again.getvalue()
    silent = StringIO()
    call_command("load_geography", stdout=silent, verbosity=0)
    assert silent.getvalue() == ""
