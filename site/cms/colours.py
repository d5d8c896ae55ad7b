"""Whether a territory's two colours can be read where its pages show them, in the light and in the dark theme.

The pairs below are those of ``ui/css/hameau.css``: as written, for a browser that knows neither ``light-dark()`` nor
relative colours, and as derived (``oklch(from var(--brand) …)``) for the others. Ratios: WCAG 2.2, 1.4.3 (words, 4.5)
and 1.4.11 (marks and outlines, 3). OKLCH: B. Ottosson 2020, as in CSS Color 4, § 10.4; what no screen shows is cut to
what it shows, as browsers do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from mail.palettes import contrast

WORDS, MARKS = 4.5, 3.0
DEFAULTS = {"brand": "#1f4d3a", "accent": "#a8480c"}
LIGHT = {"paper": "#fbfaf6", "sheet": "#fffefb", "quiet": "#f1efe6", "moss": "#dfe7d8"}
DARK = {"paper": "#141916", "sheet": "#1b221e", "quiet": "#202823"}
ON_ACTION, ON_ACTION_DARK = "#fffefb", "#10160f"
_STEP = 0.002

Oklch = tuple[float, float, float]
Channels = tuple[float, float, float]


class Shown(NamedTuple):
    """A pair of colours that pages show: which theme, what it is, the two colours, the ratio that it needs."""

    theme: object
    what: object
    front: str
    ground: str
    needed: float

    @property
    def ratio(self) -> float:
        """Its contrast, 1 to 21."""
        return contrast(self.front, self.ground)

    @property
    def shown_ratio(self) -> float:
        """The same with two decimals, never rounded up to what it needs."""
        return math.floor(self.ratio * 100) / 100


class Problem(NamedTuple):
    """The pair that is farthest from what it needs, and the nearest colour with which all pairs have it."""

    worst: Shown
    nearest: str


def problem_of(name: str, colour: str) -> Problem | None:
    """What is wrong with a ``brand`` or ``accent``, written as ``#1f4d3a``; ``None`` when it can be read everywhere."""
    pairs = list(PAIRS[name](colour))
    worst = min(pairs, key=lambda pair: pair.ratio / pair.needed)
    return None if worst.ratio >= worst.needed else Problem(worst, nearest_legible(name, colour))


def nearest_legible(name: str, colour: str) -> str:
    """The colour of the same hue that passes with the smallest change of lightness, less vivid where it must be."""
    lightness, chroma, hue = to_oklch(colour)
    for step in range(round(1 / _STEP)):
        for other in (lightness - step * _STEP, lightness + step * _STEP):
            found = within_screen(min(max(other, 0.0), 1.0), chroma, hue)
            if all(pair.ratio >= pair.needed for pair in PAIRS[name](found)):
                return found
    return DEFAULTS[name]


def _pairs_of_brand(colour: str) -> Iterator[Shown]:
    lightness, chroma, hue = to_oklch(colour)
    light, dark, button, words = (
        _("affichage clair"),
        _("affichage sombre"),
        _("texte des boutons"),
        _("titres et liens"),
    )
    derived = to_hex(min(lightness, 0.4), chroma, hue)
    moss = to_hex(0.915, min(chroma * 0.35, 0.022), hue - 34)
    for ground in LIGHT.values():
        yield Shown(light, words, colour, ground, WORDS)
    for ground in (LIGHT["paper"], LIGHT["sheet"], LIGHT["quiet"], moss):
        yield Shown(light, words, derived, ground, WORDS)
    yield Shown(light, button, ON_ACTION, colour, WORDS)
    yield Shown(light, button, ON_ACTION, derived, WORDS)
    action = to_hex(0.84, min(chroma * 1.2, 0.1), hue)
    title = to_hex(0.9, min(chroma, 0.05), hue)
    for ground in (*DARK.values(), to_hex(0.3, min(chroma * 0.45, 0.026), hue)):
        yield Shown(dark, words, action, ground, WORDS)
        yield Shown(dark, words, title, ground, WORDS)
    yield Shown(dark, button, ON_ACTION_DARK, action, WORDS)


def _pairs_of_accent(colour: str) -> Iterator[Shown]:
    lightness, chroma, hue = to_oklch(colour)
    light, dark, button, marks = (
        _("affichage clair"),
        _("affichage sombre"),
        _("texte des boutons"),
        _("points et cadres"),
    )
    derived, by_night = to_hex(min(lightness, 0.52), chroma, hue), to_hex(0.78, min(chroma, 0.12), hue)
    for shown in (colour, derived):
        yield Shown(light, button, ON_ACTION, shown, WORDS)
        for ground in LIGHT.values():
            yield Shown(light, marks, shown, ground, MARKS)
    yield Shown(dark, button, ON_ACTION_DARK, by_night, WORDS)
    for ground in DARK.values():
        yield Shown(dark, marks, by_night, ground, MARKS)


PAIRS: dict[str, Callable[[str], Iterator[Shown]]] = {"brand": _pairs_of_brand, "accent": _pairs_of_accent}


def to_oklch(colour: str) -> Oklch:
    """Lightness (0 to 1), chroma and hue (degrees) of ``#1f4d3a``."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a))


def to_hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour as browsers show it: each channel that no screen has is cut."""
    channels = (_encoded(min(max(channel, 0.0), 1.0)) for channel in _channels(lightness, chroma, hue))
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def within_screen(lightness: float, chroma: float, hue: float) -> str:
    """The colour, less vivid until a screen has it: its hue stays."""
    while chroma > 0 and not all(-0.0005 <= channel <= 1.0005 for channel in _channels(lightness, chroma, hue)):
        chroma = max(0.0, chroma - 0.004)
    return to_hex(lightness, chroma, hue)


def _channels(lightness: float, chroma: float, hue: float) -> Channels:
    """Linear red, green and blue; below 0 or above 1 for a colour that no screen has."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
