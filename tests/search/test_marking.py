"""Where the words looked for are in a text, as a reader sees them."""

from __future__ import annotations

import itertools

import pytest

from search.index import Index
from search.marking import Piece, excerpt, marked
from tests.search.conftest import Fill


@pytest.fixture
def index(fill: Fill) -> Index:
    return fill({1: "café co-working, l’atelier des ouvrières", 2: "wifi", 3: "télétravail"})


def found(text: str, index: Index, typed: str) -> list[str]:
    pieces = marked(text, index.query(typed))
    assert "".join(piece.text for piece in pieces) == text
    assert not any(first.is_found and second.is_found for first, second in itertools.pairwise(pieces))
    return [piece.text for piece in pieces if piece.is_found]


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("cafe ", "Un Café, un CAFÉ et une cafetière", ["Café", "CAFÉ"]),
        ("cafe", "Un Café et une cafetière", ["Café", "cafetière"]),
        ("coworking ", "Du co-working et du coworking", ["co-working", "coworking"]),
        ("atelier", "L’atelier d’à côté, l'Atelier", ["atelier", "Atelier"]),
        ("ouvrier ", "Des ouvrières", ["ouvrières"]),
        ("telet", "Le télétravail", ["télétravail"]),
        ("teletravial", "Le télétravail", ["télétravail"]),
        ("wifi", "<b>wifi</b> & fibre", ["wifi"]),
        ("wifi", "", []),
        ("zzzz", "wifi", []),
    ],
)
def test_the_words_looked_for_are_marked(index: Index, typed: str, text: str, expected: list[str]) -> None:
    assert found(text, index, typed) == expected


def test_an_excerpt_is_around_the_first_word_found(index: Index) -> None:
    text = f"{'mot ' * 100}télétravail {'suite ' * 100}"
    pieces = excerpt(text, index.query("teletravail"), 120)
    told = "".join(piece.text for piece in pieces)
    assert Piece("télétravail", True) in pieces
    assert told.startswith("… mot")
    assert told.endswith("suite …")
    assert len(told) < 130
    beginning = "".join(piece.text for piece in excerpt(text, index.query("wifi"), 120))
    assert beginning.startswith("mot mot")
    assert excerpt("court", index.query("wifi"), 120) == [Piece("court", False)]
    assert excerpt("a" * 300, index.query("wifi"), 120)[0].text == "a" * 120
    assert excerpt("", index.query("wifi"), 120) == []
    assert excerpt("fournis\u202f;\n une  table", index.query("wifi"), 120)[0].text == "fournis\u202f; une table"
