"""Degrees are written with the decimals that are kept, whatever the way."""

from __future__ import annotations

import pytest

from geography.models import Commune
from places.models import Place
from tests.factories.places import make_place

LONG = 44.123456789


@pytest.mark.django_db
@pytest.mark.usefixtures("lozere")
def test_degrees_are_rounded_when_written_and_exact_when_compared() -> None:
    place = make_place(commune=Commune.objects.get(pk="48095"), latitude=LONG, longitude=3.5, precision="address")
    assert Place.objects.get().latitude == 44.123457
    Place.objects.update(latitude=LONG + 1)
    assert Place.objects.get().latitude == 45.123457
    place.latitude = LONG
    Place.objects.bulk_update([place], ["latitude"])
    assert Place.objects.get().latitude == 44.123457
    assert not Place.objects.filter(latitude__range=(44.1234566, 44.12345699)).exists()
