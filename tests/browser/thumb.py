"""Someone with a phone in one hand: what they tap, type and scroll past is counted, and told in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from playwright.sync_api import Locator, Page

SECONDS_A_SIGN = 60 / (36.2 * 5)
"""36.2 words of five signs a minute: Palin and others, "How do people type on mobile devices?", MobileHCI 2019."""
SECONDS_A_TAP = 2.5
"""To decide (1.35 s, the keystroke-level model of Card, Moran and Newell), and to reach with the thumb."""
SECONDS_A_SWIPE = 1.0
SECONDS_A_PAGE = 8.0
"""To see what a new page wants, and for it to come over a weak network."""
SWIPED = 0.7
"""The part of the screen that one swipe moves."""


@dataclass
class Thumb:
    """A thumb on a page of a touch screen."""

    page: Page
    taps: int = 0
    signs: int = 0
    swipes: int = 0
    pages: int = 0

    def tap(self, target: Locator) -> None:
        """Touch something, after scrolling to it."""
        self._reach(target)
        self.taps += 1
        target.tap()

    def write(self, label: str, text: str) -> None:
        """Touch a field and type into it."""
        field = self.page.get_by_label(label).and_(self.page.locator("input, textarea"))
        self.tap(field)
        field.fill(text)
        self.signs += len(text)

    def press(self, button: str) -> None:
        """Touch a button, by its words."""
        self.tap(self.page.get_by_role("button", name=button, exact=True))
        self.pages += 1

    def follow(self, link: str) -> None:
        """Touch a link of the page itself, by its words."""
        self.tap(self.page.get_by_role("main").get_by_role("link", name=link, exact=True))
        self.pages += 1

    def open(self, address: str) -> None:
        """Open what a mail leads to: a look at the mail, a tap."""
        self.page.goto(address)
        self.taps += 2
        self.pages += 2

    @property
    def seconds(self) -> float:
        """What it took a person, about."""
        doing = self.taps * SECONDS_A_TAP + self.signs * SECONDS_A_SIGN + self.swipes * SECONDS_A_SWIPE
        return doing + self.pages * SECONDS_A_PAGE

    def __str__(self) -> str:
        counted = f"{self.taps} taps, {self.signs} signs, {self.swipes} swipes, {self.pages} pages"
        return f"{counted}: {self.seconds:.0f} seconds"

    def _reach(self, target: Locator) -> None:
        box, screen = target.bounding_box(), self.page.viewport_size
        assert box, f"{target} is not shown"
        assert screen
        missing = max(box["y"] + box["height"] - screen["height"], -box["y"], 0)
        self.swipes += ceil(missing / (screen["height"] * SWIPED))
