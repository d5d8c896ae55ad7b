"""Each page of the directory, of an account and of « mon espace », opened once, weighed, then seen four times by axe.

A page is opened cold on a phone; the window is widened and the theme turned without loading it again, and only what
these may change is asked again. So a page costs about a second.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils.text import slugify
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.addresses import DESK_STOPS, STOPS, THINGS, Stop, address_at, filled
from tests.browser.demo_site import DemoSite
from tests.browser.scene import Scene, make_scene
from tests.browser.visit import (
    AXE,
    PHONE,
    REPORT_VIOLATIONS,
    WHEN_STILL,
    Watch,
    Weight,
    assert_seen_by_all,
    count_elements,
    weigh,
)

pytestmark = pytest.mark.once

PAGE, SCRIPT, PICTURE = 50_000, 15_000, 60_000
REQUESTS, TEXT_ELEMENTS, LIST_ELEMENTS = 8, 375, 450
COOKIES = {"csrftoken", "sessionid"}
FORM_ELEMENTS = 450
"""A form of many boxes to tick, each of them four elements: as much as a list."""


@dataclass
class Visitor:
    """A window that stays open from stop to stop."""

    page: Page
    watch: Watch
    weight: Weight
    is_known: bool
    url: str

    def go(self, path: str, at: str = "") -> Response:
        """Open a page in a fresh state, with nothing in the cache, at a territory's own address or at the portal's."""
        url = address_at(self.url, at)
        self.watch.host = urlsplit(url).netloc
        self.page.set_viewport_size(PHONE)
        self.page.emulate_media(color_scheme="light")
        if not self.is_known:
            self.page.context.clear_cookies()
        self.watch.problems.clear()
        self.weight.loads.clear()
        response = self.page.goto(f"{url}{path}")
        assert response
        return response


@pytest.fixture(scope="module")
def scene(demo_site: DemoSite) -> Scene:
    return make_scene(demo_site)


@pytest.fixture(scope="module")
def visitors(browser: Browser, demo_site: DemoSite, scene: Scene) -> Iterator[dict[str, Visitor]]:
    """Nobody in particular, and each person of the scene."""
    found = {"": visitor(browser, demo_site, "")}
    found |= {name: visitor(browser, demo_site, key) for name, key in scene.sessions.items()}
    yield found
    for one in found.values():
        one.page.context.close()


def visitor(browser: Browser, site: DemoSite, session: str) -> Visitor:
    """A window of one's own, signed in or not."""
    context = browser.new_context(
        base_url=site.url,
        viewport=PHONE,
        reduced_motion="reduce",
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    context.set_default_timeout(10_000)
    context.add_init_script(REPORT_VIOLATIONS)
    context.add_init_script(AXE)  # Chromium compiles it once for many pages
    if session:
        places = [address_at(site.url, at) for at in {stop.at for stop in (*STOPS.values(), *DESK_STOPS.values())}]
        context.add_cookies([{"name": "sessionid", "value": session, "url": place} for place in places])
    watch = Watch(context, urlsplit(site.url).netloc)
    page = context.new_page()
    watch.listen(page)
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    return Visitor(page, watch, weigh(page), bool(session), site.url)


def test_the_scene_has_every_thing(scene: Scene) -> None:
    assert scene.paths.keys() == THINGS.keys()


@pytest.mark.parametrize("name", STOPS)
def test_stop(visitors: dict[str, Visitor], scene: Scene, name: str) -> None:
    stop = STOPS[name]
    visitor = visitors[stop.who]
    path = filled(stop.path, scene.paths)
    response = visitor.go(path, stop.at)
    assert response.status == stop.status, visitor.page.url
    assert urlsplit(visitor.page.url).path.endswith(stop.leads or urlsplit(path).path), "led elsewhere"
    assert_said_without_script(response.text())
    keep(name, response.text())
    assert_outline(visitor.page, "en" if stop.path.startswith("/en/") else "fr")
    assert_seen_by_all(visitor.page)
    assert_within_budget(visitor, stop)  # last: by now, whatever the page loads late is there
    if stop.press:
        visitor.page.get_by_role("button", name=stop.press, exact=True).first.click()
        expect(visitor.page.get_by_role("alert").first).to_be_focused()
        assert visitor.page.title().startswith("Erreur\u00a0: ")
        assert_seen_by_all(visitor.page)
    visitor.watch.allowed = [f"status {stop.status}"] if stop.status >= 400 else []
    visitor.watch.assert_clean(cookies=True)
    names = {str(cookie["name"]) for cookie in visitor.page.context.cookies()}
    posts = visitor.page.locator("main form[method=post]").count()
    assert names <= (COOKIES if visitor.is_known or posts else set()), "a cookie without need"


@pytest.mark.parametrize("name", DESK_STOPS)
def test_stop_at_the_desk(visitors: dict[str, Visitor], scene: Scene, name: str) -> None:
    """What axe and a narrow window say of it; its weight and its scripts are Wagtail's."""
    stop = DESK_STOPS[name]
    visitor = visitors[stop.who]
    assert visitor.go(filled(stop.path, scene.paths), stop.at).status == stop.status, visitor.page.url
    expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")
    assert visitor.page.locator("h1").count() == 1
    assert_seen_by_all(visitor.page)
    if stop.press:
        visitor.page.get_by_role("button", name=stop.press, exact=True).click()
        expect(visitor.page.locator(".w-field__errors .error-message").first).to_be_visible()
        visitor.page.evaluate(WHEN_STILL)  # the desk's messages fade in, whatever the reader prefers
        assert_seen_by_all(visitor.page)


def keep(name: str, html: str) -> None:
    """Keep what the server sent where ``make validate`` asks for it."""
    if folder := os.environ.get("KEEP_PAGES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, f"{slugify(name)}.html").write_text(html)


def assert_said_without_script(html: str) -> None:
    """What the server sent has the title and the text of the page."""
    assert html.count("<h1") == 1
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    assert len(main) > 200


def assert_within_budget(visitor: Visitor, stop: Stop) -> None:
    """The limits of ``design.md``."""
    weight = visitor.weight
    pictures = [load for load in weight.loads if load.kind == "Image" and "sprite" not in load.url]
    assert weight.total() - sum(load.size for load in pictures) <= PAGE, weight
    assert len(weight.loads) <= REQUESTS, weight
    assert weight.total("Script") <= SCRIPT, weight
    assert all(load.size <= PICTURE for load in pictures), weight
    most = LIST_ELEMENTS if stop.is_list else FORM_ELEMENTS if stop.is_long_form else TEXT_ELEMENTS
    assert count_elements(visitor.page) <= most


def assert_outline(page: Page, language: str) -> None:
    """One main title, a title for the window, a language, and headings that skip no level."""
    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(one => Number(one.tagName[1]))")
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") == language
