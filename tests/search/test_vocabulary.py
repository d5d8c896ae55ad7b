import pytest
from django.db import transaction

from search.index import Document, Index
from search.models import StoredIndex
from search.vocabulary import Vocabulary, edits_allowed, vocabulary_of

PLACES = Vocabulary(
    [
        "coworking",
        "fablab",
        "mediatheque",
        "mende",
        "monde",
        "wifi",
        "tiers",
        "lieu",
        "lieux",
        "48130",
        "bar",
        "atelier",
    ]
)


@pytest.mark.parametrize(
    ("form", "edits"),
    [("ok", 0), ("bar", 1), ("atelier", 1), ("coworkng", 2), ("48130", 0), ("a1301", 0), ("wifi5", 0)],
)
def test_edits_allowed(form: str, edits: int) -> None:
    assert edits_allowed(form) == edits


@pytest.mark.parametrize(
    ("form", "near"),
    [
        ("coworkng", ["coworking"]),  # missing
        ("cowworking", ["coworking"]),  # added
        ("cowarking", ["coworking"]),  # replaced
        ("ocworking", ["coworking"]),  # swapped
        ("mediateqe", ["mediatheque"]),  # two in a long word
        ("fbalba", []),  # two in a short one
        ("menda", ["mende"]),
        ("mnde", ["mende", "monde"]),  # as near to both
        ("lieus", ["lieu", "lieux"]),
        ("bra", ["bar"]),
        ("48131", []),
        ("zzz", []),
    ],
)
def test_near(form: str, near: list[str]) -> None:
    assert PLACES.near(form) == near


@pytest.mark.parametrize(
    ("form", "beginnings"),
    [
        ("cowr", ["cow", "cowo", "cowor"]),
        ("medait", ["mediat"]),
        ("meda", ["med", "medi", "media"]),
        ("xyzt", []),
        ("4813", []),
        ("wi", []),
    ],
)
def test_near_beginnings(form: str, beginnings: list[str]) -> None:
    assert PLACES.near_beginnings(form) == beginnings


@pytest.mark.parametrize(
    ("form", "halves"),
    [("tierslieu", ("tiers", "lieu")), ("wifibar", ("wifi", "bar")), ("lieutiersx", None), ("coworking", None)],
)
def test_halves(form: str, halves: tuple[str, str] | None) -> None:
    assert PLACES.halves(form) == halves


@pytest.mark.django_db
def test_the_vocabulary_is_read_again_when_it_changed_and_only_then() -> None:
    index = Index("tests")
    index.write([Document(1, [("coworking à Mende", 1.0)])])
    first = vocabulary_of(StoredIndex.objects.get())
    assert first.forms == {"coworking", "mende"}
    index.write([Document(2, [("le coworking", 1.0)])])
    assert vocabulary_of(StoredIndex.objects.get()) is first
    index.write([Document(2, [("un fablab", 1.0)])])
    assert vocabulary_of(StoredIndex.objects.get()).forms == {"coworking", "mende", "fablab"}
    index.remove([1])
    assert vocabulary_of(StoredIndex.objects.get()).forms == {"fablab"}


@pytest.mark.django_db
def test_what_a_rollback_undid_is_forgotten() -> None:
    index = Index("tests")
    index.write([Document(1, [("coworking", 1.0)])])
    with transaction.atomic():
        index.write([Document(2, [("médiathèque", 1.0)])])
        assert index.query("mediatheqe").corrections == [("mediatheqe", "médiathèque")]
        transaction.set_rollback(True)
    assert index.query("mediatheqe").corrections == []
    index.write([Document(2, [("bibliothèque", 1.0)])])
    assert index.query("mediatheqe").corrections == []
    assert index.query("biblioteque").corrections == [("biblioteque", "bibliothèque")]
