"""Groups of communes stand on their largest town."""

from __future__ import annotations

import pytest

from geography.main_towns import epci_of_communes, main_towns
from geography.models import Commune

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]


@pytest.mark.parametrize("group", ["epci_id", "departement_id"])
def test_each_group_stands_on_its_largest_located_commune(group: str) -> None:
    largest: dict[str, Commune] = {}
    for commune in Commune.objects.filter(departement="48", latitude__isnull=False).order_by("-population", "pk"):
        if code := getattr(commune, group):
            largest.setdefault(code, commune)
    towns = main_towns()
    inside = {code: town for code, town in largest.items() if code == "48" or code.startswith("2448")}
    assert inside
    assert {code: towns[code] for code in inside} == {code: town.point for code, town in inside.items()}


def test_communes_are_in_the_epci_of_the_reference(django_assert_num_queries: pytest.FixtureRequest) -> None:
    known = dict(Commune.objects.filter(epci__isnull=False).values_list("pk", "epci_id"))
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert known.items() <= epci_of_communes().items()
