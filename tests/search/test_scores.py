"""What documents are worth, read without a queryset, is what ``rank`` says of rows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from search.index import Index, query_all
from search.query import RELEVANCE_UNIT
from tests.search.conftest import Fill

TEXTS = {
    1: "café wifi",
    2: "café",
    3: "wifi de Mende",
    4: "café wifi à Mende",
    5: "fablab",
    6: "café café café",
    7: "cafés des cafetiers, une cafetière et du wifi",
}


@pytest.fixture
def index(fill: Fill) -> Index:
    return fill(TEXTS)


@pytest.mark.parametrize(
    "text", ["café", "café wifi", "cafe wi-fi ", "mende fablab", "cofé", "caf", "fablb wifi", "cafetiers"]
)
def test_scores_are_those_of_rank(index: Index, text: str) -> None:
    query = index.query(text)
    ranked = dict(query.rank(query.filter(Group.objects.all())).values_list("pk", "relevance"))
    assert ranked
    assert {pk: score / RELEVANCE_UNIT for pk, score in (query.scores(1_000) or {}).items()} == pytest.approx(ranked)
    assert query.scores_of(TEXTS) == query.scores(1_000)
    assert query.scores_of([]) == {}
    assert query.scores(0) is None
    likeliest = query.heaviest(1_000)
    assert set(ranked) <= set(likeliest)
    assert query.worth(max(ranked.values())) > 0


def test_the_heaviest_come_first_and_no_more_than_asked(index: Index) -> None:
    query = index.query("café ")
    assert query.heaviest(1) == [max(query.scores(100) or {}, key=lambda pk: (query.scores(100) or {})[pk])]
    nothing = index.query("xyzxyz")
    assert (nothing.heaviest(9), nothing.scores(9), nothing.scores_of([1]), nothing.worth(1.0)) == ([], {}, {}, 0.0)


def test_a_query_without_its_corrections(index: Index) -> None:
    query = index.query("fablba wifi")
    assert query.corrections == [("fablba", "fablab")]
    typed = query.as_typed()
    assert (typed.corrections, typed.ignored) == ([], ["fablba"])
    assert set(typed.scores(100) or {}) == {1, 3, 4, 7}
    assert query.terms[0].quality < index.query("wifi ").terms[0].quality == 100


def test_several_indexes_are_asked_together(index: Index) -> None:
    assert query_all([index, Index("none of this name")], "café") == [index.query("café"), Index("none").query("café")]
    assert [query.is_empty for query in query_all([index, index], " ? ")] == [True, True]
    assert index.knows(5)
    assert not index.knows(99)
