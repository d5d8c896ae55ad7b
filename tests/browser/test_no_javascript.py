"""Every journey without a script: search, filters, sorting, pages, a place's page, the forms."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAt

pytestmark = pytest.mark.once


@pytest.fixture(params=[320, 1280])
def page(page_at: PageAt, request: pytest.FixtureRequest) -> Page:
    return page_at(request.param, javascript=False)


def number_found(page: Page) -> int:
    """The number that the list announces."""
    found = re.search(r"\d+", page.locator("#resultats").inner_text())
    return int(found.group()) if found else 0


def show_filters(page: Page) -> None:
    """Unfold the filters where the window is too narrow to show them."""
    fold = page.locator("details.filters-all")
    if fold.count() and fold.get_attribute("open") is None and not fold.locator("input:visible").count():
        fold.locator("summary").first.click()


def test_from_home_to_a_place(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Près d’où").fill("Aumont-Aubrac")
    with page.expect_navigation(url=re.compile(r"/lieux/\?.*lieu=Aumont-Aubrac")):
        page.get_by_role("button", name="Chercher").click()
    assert number_found(page) > 0
    page.locator("main ol .card a").first.click()
    expect(page).to_have_url(re.compile(r"/lieux/[a-z0-9-]+/$"))
    expect(page.locator("h1")).to_be_visible()


def test_filters_narrow_and_chips_widen(page: Page) -> None:
    page.goto("/lieux/")
    everything = number_found(page)
    show_filters(page)
    page.locator("input[type=checkbox][name=type]:visible").first.check()
    with page.expect_navigation(url=re.compile(r"type=")):
        page.locator(
            "form:has(input[name=type]) button[type=submit]:visible, "
            "form:has(input[name=type]) button:not([type]):visible"
        ).first.click()
    assert 0 < number_found(page) < everything
    with page.expect_navigation():
        page.locator(".chips a.chip").first.click()
    assert number_found(page) == everything


def test_sorting_reloads_the_list_in_order(page: Page) -> None:
    page.goto("/lieux/?lieu=Mende&rayon=100")
    page.get_by_label("Trier par").select_option("nom")
    with page.expect_navigation(url=re.compile(r"tri=nom")):
        page.get_by_role("button", name="Trier").click()
    names = page.locator("main ol .card a").all_inner_texts()
    assert len(names) > 1


def test_pages_follow_each_other(page: Page) -> None:
    page.goto("/lieux/")
    first = page.locator("main ol .card a").all_inner_texts()
    with page.expect_navigation(url=re.compile(r"page=2")):
        page.locator("a[rel=next]").first.click()
    second = page.locator("main ol .card a").all_inner_texts()
    assert first
    assert second
    assert not set(first) & set(second)


def test_the_map_is_drawn_without_a_script(page: Page) -> None:
    page.goto("/lieux/")
    expect(page.locator(".map-box svg").first).to_be_attached()
    expect(page.locator("[data-map-open]")).to_be_hidden()
