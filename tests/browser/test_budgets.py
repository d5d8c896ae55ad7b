"""What the map, a second page and text weigh; ``test_stops.py`` weighs every page cold."""

from __future__ import annotations

import pytest

from tests.browser.addresses import LISTS, TEXTS, resolve
from tests.browser.conftest import PageAt
from tests.browser.demo_site import DemoSite
from tests.browser.visit import open_map, weigh

pytestmark = pytest.mark.once

KB = 1000
MAP = 110 * KB


@pytest.mark.parametrize("name", ["list", "list around a commune", "place"])
def test_map_on_demand(page_at: PageAt, demo_site: DemoSite, name: str) -> None:
    page = page_at(1280)
    page.goto(resolve({**TEXTS, **LISTS}[name], demo_site))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("typeof window.L") == "undefined", "The map is loaded before anyone asked for it."
    weight = weigh(page)
    open_map(page)
    assert 0 < weight.total() <= MAP, weight


def test_a_second_page_costs_little(page_at: PageAt) -> None:
    """Style, script and icons are kept: their names change with their content."""
    page = page_at(1280)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    weight = weigh(page)
    page.goto("/lieux/")
    page.wait_for_load_state("networkidle")
    again = [
        load
        for load in weight.loads
        if load.size and "/static/" in load.url and ("hameau" in load.url or "sprite" in load.url)
    ]
    assert not again, weight


@pytest.mark.parametrize("path", ["/", "/lieux/"])
def test_text_is_compressed(page_at: PageAt, path: str) -> None:
    page = page_at(1280)
    plain = []
    page.on(
        "response", lambda answer: plain.append(answer.url) if not answer.header_value("content-encoding") else None
    )
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert [url for url in plain if url.endswith((".css", ".js", ".svg", "/")) or "?" in url] == []
