"""A set of codes in one column: stored, looked up, validated, serialised, migrated."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.writer import MigrationWriter
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from listings.fields import CodeSetField
from places.models import Place
from places.vocabulary import PlaceType, Service
from tests.factories.places import make_place

codes = st.sets(st.sampled_from(Service.values))


@given(chosen=codes)
def test_a_set_survives_the_database_s_integer(chosen: set[str]) -> None:
    field = CodeSetField(vocabulary=Service)
    assert set(field.unmask(field.mask(chosen))) == chosen


@given(chosen=codes)
def test_what_is_read_is_in_the_vocabulary_s_order(chosen: set[str]) -> None:
    read = CodeSetField(vocabulary=Service).to_python(list(chosen))
    assert read is not None
    assert [Service.values.index(code) for code in read] == sorted(Service.values.index(code) for code in chosen)


def test_the_bit_of_a_code_is_its_rank() -> None:
    field = CodeSetField(codes=["a", "b", "c"])
    assert [field.mask(["a"]), field.mask(["b"]), field.mask(["c"]), field.mask("a,c")] == [1, 2, 4, 5]


@pytest.mark.parametrize("nothing", [None, "", (), []])
def test_nothing_is_zero(nothing: Any) -> None:
    assert CodeSetField(vocabulary=Service).mask(nothing) == 0


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValidationError, match="château"):
        CodeSetField(vocabulary=PlaceType).mask(["château"])


@pytest.mark.django_db
class TestLookUps:
    @pytest.fixture(autouse=True)
    def _places(self) -> None:
        make_place(name="A", types=("coworking", "fablab"), services=("kitchen", "printing"))
        make_place(name="B", types=("library",), services=("printing",))
        make_place(name="C", types=("telecentre",), services=())

    @pytest.mark.parametrize(
        ("condition", "found"),
        [
            ({"types__any": ["fablab", "library"]}, "AB"),
            ({"types__any": ["counter"]}, ""),
            ({"types__any": []}, ""),
            ({"services__all": ["printing", "kitchen"]}, "A"),
            ({"services__all": ["printing"]}, "AB"),
            ({"services__all": []}, "ABC"),
            ({"services": ()}, "C"),
            ({"services": ("printing", "kitchen")}, "A"),
        ],
    )
    def test_any_all_and_exactly(self, condition: dict[str, Any], found: str) -> None:
        assert "".join(Place.objects.filter(**condition).values_list("name", flat=True).order_by("name")) == found

    def test_negated(self) -> None:
        assert list(Place.objects.exclude(types__any=["library"]).values_list("name", flat=True)) == ["A", "C"]

    def test_read_back_as_codes(self) -> None:
        assert Place.objects.get(name="A").services == ("printing", "kitchen")
        assert Place.objects.values_list("types", flat=True).get(name="C") == ("telecentre",)


@pytest.mark.django_db
def test_a_revision_keeps_the_set() -> None:
    place = make_place(types=("coworking",), services=("kitchen",))
    place.types = ("fablab", "library")
    draft = place.save_revision().as_object()
    assert draft.types == ("fablab", "library")
    assert draft.services == ("kitchen",)
    assert Place.objects.get(pk=place.pk).types == ("coworking",)


class TestForm:
    def test_ticks_boxes(self) -> None:
        field = Place._meta.get_field("services").formfield()
        assert isinstance(field.widget, forms.CheckboxSelectMultiple)
        assert field.clean(["kitchen"]) == ["kitchen"]
        assert field.clean([]) == []
        assert field.label == "Sur place"
        with override("en"):
            assert field.label == "On site", "said anew in each language"

    def test_refuses_what_is_not_there(self) -> None:
        with pytest.raises(ValidationError):
            Place._meta.get_field("types").formfield().clean(["château"])

    def test_asks_for_one_where_one_is_needed(self) -> None:
        with pytest.raises(ValidationError):
            Place._meta.get_field("types").formfield().clean([])

    @pytest.mark.django_db
    def test_a_model_form_writes_it(self) -> None:
        form_class: Any = forms.modelform_factory(Place, fields=["types"])
        place = form_class({"types": ["library", "coworking"]}, instance=make_place()).save()
        assert Place.objects.get(pk=place.pk).types == ("coworking", "library")


def test_the_migration_is_stable_and_knows_no_vocabulary() -> None:
    field = Place._meta.get_field("types")
    _name, path, _args, kwargs = field.deconstruct()
    assert path == "listings.fields.CodeSetField"
    assert kwargs["codes"] == PlaceType.values
    assert "vocabulary" not in kwargs
    again = CodeSetField(**kwargs)
    assert again.deconstruct()[3]["codes"] == kwargs["codes"]
    assert again.db_type(connection) == field.db_type(connection)
    assert again.mask(["library"]) == field.mask(["library"])
    assert "PlaceType" not in MigrationWriter.serialize(field)[0]
