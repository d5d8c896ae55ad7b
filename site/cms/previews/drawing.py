"""A card of 1200 × 630 pixels, the size that every network shows whole, drawn with Pillow.

Type: Source Serif 4 (SIL Open Font License, in ``fonts/``), the Latin subset that Fontsource publishes.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFont

from mail import palettes

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont

SIZE = (1200, 630)
FONTS = Path(__file__).parent / "fonts"
PAPER: Colour = (251, 250, 246)
BRAND, ACCENT = "#1f4d3a", "#a8480c"
"""The house's own colours, for a territory without."""
CONTRAST = 7.0
"""Of the title with its ground: WCAG 2.2, 1.4.6 (AAA)."""
MARGIN, COLUMN = 72, 660
"""Pixels around the text, and its width: the outline has the rest."""
TITLE_SIZES = (76, 68, 60, 54, 48, 42, 37)
LINES_HIGH = 330
"""Pixels that the lines of a title may take together."""
OUTLINE = (780, 75, 1140, 555)
"""Left, top, right and bottom of the drawn territory."""
SMOOTH = 3
"""The outline is drawn that many times larger, then reduced."""
COLOURS = 48
"""In the file: flat grounds and the smooth edges between them need no more."""


class Card(NamedTuple):
    """What is written and drawn; nothing else of what it is about is known here."""

    title: str
    place: str
    """Under the title, as a commune; may be empty."""
    site: str
    """The name of the site, above."""
    brand: str
    accent: str
    outline: str
    """The ``d`` of an SVG path, as ``geography.svg`` writes it; may be empty."""


def draw(card: Card) -> bytes:
    """The card as a PNG file."""
    ground = readable_ground(_rgb(card.brand or BRAND))
    image = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(image)
    if card.outline:
        image.paste(_mixed(ground, PAPER, 0.2), mask=outline_mask(card.outline))
    pen.rectangle((0, 0, 20, SIZE[1]), fill=_rgb(card.accent or ACCENT))
    pen.text((MARGIN, 58), _written(card.site, "regular"), font=_font("regular", 34), fill=_mixed(PAPER, ground, 0.12))
    width = COLUMN if card.outline else SIZE[0] - 2 * MARGIN
    size, lines = fitted(_written(card.title, "bold"), width)
    top = 150
    for line in lines:
        pen.text((MARGIN, top), line, font=_font("bold", size), fill=PAPER)
        top += round(size * 1.16)
    if card.place:
        pen.text((MARGIN, top + 18), _written(card.place, "regular"), font=_font("regular", 36), fill=PAPER)
    pen.line((MARGIN, 562, MARGIN + 96, 562), fill=PAPER, width=4)
    file = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def fitted(title: str, width: int) -> tuple[int, list[str]]:
    """The largest size at which a title fits, and its lines; cut with « … » where it does not fit at the smallest.

    Lines part at plain spaces only, never at a no-break one.
    """
    for size in TITLE_SIZES:
        lines = _lines(title, _font("bold", size), width)
        if len(lines) * size * 1.16 <= LINES_HIGH and all(_width(line, size) <= width for line in lines):
            return size, lines
    size = TITLE_SIZES[-1]
    lines = _lines(title, _font("bold", size), width)
    most = int(LINES_HIGH / (size * 1.16))
    kept = [_cut(line, size, width) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = _cut(f"{kept[-1].rstrip('…')}…", size, width)
    return size, kept


def readable_ground(colour: Colour) -> Colour:
    """The colour, darkened until words on it are read easily."""
    while contrast(colour, PAPER) < CONTRAST:
        colour = _mixed(colour, (0, 0, 0), 0.06)
    return colour


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of two colours, from 1 to 21 (WCAG 2.2, « contrast ratio »)."""
    return palettes.contrast(*(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in (one, other)))


def outline_mask(path: str) -> Image.Image:
    """A path of relative moves and lines, fitted into ``OUTLINE``: 255 inside, holes left out."""
    rings = list(_rings(path))
    xs, ys = ([spot[axis] for ring in rings for spot in ring] for axis in (0, 1))
    left, top, right, bottom = OUTLINE
    scale = min((right - left) / max(max(xs) - min(xs), 1), (bottom - top) / max(max(ys) - min(ys), 1))
    east = left + (right - left - (max(xs) - min(xs)) * scale) / 2
    north = top + (bottom - top - (max(ys) - min(ys)) * scale) / 2
    large = (SIZE[0] * SMOOTH, SIZE[1] * SMOOTH)
    mask = Image.new("1", large)
    for ring in rings:
        one = Image.new("1", large)
        spots = [(((x - min(xs)) * scale + east) * SMOOTH, ((y - min(ys)) * scale + north) * SMOOTH) for x, y in ring]
        ImageDraw.Draw(one).polygon(spots, fill=1)
        mask = ImageChops.logical_xor(mask, one)
    return mask.convert("L").resize(SIZE, Image.Resampling.BOX)


def _rings(path: str) -> Iterator[list[tuple[int, int]]]:
    """The closed lines of a path, in its own units."""
    x = y = 0
    for part in path.split("z"):
        numbers = [int(number) for number in re.findall(r"-?\d+", part)]
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        if ring:
            x, y = ring[0]
        if len(ring) > 2:
            yield ring


@lru_cache(maxsize=16)
def _font(weight: str, size: int) -> Font:
    return ImageFont.truetype(str(FONTS / f"source-serif-4-{weight}.woff2"), size)


def _written(text: str, weight: str) -> str:
    """The words with letters that the type has: « š » is « s » there, and what it can't show is left out."""
    return " ".join("".join(_letter(letter, weight) for letter in unicodedata.normalize("NFC", text)).split(" "))


@lru_cache(maxsize=2048)
def _letter(letter: str, weight: str) -> str:
    if letter.isspace():
        return letter if letter in {"\u00a0", "\u202f"} else " "
    font = _font(weight, 32)
    nothing = bytes(font.getmask("\ufffe"))
    if bytes(font.getmask(letter)) != nothing:
        return letter
    plain = unicodedata.normalize("NFKD", letter)[0]
    return plain if plain != letter and bytes(font.getmask(plain)) != nothing else ""


def _width(line: str, size: int) -> float:
    return float(_font("bold", size).getlength(line))


def _lines(text: str, font: Font, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(line: str, size: int, width: int) -> str:
    """A line no wider than that, its end replaced by « … »."""
    if _width(line, size) <= width:
        return line
    line = line.rstrip("…")
    while line and _width(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a * (1 - part) + b * part) for a, b in zip(colour, other, strict=True))
    return red, green, blue
