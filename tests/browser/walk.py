"""A reader of the agency's handbook, who does at the desk what it tells, and takes its pictures when asked to."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.demo_site import ROOT
from tests.browser.desk_day import DeskDay

PICTURES = ROOT / "docs" / "guide-agence"
UPDATE = bool(os.environ.get("UPDATE_PICTURES"))
WIDTH, PHONE = 1280, 390
"""Of the window, and so of a picture: at the desk, and on a phone."""
MARGIN = 24
"""Below what a picture shows."""


def plain(text: str) -> str:
    """Words as one compares them: on one line, spaces alike, small letters (titles may be shown in capitals)."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split()).lower()


@dataclass
class Walk:
    """A reader at the desk, and what they have read so far in a section."""

    page: Page
    day: DeskDay
    read: str = ""

    def become(self, session: str) -> None:
        """Go on as someone else who is signed in."""
        for cookie in self.page.context.cookies():
            if cookie.get("name") == "sessionid":
                domain, path = str(cookie.get("domain")), str(cookie.get("path"))
                self.page.context.add_cookies([{"name": "sessionid", "value": session, "domain": domain, "path": path}])

    def look(self) -> None:
        """Read the whole screen, once the desk's menu is there (a script draws it)."""
        if "/admin/" in self.page.url:
            expect(self.page.get_by_role("link", name="Équipe").first).to_be_visible()
        self.read += " " + plain(self.page.locator("body").inner_text())

    def open(self, path: str) -> None:
        """Go to a page of the desk and read it."""
        self.page.goto(path)
        self.look()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow a link of the page and read where it leads."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self.look()

    def press(self, name: str, told: str) -> None:
        """Press a button; the desk tells that it is done."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        expect(self.page.get_by_role("status").filter(has_text=told)).to_be_visible()

    def press_and_read(self, name: str, told: str) -> None:
        """Press a button of the public site, and read what it says then."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        expect(self.page.get_by_text(told).first).to_be_visible()
        self.look()

    def picture(self, name: str, last: Locator) -> None:
        """Take the picture of this screen, as far down as something; only when asked to."""
        expect(last).to_be_visible()
        if not UPDATE:
            return
        self.page.wait_for_load_state("networkidle")
        box = last.bounding_box()
        assert box
        window = self.page.viewport_size
        assert window
        clip = {
            "x": 0,
            "y": 0,
            "width": window["width"],
            "height": min(box["y"] + box["height"] + MARGIN, window["height"]),
        }
        taken = self.page.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]
        PICTURES.mkdir(exist_ok=True)
        Image.open(BytesIO(taken)).convert("RGB").save(PICTURES / f"{name}.webp", quality=80, method=6)
