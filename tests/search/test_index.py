import pytest
from django.contrib.auth.models import Group
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from search.analysis import words
from search.index import Document, Index
from tests.search.conftest import Fill, add_rows, found

# What people write about places, with any sign between.
PIECES = [
    "Café",
    "fablab",
    "tiers-lieux",
    "L’Œuvre",
    "48130",
    "réunion",
    "St-Chély",
    "à",
    "co",
    "working",
    "WIFI",
    "d'été",
]
TITLES = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), min_size=1, max_size=6).map(" ".join)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TITLES, min_size=1, max_size=5), st.data())
def test_every_document_is_found_by_its_own_words(titles: list[str], data: st.DataObject) -> None:
    index = Index("tests")
    index.rebuild(Document(pk, [(title, 1.0)]) for pk, title in enumerate(titles, start=1))
    Group.objects.all().delete()
    add_rows(range(1, 6))
    pk = data.draw(st.integers(1, len(titles)))
    own = [word.spelling for word in words(titles[pk - 1])][:12]
    assume(own)
    assert pk in found(index, titles[pk - 1])
    assert pk in found(index, " ".join(data.draw(st.permutations(own))).upper())
    assert pk in found(index, data.draw(st.sampled_from(own)))
    index.remove([pk])
    assert pk not in found(index, " ".join(own) + " ")


def test_what_is_written_is_found_and_what_is_removed_is_not(fill: Fill) -> None:
    index = fill({1: "Fablab", 2: "Café"})
    index.write([Document(1, [("Atelier", 4.0)])])
    assert (found(index, "fablab "), found(index, "atelier ")) == ([], [1])
    assert index.remove([1]) == 1
    assert found(index, "atelier ") == []
    assert found(index, "café ") == [2]


def test_indexes_do_not_mix(fill: Fill) -> None:
    index, other = fill({1: "Fablab", 2: "Café"}), Index("others")
    other.write([Document(2, [("Fablab", 1.0)])])
    assert (found(index, "fablab"), found(other, "fablab")) == ([1], [2])
    other.remove([2])
    assert found(index, "fablab") == [1]
    assert found(index, "fablba ") == [1]


def test_important_texts_come_first(fill: Fill) -> None:
    index = fill({1: "", 2: ""})
    index.write([Document(1, [("Le Rendez-vous", 4.0), ("un fablab", 1.0)]), Document(2, [("Fablab", 4.0)])])
    assert found(index, "fablab") == [2, 1]
