import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Count, OuterRef, Q, Subquery
from django.test.utils import CaptureQueriesContext

from search.index import Document, Index
from search.models import StoredIndex
from search.query import MOST_IMPORTANCE, importance
from search.reading import MOST_WORDS
from search.writing import MOST_WEIGHT
from tests.search.conftest import Fill, add_rows

TEXTS = {1: "café wifi", 2: "café", 3: "wifi de Mende", 4: "café wifi à Mende", 5: "fablab", 6: "café café café"}


@pytest.fixture
def index(fill: Fill) -> Index:
    return fill(TEXTS)


def test_it_composes_with_what_a_queryset_does(index: Index) -> None:
    query = index.query("café wifi ")
    rows = query.filter(Group.objects.filter(pk__lt=4))
    assert set(rows) == set(Group.objects.filter(pk=1))
    assert rows.count() == 1
    assert rows.exclude(pk=1).exists() is False
    assert query.filter(Group.objects.all()).aggregate(number=Count("pk"))["number"] == 2
    assert index.query("mende ").filter(query.filter(Group.objects.all())).get().pk == 4
    assert [group.pk for group in query.rank(rows)] == [1]
    assert query.rank(rows).values("pk", "relevance").get()["relevance"] > 0


def test_it_stays_right_inside_another_query(index: Index) -> None:
    query = index.query("café wifi ")
    inner = query.filter(Group.objects.all())
    assert set(Group.objects.filter(pk__in=inner).values_list("pk", flat=True)) == {1, 4}
    assert set(Group.objects.filter(Q(pk__in=inner) | Q(pk=5)).values_list("pk", flat=True)) == {1, 4, 5}
    same = query.rank(inner.filter(pk=OuterRef("pk"))).values("relevance")
    ranked = query.rank(inner).annotate(again=Subquery(same))
    assert [group.relevance == group.again for group in ranked] == [True, True]
    assert query.rank(inner).filter(relevance__gt=0).count() == 2


def test_no_list_of_keys_leaves_the_database(index: Index) -> None:
    add_rows(range(100, 160))
    index.write(Document(pk, [("café wifi", 1.0)]) for pk in range(100, 160))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        query = index.query("café wifi")
        rows = query.rank(query.filter(Group.objects.all())).order_by("-relevance", "pk")
        assert len(rows[:20]) == 20
    assert len(queries) <= 4
    assert not any("101" in made["sql"] for made in queries)


@pytest.mark.parametrize("rare_first", [True, False])
def test_common_and_rare_words_are_found_together(fill: Fill, rare_first: bool) -> None:
    """Far more common words are looked for in each document that holds the rarest, others are listed."""
    texts = dict.fromkeys(range(1, 30), "café") | {30: "café rare", 31: "rare", 32: "café rare wifi"}
    query = fill(texts).query("rare café " if rare_first else "café rare ")
    assert sorted(query.filter(Group.objects.all()).values_list("pk", flat=True)) == [30, 32]


@pytest.mark.parametrize(
    "text", ["café wifi ", "mende", "café fablab", "caf", "cafée wifi", "xyzzyq", "", "mende xyzzyq"]
)
def test_rows_checked_one_by_one_are_those_listed(index: Index, text: str) -> None:
    query = index.query(text)
    assert set(query.check(Group.objects.all())) == set(query.filter(Group.objects.all()))


@pytest.mark.parametrize(
    ("text", "most", "count"),
    [
        ("café ", 10, 4),
        ("café ", 3, 3),
        ("café wifi ", 10, 2),
        ("fablab mende ", 10, 3),
        ("xyzzyq", 10, 0),
        ("", 10, 0),
    ],
)
def test_documents_are_counted_up_to_a_limit(index: Index, text: str, most: int, count: int) -> None:
    assert index.query(text).count(most) == count


def test_without_words_all_rows_in_no_order(index: Index) -> None:
    query = index.query("")
    rows = query.rank(query.filter(Group.objects.all()))
    assert {group.pk: group.relevance for group in rows} == dict.fromkeys(TEXTS, 0.0)


def test_without_terms_no_row(index: Index) -> None:
    query = index.query("xyzzyq ")
    assert query.terms == ()
    assert not query.rank(query.filter(Group.objects.all())).exists()


def test_rare_words_count_more(fill: Fill) -> None:
    index = fill({1: "café wifi", 2: "café prise", 3: "café", 4: "wifi lampe", 5: "café"})
    query = index.query("wifi café lampe prise ")
    assert not query.all_words
    ranked = query.rank(query.filter(Group.objects.all())).order_by("-relevance", "pk")
    assert list(ranked.values_list("pk", flat=True)) == [4, 2, 1, 3, 5]


def test_relevance_is_the_best_of_a_word_not_the_sum(index: Index) -> None:
    """A document that says « animateur / animatrice » is no better than one that says « animateur » as weightily."""
    Index("tests").write(
        [Document(1, [("animateur", 1.0), ("animatrice", 1.0)]), Document(2, [("animateur", 1.0), ("autre", 1.0)])]
    )
    query = index.query("animateur ")
    first, second = query.rank(query.filter(Group.objects.all())).order_by("pk")
    assert first.relevance == second.relevance


@pytest.mark.parametrize(
    ("documents", "frequency", "expected"),
    [(0, 0, 69), (100, 100, 69), (100, 1, 462), (100_000, 20_000, 179), (10**12, 1, MOST_IMPORTANCE)],
)
def test_importance(documents: int, frequency: int, expected: int) -> None:
    assert importance(documents, frequency) == expected


def test_the_greatest_relevance_overflows_no_database(fill: Fill) -> None:
    text = " ".join(f"mot{letter}" for letter in "abcdefghijkl")
    index = fill({1: ""})
    index.write([Document(1, [(text, 1e9)])])
    StoredIndex.objects.update(documents=2**31 - 1)
    query = index.query(text + " ")
    assert len(query.terms) == MOST_WORDS
    row = query.rank(query.filter(Group.objects.all())).get()
    assert row.relevance == MOST_WORDS * MOST_WEIGHT * MOST_IMPORTANCE / 100_000
