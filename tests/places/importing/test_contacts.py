"""Contacts: the place's own are kept and mended, a person's are left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.importing import contacts
from places.importing.remarks import Kind, masked

OWN = ["MSAP de Langogne", "Langogne"]


@pytest.mark.parametrize(
    ("before", "departement", "after", "kind"),
    [
        ("04 66 65 00 00", "48", "+33466650000", None),
        ("+33466650000", "48", "+33466650000", None),
        ("02.48.64.28.13", "18", "+33248642813", None),
        ("237641660", "28", "+33237641660", Kind.PHONE),
        ("05 96 63 00 00", "972", "+596596630000", None),
        ("02 62 37 52 36", "974", "+262262375236", None),
        ("04 66 65 00 00 / 06 12 34 56 78", "48", "+33466650000", None),
        ("06 12 34 56 78", "48", "", Kind.MOBILE),
        ("+33 6 39 98 75 40", "28", "", Kind.MOBILE),
        ("0033 7 12 34 56 78", "48", "", Kind.MOBILE),
        ("0690 12 34 56", "971", "", Kind.MOBILE),
        ("02 41 41 5 67", "49", "", Kind.NO_PHONE),
        ("appeler la mairie", "48", "", Kind.NO_PHONE),
        ("--", "48", "", None),
    ],
)
def test_phone(before: str, departement: str, after: str, kind: Kind | None) -> None:
    found = contacts.phone(before, "tel", departement)
    assert found.value == after
    assert [remark.kind for remark in found.remarks] == ([kind] if kind else [])


def test_short_numbers_are_said_in_the_description() -> None:
    found = contacts.phone("36 31", "tel")
    assert (found.value, found.aside) == ("", "36 31")


@pytest.mark.parametrize(
    "address",
    [
        "contact@lozere.fr",
        "maisonemploi.langogne@orange.fr",
        "mairie.lps25@orange.fr",
        "bibliothequedejanville@gmail.com",
        "accueil-pepinieres09@ariege-expansion.com",
        "msap-florac@orange.fr",
        "coworking@slot-b.fr",
        "franceservices.vea@valleesduhautanjou.fr",
        "langogne@gmail.com",
    ],
)
def test_mailboxes_of_a_place(address: str) -> None:
    assert contacts.email(address, "courriel", OWN).value == address


@pytest.mark.parametrize(
    "address",
    [
        "laurent.jegouzo@gmail.com",
        "lakdar.drif@ville-vierzon.fr",
        "Laurent@betterlifefactory.com",
        "ccellarier@cantal.fr",
        "leprojetcommun@gmail.com",
        "personne806@example.org",
        "jdupont48@orange.fr",
    ],
)
def test_mailboxes_of_people(address: str) -> None:
    found = contacts.email(address, "courriel", OWN)
    assert found.value == ""
    assert found.remarks[0].kind == Kind.PERSONAL
    assert address not in found.remarks[0].before


def test_a_public_mailbox_is_flagged() -> None:
    found = contacts.email("msap.langogne@orange.fr", "courriel", OWN)
    assert [remark.kind for remark in found.remarks] == [Kind.PUBLIC_MAILBOX]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("contact@lieu.fr ou personne563@example.org", "contact@lieu.fr"),
        ("paul.durand@lieu.fr, accueil@lieu.fr", "accueil@lieu.fr"),
        ("servicejeunesse@lieu.fr%A0", "servicejeunesse@lieu.fr"),
        ("contact@asca.asso.fr /", "contact@asca.asso.fr"),
        ("contact@a.fr|responsable@a.fr", "contact@a.fr"),
        ("mailto:contact@lieu.fr", "contact@lieu.fr"),
    ],
)
def test_the_place_s_mailbox_among_others(before: str, after: str) -> None:
    assert contacts.email(before, "courriel", OWN).value == after


@pytest.mark.parametrize("text", ["msap.chateaumeillant.fr", "twitter@cpam49", "voir le site", "numécontact@x.org"])
def test_no_mailbox(text: str) -> None:
    found = contacts.email(text, "courriel", OWN)
    assert (found.value, [remark.kind for remark in found.remarks]) == ("", [Kind.NO_EMAIL])


def test_a_contact_page_goes_to_the_description() -> None:
    assert contacts.email("https://lieu.fr/contact", "courriel", OWN).aside == "https://lieu.fr/contact"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://lieu.fr/a?b=c", "https://lieu.fr/a?b=c"),
        ("lieu.fr", "https://lieu.fr"),
        ("www.lieu.fr", "https://www.lieu.fr"),
        (" www.lieu.fr ", "https://www.lieu.fr"),
        ("https ://www.lieu.fr", "https://www.lieu.fr"),
        ("//lieu.fr", "https://lieu.fr"),
        ("https://lieu.fr|https://m.facebook.com/lieu", "https://lieu.fr"),
        ("https://lieu.jimdo.com|site web", "https://lieu.jimdo.com"),
        ("http://lieu.com/les-points/maison-social…", "http://lieu.com/"),
        ("https://www.google.com/url?sa=t&url=https%3A%2F%2Flieu.org%2F&usg=x", "https://lieu.org/"),
        ("https://www.lucé.fr/index.php", "https://www.lucé.fr/index.php"),
    ],
)
def test_website(before: str, after: str) -> None:
    found = contacts.website(before, "web")
    assert found.value == after
    assert bool(found.remarks) == (before != after)


@pytest.mark.parametrize(
    "text",
    [
        "@lieu",
        "facebook : lieu",
        "oui",
        "contact@lieu.fr",
        "www.la-cordee.netla-cordee-liberte",
        "http://",
        "javascript:x",
    ],
)
def test_junk_is_no_website(text: str) -> None:
    found = contacts.website(text, "web")
    assert (found.value, [remark.kind for remark in found.remarks]) == ("", [Kind.NO_WEBSITE])


def test_a_second_address_goes_to_the_description() -> None:
    assert contacts.website("https://a.fr   https://b.fr/x", "web").aside == "https://b.fr/x"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@SiliconKerne", "https://twitter.com/SiliconKerne"),
        ("lepland", "https://twitter.com/lepland"),
        ("https://twitter.com/a", "https://twitter.com/a"),
        ("www.facebook.com/a", "https://www.facebook.com/a"),
        ("voir notre page", ""),
    ],
)
def test_social(before: str, after: str) -> None:
    assert contacts.social(before, "reseau", "https://twitter.com/").value == after


@given(st.text(max_size=80))
def test_no_text_breaks_a_contact(text: str) -> None:
    for found in (
        contacts.phone(text, "c", "48"),
        contacts.email(text, "c", [text]),
        contacts.website(text, "c"),
        contacts.social(text, "c", "https://x.fr/"),
    ):
        assert len(found.value) <= contacts.MAX_URL


@given(st.emails())
def test_masking_hides_the_person(address: str) -> None:
    local = address.partition("@")[0]
    assert len(local) < 3 or local not in masked(address)
