"""What the steps of a registration make of what no browser sends."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from directory.workers.forms import RowsField
from places.models import Place
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["0", str(2**80), "abc"])
def test_what_is_none_of_the_rows_is_refused_in_words(key: str) -> None:
    field = RowsField(Place.objects.all())
    place = make_place()
    assert list(field.clean([str(place.pk)])) == [place]
    with pytest.raises(ValidationError):
        field.clean([key])
