import pytest

from places.models import Place


@pytest.mark.django_db
def test_database() -> None:
    assert Place.objects.published().count() == 0
