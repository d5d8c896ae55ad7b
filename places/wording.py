"""How words follow one another in a sentence about a place, a person or a document."""

from __future__ import annotations

from places.vocabulary import PlaceType


def enumeration(words: list[str]) -> str:
    """« Fibre, wifi gratuit, prise réseau »: one capital, at the beginning."""
    return ", ".join([*words[:1], *(lower_first(word) for word in words[1:])])


def lower_first(text: str) -> str:
    """The words inside a sentence: proper names and acronyms keep their capital."""
    if text.startswith(str(PlaceType.FRANCE_SERVICES.label)) or text[1:2].isupper():
        return text
    return text[:1].lower() + text[1:]
