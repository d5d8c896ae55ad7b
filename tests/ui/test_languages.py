"""Addresses in each language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.languages import address_in, url_in


@pytest.mark.parametrize(
    ("address", "language", "expected"),
    [
        ("/", "en", "/en/"),
        ("/en/", "fr", "/"),
        ("/en", "fr", "/"),
        ("/en?q=1", "fr", "/?q=1"),
        ("/lieux/?q=caf%C3%A9&page=2", "en", "/en/lieux/?q=caf%C3%A9&page=2"),
        ("/en/lieux/?q=1", "en", "/en/lieux/?q=1"),
        ("/entreprises/", "en", "/en/entreprises/"),
        ("/en//ailleurs.example/", "fr", "/ailleurs.example/"),
    ],
)
def test_address_in(address: str, language: str, expected: str) -> None:
    assert address_in(address, language) == expected


@given(st.text(max_size=30).map(lambda text: f"/{text}"))
@settings(max_examples=60)
def test_never_leads_to_another_host(address: str) -> None:
    for language in ("fr", "en"):
        there = address_in(address, language)
        assert there.startswith("/")
        assert not there.startswith("//")
        assert address_in(address_in(there, "en"), language) == there


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://lozere.example/compte/?suite=%2Fen%2F", "https://lozere.example/en/compte/?suite=%2Fen%2F"),
        ("https://lozere.example:8000/en/compte/#ici", "https://lozere.example:8000/en/compte/#ici"),
    ],
)
def test_url_in(url: str, expected: str) -> None:
    assert url_in(url, "en") == expected
