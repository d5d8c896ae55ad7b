"""The browser tests' rig: one Chromium and one demo site a process, one private window a test.

Every test here reads the real thing: gunicorn, compressed, demo data, the database under test. A window watches the
page from its first byte, and its test fails on any error, outside host or cookie (``visit.Watch``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.browser.addresses import address_at
from tests.browser.demo_site import ROOT, DemoSite, running
from tests.browser.visit import REPORT_VIOLATIONS, Watch

PageAt = Callable[..., Page]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_site() -> Iterator[DemoSite]:
    """The demo, served as in production on a free port of the loopback address."""
    name = f"demo-{os.environ.get('HAMEAU_TEST_DATABASE', 'site')}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with running(ROOT / "var" / "test" / name) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. Its absence is a failure, with the remedy: a site nobody opened is not tested."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.REMEDY, pytrace=False)
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread until the end of the session; without this, Django would
        # refuse every query of the tests that come after, though none of them runs in that loop.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
        )
        yield browser
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Windows:
    """Private windows on the demo, each watched from its first byte until ``close``."""

    def __init__(self, browser: Browser, site: DemoSite) -> None:
        self.browser, self.site = browser, site
        self.watches: list[tuple[Watch, bool]] = []

    def open(
        self,
        width: int = 1280,
        theme: str = "light",
        *,
        height: int = 900,
        javascript: bool = True,
        cookies: bool = False,
        allow: tuple[str, ...] = (),
        forced_colours: bool = False,
        touch: bool = False,
        offline_pages: bool = False,
        at: str = "",
    ) -> Page:
        """A page in a window of its own; ``page_at`` says what the arguments are."""
        context = self.browser.new_context(
            base_url=address_at(self.site.url, at),
            viewport={"width": width, "height": height},
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            forced_colors="active" if forced_colours else "none",
            has_touch=touch,
            is_mobile=touch,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            java_script_enabled=javascript,
            service_workers="allow" if offline_pages else "block",
        )
        context.set_default_timeout(10_000)
        if javascript:
            context.add_init_script(REPORT_VIOLATIONS)
        watch = Watch(context, urlsplit(self.site.url).netloc, allow)
        self.watches.append((watch, cookies))
        page = context.new_page()
        watch.listen(page)
        return page

    def close(self) -> None:
        """Close them; fail with what went wrong in one."""
        for watch, cookies in self.watches:
            try:
                watch.assert_clean(cookies=cookies)
            finally:
                watch.context.close()


@pytest.fixture
def page_at(browser: Browser, demo_site: DemoSite) -> Iterator[PageAt]:
    """Open private windows on the demo: ``page_at(320, "dark")``, then ``page.goto("/lieux/")``.

    ``javascript=False`` switches scripts off, ``cookies=True`` allows cookies (forms, the desk), ``allow`` lists
    patterns of problems that the test provokes, ``forced_colours`` is the reader's wish, ``touch`` makes it a phone,
    ``offline_pages`` lets pages keep themselves for when there is no network, ``at`` names the territory whose site is
    opened instead of the portal.
    """
    windows = Windows(browser, demo_site)
    yield windows.open
    windows.close()
