"""axe finds nothing and nothing is scrolled sideways with map and menu open, text spaced, colours forced.

``test_stops.py`` looks at every page as it opens.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import LISTS, PAGES, STOPS, TEXTS, resolve
from tests.browser.conftest import PageAt
from tests.browser.demo_site import DemoSite
from tests.browser.visit import assert_accessible, assert_fits, assert_seen_by_all, open_map

pytestmark = pytest.mark.once

THEMES = ("light", "dark")
# What WCAG 1.4.12 asks a page to bear.
SPACED_TEXT = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"


@pytest.mark.parametrize(
    "name", ["list around a commune", "place", "people near a commune", "businesses near a commune"]
)
def test_open_map(page_at: PageAt, demo_site: DemoSite, name: str) -> None:
    page = page_at(320)
    page.goto(resolve(STOPS[name].path, demo_site))
    open_map(page)
    assert_seen_by_all(page)


@pytest.mark.parametrize("theme", THEMES)
def test_open_popup(page_at: PageAt, theme: str) -> None:
    page = page_at(1280, theme)
    page.goto(LISTS["list around a commune"])
    open_map(page)
    page.locator(".pin-icon").first.press("Enter")
    expect(page.locator(".leaflet-popup a").first).to_be_visible()
    # A popup lies over other markers until it is closed.
    assert_accessible(page, without=["target-size"])


@pytest.mark.parametrize("theme", THEMES)
def test_open_menu(page_at: PageAt, theme: str) -> None:
    page = page_at(320, theme)
    page.goto(TEXTS["home"])
    page.locator(".menu-button[popovertarget]:visible").first.click()
    expect(page.locator("#menu a").first).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("name", ["home", "list", "place", "place, proposing"])
def test_text_may_be_spaced(page_at: PageAt, demo_site: DemoSite, name: str) -> None:
    page = page_at(320, cookies=True, allow=("CSP: style-src", "console error.*Content Security Policy"))
    page.goto(resolve(PAGES[name], demo_site))
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }",
        SPACED_TEXT,
    )
    assert_fits(page)


@pytest.mark.parametrize("name", ["home", "list", "place"])
def test_forced_colours(page_at: PageAt, demo_site: DemoSite, name: str) -> None:
    page = page_at(1280, forced_colours=True)
    page.goto(resolve(PAGES[name], demo_site))
    # The reader's own colours replace ours, whatever the style sheet that axe reads says.
    assert_accessible(page, without=["color-contrast"])
