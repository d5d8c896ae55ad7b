"""What comes out of a word processor, and what someone means harm with."""

from __future__ import annotations

import pytest

from cms.blocks.cleaning import NBSP, THIN, clean
from cms.blocks.text import CleanText, TextBlock

WORD = (
    "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->"
    "<style>p.MsoNormal {margin:0cm}</style>"
    "<h1 class=MsoTitle style='mso-margin-top-alt:auto'>Le&nbsp;titre</h1>"
    '<p class="MsoNormal" style="margin:0cm;mso-pagination:none"><span lang=FR style="font-size:11pt">Une&nbsp;&nbsp; '
    "phrase&nbsp;: <b style='mso-bidi-font-weight:normal'>25&nbsp;km</b>, «&nbsp;ici&nbsp;»<o:p></o:p></span></p>"
    "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p data-block-key='a1b2c'><strong> </strong><br></p>"
    "<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;&nbsp; "
    "</span></span><![endif]>Un</p><p class=MsoListParagraph>·&nbsp;&nbsp; Deux</p>"
)
KEPT_BARE = '<p data-block-key="k1"><a href="https://a.example/b">ab</a></p>'
NO_KEYS = '<p><a linktype="document">a</a> <a linktype="page">b</a></p>'
CLEAN = (
    f"<h2>Le titre</h2><p>Une phrase{NBSP}: <b>25{NBSP}km</b>, «{NBSP}ici{NBSP}»</p><ul><li>Un</li><li>Deux</li></ul>"
)


def test_a_word_processors_text_becomes_ours() -> None:
    assert clean(WORD).replace("</p> <ul>", "</p><ul>") == CLEAN
    assert clean(CLEAN) == CLEAN


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('<p onclick="x()">a<script>alert(1)</script></p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "a"),
        ('<p><a linktype="page" id="3">a</a> <a href="mailto:a@b.example">b</a></p>', None),
        ('<p data-block-key="k1">a<img src="//elsewhere.example/x.png"><iframe src="x">b</iframe></p>', None),
        (f"<p>Quoi{THIN}? n°{NBSP}5, a{NBSP}{NBSP}b\u200b\u00adc</p>", f"<p>Quoi{THIN}? n°{NBSP}5, a bc</p>"),
        ("<ul><li>a</li><li> </li></ul><ol></ol>", "<ul><li>a</li></ul>"),
        ('<p data-block-key="k&#x1e;1"><a href="https://a.example/&#x1e;b">a\x1eb</a></p>', KEPT_BARE),
        ('<p><a linktype="document" id="x">a</a> <a linktype="page" id="12345678901234567890">b</a></p>', NO_KEYS),
        ("<p>5 < 6 & 7</p>", "<p>5 &lt; 6 &amp; 7</p>"),
        ("", ""),
    ],
)
def test_only_text_remains(sent: str, kept: str | None) -> None:
    kept = sent.partition("<img")[0] + "</p>" if "<img" in sent else sent if kept is None else kept
    assert clean(sent) == kept
    assert clean(kept) == kept


def test_a_link_to_what_cannot_be_leads_nowhere(db: None) -> None:
    assert str(CleanText(NO_KEYS)) == "<p><a>a</a> <a>b</a></p>"


def test_an_editor_types_on_a_plain_keyboard() -> None:
    typed = '<p>L\'été : <a href="https://a.example/?a=1;b">"25 km" ?</a></p>'
    assert TextBlock().value_from_form(typed).source == (
        f'<p>L’été{NBSP}: <a href="https://a.example/?a=1;b">"25{NBSP}km" ?</a></p>'
    )


def test_it_is_cleaned_wherever_it_comes_from() -> None:
    block = TextBlock()
    dirty = '<p style="mso:x">a</p><script>b</script>'
    for value in (block.to_python(dirty), block.value_from_form(dirty), block.normalize(dirty)):
        assert isinstance(value, CleanText)
        assert (value.source, str(value), block.get_prep_value(value)) == ("<p>a</p>",) * 3
