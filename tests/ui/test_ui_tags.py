"""Tags and filters are there in every template, and escape what they are given."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.template import Context, Template
from django.test import RequestFactory

from ui.typography import NBSP

ROOT = Path(__file__).resolve().parents[2]
SPRITE = ROOT / "site/ui/static/ui/icons/sprite.svg"


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_icons_are_decorative_unless_named() -> None:
    assert render('{% icon "clock" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/ui/icons/sprite.svg#clock"/></svg>'
    )
    assert 'role="img" aria-label="&lt;Ouvert&gt;"' in render('{% icon "clock" title %}', title="<Ouvert>")


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    names = {symbol.get("id") for symbol in ElementTree.parse(SPRITE).getroot()}
    used = {
        (name, path.name)
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert used
    assert {(name, file) for name, file in used if name not in names} == set()


def test_filters() -> None:
    day = date(2026, 11, 24)
    assert render("{{ d|date_fr }}|{{ none|date_fr }}", d=day, none=None) == "24 novembre 2026|"
    assert render("{{ 5.2|km }}, {{ 6|euros }}, {{ 34969|number }}") == f"à 5{NBSP}km, 6{NBSP}€, 34\u202f969"
    assert render("{{ none|km }}{{ none|euros }}{{ none|time_fr }}{{ none|day_fr }}", none=None) == ""
    assert render("{{ text|french }}", text="<b>l'eau</b>") == "&lt;b&gt;l’eau&lt;/b&gt;"
    assert render("{{ words|sentence }}", words=["<a>", "b"]) == "&lt;a&gt; et b"


def test_capture_keeps_what_stands_between_and_does_not_escape_twice() -> None:
    template = "{% capture as title %}\n  {{ name }}  \n{% endcapture %}[{{ title }}]"
    assert render(template, name="L’eau & <feu>") == "[L’eau &amp; &lt;feu&gt;]"


def test_language_links_keep_the_page_and_its_question() -> None:
    request = RequestFactory().get("/lieux/?q=wifi")
    html = render(
        "{% language_links as links %}{% for l in links %}{{ l.address }} {{ l.name }} {{ l.current }};{% endfor %}",
        request=request,
    )
    assert html == "/lieux/?q=wifi Français True;/en/lieux/?q=wifi English False;"
    assert render("{% language_links as links %}{{ links|length }}") == "0"
