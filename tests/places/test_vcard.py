"""The card for address books, read back by the library and byte by byte."""

from __future__ import annotations

from typing import Any

import pytest
import vobject
from django.test import Client

from places.models import Place
from places.page import PlacePage
from places.vcard import vcard
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db
URL = "https://hameau.example/lieux/la-filature/"


def card_of(**fields: Any) -> str:
    place = make_place(**fields)
    return vcard(PlacePage(Place.objects.for_cards().get(pk=place.pk)), URL)


def read(text: str) -> Any:
    return vobject.readOne(text)


def test_everything_is_there() -> None:
    card = read(
        card_of(
            name="La Filature",
            summary="Quatorze postes au bord du Lot.",
            address="4 quai de la Filature",
            address_extra="2e étage",
            postcode="48000",
            phone="04 66 65 12 34",
            email="bonjour@filature.example",
            website="https://filature.example/",
            latitude=44.52,
            longitude=3.5,
            precision="address",
            opening_hours="Mo-Fr 09:00-18:00",
        )
    )
    assert card.version.value == "3.0"
    assert (card.fn.value, card.org.value) == ("La Filature", ["La Filature"])
    assert (card.tel.value, card.email.value) == ("+33466651234", "bonjour@filature.example")
    assert card.url.value == "https://filature.example/"
    assert card.geo.value == "44.520000;3.500000"
    address = card.adr.value
    assert (address.street, address.extended, address.code) == ("4 quai de la Filature", "2e étage", "48000")
    assert (address.city, address.region, address.country) == ("Mende", "Lozère", "France")
    assert "Quatorze postes" in card.note.value
    assert "lundi au vendredi" in card.note.value
    assert card.uid.value == card.source.value == URL


def test_what_is_missing_is_left_out() -> None:
    card = card_of()
    for name in ("TEL", "EMAIL", "\r\nURL", "GEO"):
        assert name not in card


def test_a_commune_s_point_is_not_given_as_the_door() -> None:
    assert "GEO" not in card_of(latitude=44.5, longitude=3.5, precision="commune")


NASTY = "L’Atelier, dit « le Coin »; 2\\3\nBEGIN:VCARD\r\nTEL:+33666666666"


def test_separators_and_new_lines_are_escaped() -> None:
    text = card_of(name=NASTY[:140], summary=NASTY, address=NASTY)
    card = read(text)
    assert card.fn.value.replace("\r\n", "\n") == NASTY.replace("\r\n", "\n")
    assert card.adr.value.street.replace("\r\n", "\n") == NASTY.replace("\r\n", "\n")
    lines = text.split("\r\n")
    assert lines.count("BEGIN:VCARD") == 1
    assert not [line for line in lines if line.startswith("TEL")]


def test_lines_end_in_crlf_and_are_folded_below_76_bytes() -> None:
    text = card_of(summary="Éé" * 140)
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "Éé" * 140 in read(text).note.value


class TestAddress:
    def test_a_file_of_its_own_name(self, client: Client) -> None:
        make_place(slug="la-filature", name="Café d’été")
        answer = client.get("/lieux/la-filature.vcf")
        assert answer["Content-Type"] == "text/vcard; charset=utf-8"
        assert answer["Content-Disposition"] == 'attachment; filename="la-filature.vcf"'
        assert read(answer.content.decode()).fn.value == "Café d’été"
        assert "http://127.0.0.1:8000/lieux/la-filature/" in answer.content.decode().replace("\r\n ", "")

    @pytest.mark.parametrize("live", [False, None])
    def test_not_of_what_is_not_published(self, client: Client, live: bool | None) -> None:
        if live is not None:
            make_place(slug="x", live=live)
        assert client.get("/lieux/x.vcf").status_code == 404
