"""A page as a visitor meets it, and what must never happen while they read: errors, outside hosts, cookies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

AXE = (Path(__file__).parent / "axe.min.js").read_text()
RUN_AXE = "async options => 'axe' in window ? (await axe.run(document, options)).violations : null"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BOTH_WAYS = [pytest.param(True, id="script"), pytest.param(False, id="no script", marks=pytest.mark.once)]
"""With the page's script and without; what the server answers is the same."""
PHONE: ViewportSize = {"width": 320, "height": 700}
DESK: ViewportSize = {"width": 1280, "height": 900}
OF_COLOURS = ["color-contrast"]
OF_WIDTH = ["color-contrast", "target-size", "heading-order", "landmark-unique", "scrollable-region-focusable"]
WHEN_STILL = """() => Promise.all(document.getAnimations()
  .filter(motion => Number.isFinite(motion.effect.getComputedTiming().endTime)).map(motion => motion.finished))"""
"""What moves for a while has moved."""
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
  console.error(`CSP: ${event.violatedDirective} forbids ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@dataclass
class Watch:
    """Listens to one page from its birth; ``assert_clean`` fails with everything that went wrong."""

    context: BrowserContext
    host: str
    allowed: Sequence[str] = ()
    problems: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Note the page's errors, and every request that fails or leaves the site."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failure)
        page.on("response", self._on_response)

    def assert_clean(self, *, cookies: bool = False) -> None:
        """Fail when anything went wrong or, unless the visit was told to expect some, a cookie was set."""
        found = [problem for problem in self.problems if not any(re.search(rule, problem) for rule in self.allowed)]
        if not cookies:
            found += [f"cookie set: {cookie['name']}" for cookie in self.context.cookies()]
        assert not found, "\n".join(found)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A bad answer is noted by _on_response, with its address.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console {message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        # The portal leads to its territories' sites, mails too: other names of the same server.
        host = re.sub(r"^[a-z]+\.localhost(?=:)", "127.0.0.1", parts.netloc)
        if parts.scheme in {"http", "https", "ws", "wss"} and self.host not in {host, parts.netloc}:
            self.problems.append(f"outside host: {request.url}")

    def _on_failure(self, request: Request) -> None:
        # The map gives up a request that a newer one replaces.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"request failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"status {response.status}: {response.url}")


def open_map(page: Page) -> None:
    """Press the button of the map, and wait for its first markers."""
    page.locator("[data-map-open]").click()
    expect(page.locator(".leaflet-marker-pane > *").first).to_be_visible()
    page.wait_for_load_state("networkidle")


def assert_accessible(page: Page, *, without: Sequence[str] = (), only: Sequence[str] = ()) -> None:
    """Fail with every violation that axe finds in the page as it stands (WCAG 2.2 AA and good practice).

    ``without`` names rules of axe that mean nothing in this window; ``only`` those that are worth asking again.
    """
    page.wait_for_load_state("domcontentloaded")  # a page that was clicked for may have only just begun
    options: dict[str, Any] = {
        "runOnly": {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": AXE_TAGS},
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
        "preload": False,  # it would write style sheets into the page, which the content policy reports
    }
    violations = page.evaluate(RUN_AXE, options)
    if violations is None:
        page.evaluate(AXE)
        violations = page.evaluate(RUN_AXE, options)
    report = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
        + "\n".join(f"    {node['html'][:200]}\n      {node.get('failureSummary', '')}" for node in violation["nodes"])
        for violation in violations
    ]
    assert not report, f"{page.url}\n" + "\n".join(report)


def assert_fits(page: Page) -> None:
    """Fail when the page has to be scrolled sideways (WCAG 1.4.10), naming the elements that stick out."""
    script = """() => {
      const room = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= room) return [];
      return [...document.querySelectorAll("body *")]
        .filter(element => element.getBoundingClientRect().right > room + 1)
        .map(element => element.outerHTML.slice(0, 120));
    }"""
    page.wait_for_load_state("domcontentloaded")
    wide = page.evaluate(script)
    assert not wide, f"{page.url} is wider than its window:\n" + "\n".join(wide[:10])


def assert_seen_by_all(page: Page) -> None:
    """Nothing for axe in both widths and both themes, nothing to scroll sideways; the page stays as it is."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    assert_accessible(page)
    assert_fits(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, only=OF_COLOURS)
    page.set_viewport_size(DESK)
    assert_accessible(page, only=OF_COLOURS)
    page.emulate_media(color_scheme="light")
    assert_accessible(page, only=OF_WIDTH)
    assert_fits(page)


@dataclass
class Load:
    """One request: what for (``Document``, ``Stylesheet``, ``Script``, ``Image``…) and its bytes as sent."""

    request: str
    url: str
    kind: str
    size: int = 0


@dataclass
class Weight:
    """What a page cost: headers and compressed bodies as they came over the wire."""

    loads: list[Load] = field(default_factory=list)

    def total(self, *kinds: str) -> int:
        """Bytes of the loads of these kinds, or of all."""
        return sum(load.size for load in self.loads if not kinds or load.kind in kinds)

    def __str__(self) -> str:
        return "\n".join(f"{load.size:8d} {load.kind:10s} {load.url}" for load in self.loads)


def weigh(page: Page) -> Weight:
    """Weigh what a page loads from now on, through Chromium's own protocol."""
    weight = Weight()
    session: CDPSession = page.context.new_cdp_session(page)

    def finish(request: str, size: float) -> None:
        for load in reversed(weight.loads):
            if load.request == request:
                load.size = int(size)
                return

    def on_request(event: dict[str, Any]) -> None:
        if "redirectResponse" in event:
            finish(event["requestId"], event["redirectResponse"]["encodedDataLength"])
        if not event["request"]["url"].startswith(("data:", "blob:")):
            weight.loads.append(Load(event["requestId"], event["request"]["url"], event.get("type", "Other")))

    session.on("Network.requestWillBeSent", on_request)
    session.on("Network.loadingFinished", lambda event: finish(event["requestId"], event["encodedDataLength"]))
    session.send("Network.enable")
    return weight


def count_elements(page: Page) -> int:
    """Elements of the page as EcoIndex counts them: what is inside a drawing is not."""
    return int(page.evaluate("document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"))
