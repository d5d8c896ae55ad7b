from __future__ import annotations

import re

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mail.markup import blocks_of, html_of
from mail.senders import Sender

SITE = "https://lozere.example"


def kinds(text: str) -> list[str]:
    return [block.kind for block in blocks_of(text, SITE)]


def test_paragraphs_lists_buttons_links_and_signature() -> None:
    text = f"""Bonjour,
ligne deux

À faire :
- lire https://ailleurs.example/a.
- répondre

Confirmer la fiche :

{SITE}/fiche/abc:def/

{SITE}/mon-espace/

--
L’agence
"""
    blocks = list(blocks_of(text, SITE))
    assert [block.kind for block in blocks] == ["paragraph", "paragraph", "list", "button", "button", "signature"]
    assert blocks[0].html == "Bonjour,<br>\nligne deux"
    assert 'href="https://ailleurs.example/a"' in blocks[2].items[0]
    assert blocks[2].items[0].endswith("</a>.")
    assert (blocks[3].label, blocks[3].url) == ("Confirmer la fiche", f"{SITE}/fiche/abc:def/")
    assert blocks[4].label == "Ouvrir la page"
    with translation.override("en"):
        assert [block.label for block in blocks_of(f"{SITE}/x/", SITE)] != []


def test_a_stranger_s_address_never_looks_like_ours() -> None:
    for address in ("https://mal.example/x", f"{SITE}.mal.example/", f"{SITE}@mal.example/"):
        text = f"Confirmez votre compte :\n{address}\n"
        assert kinds(text) == ["paragraph"]


def test_nothing_is_loaded_and_nothing_is_let_through() -> None:
    sender = Sender(name="Hameau <i>", title="Hameau <i>", agency="Agence <i>", site_url=SITE)
    text = '<script>alert(1)</script> & "guillemets" <img src=x onerror=y>\n\njavascript:alert(1)\n'
    html = html_of("<b>Objet</b>", text, sender, why="Parce que <i>", unsubscribe=f"{SITE}/d?a=1&b=2")
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;b&gt;Objet" in html
    assert 'href="https://lozere.example/d?a=1&amp;b=2"' in html
    assert not re.search(r"<[^>]*\b(src|background)=|@import|url\(|<link", html)
    assert html.count("<style>") == 1
    assert "<i>" not in html
    assert 'href="javascript' not in html


def test_a_long_line_above_is_no_label() -> None:
    long = "Ceci est une phrase bien trop longue pour tenir dans un bouton, vraiment :"
    blocks = list(blocks_of(f"{long}\n{SITE}/x/", SITE))
    assert [block.kind for block in blocks] == ["paragraph", "button"]
    assert blocks[1].label == "Ouvrir la page"


@given(st.text(alphabet="ab <>&\"'\n-:/.h", max_size=200))
def test_every_word_of_the_text_is_in_the_html(text: str) -> None:
    from html import unescape

    html = "".join(
        block.html + "".join(block.items) + block.label + block.url for block in blocks_of(text + f"\n{SITE}/a", SITE)
    )
    shown = unescape(re.sub(r"<[^>]*>", " ", html))
    for word in re.findall(r"[ab]+", text):
        assert word in shown
