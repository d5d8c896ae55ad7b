"""What a page may weigh, as design.md has it: bytes as sent (compressed, cold), requests, elements, script, cookies."""

from __future__ import annotations

import pytest

from tests.browser.addresses import FORMS, LISTS, TEXTS, resolve
from tests.browser.conftest import PageAt
from tests.browser.demo_site import DemoSite
from tests.browser.visit import count_elements, open_map, weigh

KB = 1000
PAGE, SCRIPT, MAP, PICTURE = 50 * KB, 15 * KB, 110 * KB, 60 * KB
REQUESTS, TEXT_ELEMENTS, LIST_ELEMENTS = 8, 375, 450


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", [*TEXTS, *LISTS])
def test_page(page_at: PageAt, demo_site: DemoSite, name: str, width: int) -> None:
    page = page_at(width, cookies=name in FORMS)
    weight = weigh(page)
    page.goto(resolve({**TEXTS, **LISTS}[name], demo_site))
    page.wait_for_load_state("networkidle")
    pictures = [load for load in weight.loads if load.kind == "Image" and "/media/" in load.url]
    assert weight.total() - sum(load.size for load in pictures) <= PAGE, weight
    assert len(weight.loads) <= REQUESTS, weight
    assert weight.total("Script") <= SCRIPT, weight
    assert all(load.size <= PICTURE for load in pictures), weight
    assert count_elements(page) <= (LIST_ELEMENTS if name in LISTS else TEXT_ELEMENTS)


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
