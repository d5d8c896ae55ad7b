"""The constraints of a listing, as a form or a draft asks them: all at once, and still by name."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from places.models import Place
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db


def place(**fields: Any) -> Place:
    return Place.objects.get(pk=make_place(price_hour=None, **fields).pk)


def test_what_holds_is_asked_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    found = place()
    with django_assert_num_queries(6):  # the checks, and whether it has a source: a savepoint around each
        found.validate_constraints()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"name": ""}, ["place_has_name"]),
        ({"price_hour": -1, "is_free": True}, ["place_price_hour_not_negative", "place_free_has_no_price"]),
        ({"latitude": 44.5}, ["place_point_whole_and_in_range"]),
    ],
)
def test_what_does_not_is_said(wrong: dict[str, Any], named: list[str]) -> None:
    found = place()
    for name, value in wrong.items():
        setattr(found, name, value)
    with pytest.raises(ValidationError) as refused:
        found.validate_constraints()
    assert [name for name in named if name in str(refused.value.messages)] == named
    assert len(refused.value.messages) == len(named)


def test_so_is_what_another_has_taken() -> None:
    place(source="registre", source_id="1")
    found = place()
    found.source, found.source_id = "registre", "1"
    with pytest.raises(ValidationError, match=r"place_source_unique|existe déjà"):
        found.validate_constraints()


def test_a_field_left_out_leaves_out_what_is_about_it() -> None:
    """A form without prices is not told of them, and still told of the rest."""
    found = place()
    found.price_hour, found.name = -1, ""
    with pytest.raises(ValidationError) as refused:
        found.validate_constraints({"price_hour"})
    (message,) = refused.value.messages
    assert "place_has_name" in message
