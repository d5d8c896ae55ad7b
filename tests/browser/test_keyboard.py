"""Every journey by keyboard alone, with the focus always to be seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import FORMS, PAGES, resolve
from tests.browser.conftest import PageAt
from tests.browser.demo_site import DemoSite
from tests.browser.visit import open_map

pytestmark = pytest.mark.once

FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const area = element.closest("summary, label, .card, .chip") ?? element;
  const layers = [element, area, area.parentElement].flatMap(
    one => [null, "::before", "::after"].map(part => [one, part]));
  const seen = layers.some(([one, part]) => {
    const style = getComputedStyle(one, part);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  });
  const box = element.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { seen, inside, html: element.outerHTML.slice(0, 120), id: element.id };
}"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["home", "list", "place", "place, proposing"])
def test_each_stop_is_seen(page_at: PageAt, demo_site: DemoSite, name: str, width: int) -> None:
    """Tab goes through the whole page; each element that has the focus shows it, and is in sight."""
    page = page_at(width, cookies=name in FORMS)
    page.goto(resolve(PAGES[name], demo_site))
    stops = []
    for _ in range(250):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) > 8
    assert [stop["html"] for stop in stops if not stop["seen"]] == [], "The focus can't be seen here."
    assert [stop["html"] for stop in stops if not stop["inside"]] == [], "The focus is out of sight here."


def test_the_first_stop_skips_to_the_content(page_at: PageAt) -> None:
    page = page_at()
    page.goto("/lieux/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_searching_with_suggestions(page_at: PageAt) -> None:
    page = page_at()
    page.goto("/")
    where = page.get_by_role("combobox", name="Près d’où")
    where.focus()
    page.keyboard.type("aumont aub", delay=20)
    expect(page.get_by_role("option").first).to_contain_text("Aumont-Aubrac")
    expect(where).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(where).to_have_attribute("aria-expanded", "false")
    expect(where).to_have_value("Aumont-Aubrac")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/lieux/\?"))
    expect(page.locator("#resultats")).to_contain_text(re.compile(r"\d"))


def test_escape_closes_the_suggestions(page_at: PageAt) -> None:
    page = page_at()
    page.goto("/lieux/")
    where = page.get_by_role("combobox").first
    where.focus()
    page.keyboard.type("mend", delay=20)
    suggestions = page.locator("ul[role=listbox]").first
    expect(suggestions).to_be_visible()
    page.keyboard.press("Escape")
    expect(suggestions).to_be_hidden()
    expect(where).to_have_value("mend")


def test_the_menu_of_a_narrow_window(page_at: PageAt) -> None:
    page = page_at(320)
    page.goto("/")
    button = page.locator(".menu-button[popovertarget]:visible").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#menu a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#menu a").first).to_be_hidden()
    expect(button).to_be_focused()


def test_the_map(page_at: PageAt) -> None:
    page = page_at()
    page.goto("/lieux/?lieu=Mende&rayon=50")
    page.locator("[data-map-open]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-marker-pane > *").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[role=region]:focus")).to_have_count(1)
    reach(page, "pin-icon")
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a[href^='/lieux/']")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(page.locator(".pin-icon:focus")).to_have_count(1)


def reach(page: Page, class_name: str) -> None:
    """Press Tab until an element of this class has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.classList.contains(name)", class_name):
            return
    raise AssertionError(f"Tab never reaches .{class_name}.")


def test_each_marker_has_a_name(page_at: PageAt) -> None:
    page = page_at()
    page.goto("/lieux/")
    open_map(page)
    markers = page.locator(".leaflet-marker-pane [role=button]")
    assert markers.count() > 0
    names = markers.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert all(names)


def test_the_list_can_be_reached_past_the_map(page_at: PageAt) -> None:
    page = page_at()
    page.goto("/lieux/")
    page.locator(".map-box .skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#resultats")).to_be_focused()
