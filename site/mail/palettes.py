"""The colours of a mail from a territory's two, made legible by light and by night.

Mail programs know neither custom properties nor ``oklch()``: what the site's style sheet does while it is read is done
here while the mail is written. Contrast: WCAG 2.2, « relative luminance » and « contrast ratio ».
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COLOUR = re.compile(r"#[0-9a-f]{6}")
SHEET, SHEET_BY_NIGHT = "#fffefb", "#141916"
"""The least favourable ground that words stand on, and buttons."""
TEXT, TITLE = 4.5, 7.0
"""Ratios: AA for any text, AAA for what is read most."""
STEP = 0.04

Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """The colours of titles and lines, of the first button, of links and other buttons; by light, and by night."""

    title: str
    call: str
    action: str
    on_call: str
    title_by_night: str
    call_by_night: str
    action_by_night: str
    on_call_by_night: str


def palette_of(brand: str = "", accent: str = "") -> Palette:
    """A palette from a main colour and one that calls, such as #1f4d3a; the house's own for what is none."""
    brand = brand if COLOUR.fullmatch(brand) else "#1f4d3a"
    accent = accent if COLOUR.fullmatch(accent) else "#a8480c"
    return Palette(
        title=legible(brand, SHEET, TITLE),
        call=legible(accent, SHEET, TEXT),
        action=legible(brand, SHEET, TITLE),
        on_call=SHEET,
        title_by_night=legible(brand, SHEET_BY_NIGHT, TITLE),
        call_by_night=legible(accent, SHEET_BY_NIGHT, TITLE),
        action_by_night=legible(brand, SHEET_BY_NIGHT, TITLE),
        on_call_by_night=SHEET_BY_NIGHT,
    )


def legible(colour: str, ground: str, ratio: float) -> str:
    """The colour itself, or as little away from the ground as it takes to stand out from it by ``ratio`` (1 to 21)."""
    far = (0.0, 0.0, 0.0) if luminance(ground) > 0.18 else (1.0, 1.0, 1.0)
    start, share = _channels(colour), 0.0
    while contrast(colour, ground) < ratio and share < 1:
        share = min(share + STEP, 1)
        mixed = (part + (end - part) * share for part, end in zip(start, far, strict=True))
        colour = "#" + "".join(f"{round(channel * 255):02x}" for channel in mixed)
    return colour


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, 0 to 1."""
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _channels(colour: str) -> Channels:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
