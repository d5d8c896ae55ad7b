"""Landscapes of the demo, drawn: ridges under a sky and a village, no photograph, the same at each run."""

from __future__ import annotations

from io import BytesIO
from math import sin
from random import Random
from typing import NamedTuple

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT, STEP = 1600, 900, 8


class Palette(NamedTuple):
    """Sky, sun, ridges from the farthest to the nearest, and roofs, as colours."""

    sky: str
    sun: str
    ridges: tuple[str, ...]
    roof: str
    wall: str


PALETTES = {
    "causse": Palette(
        "#f3e7cf", "#e39a5b", ("#c9d2bd", "#a9bba4", "#7d9a80", "#4c7359", "#1f4d3a"), "#a8480c", "#fbfaf6"
    ),
    "vallee": Palette(
        "#dbe7ea", "#f6e3a8", ("#b9cdd0", "#94b0ae", "#6c9187", "#447060", "#23506f"), "#8f3a07", "#fffefb"
    ),
    "hiver": Palette(
        "#e9e6ef", "#fff7e0", ("#cfd0de", "#aeb4c8", "#8790aa", "#5f6a86", "#3c4763"), "#604100", "#f1efe6"
    ),
    "soir": Palette(
        "#f0c9a0", "#c4541c", ("#c99a7e", "#a3705f", "#7a4c4a", "#4f3238", "#2b1f2a"), "#e39a5b", "#f3e7cf"
    ),
}


def drawn(name: str) -> ContentFile[bytes]:
    """The landscape of a palette, as a JPEG file."""
    palette, chance = PALETTES[name], Random(name)  # noqa: S311 - a drawing, not a secret
    image = Image.new("RGB", (WIDTH, HEIGHT), palette.sky)
    pencil = ImageDraw.Draw(image)
    x, y = chance.randint(300, 1300), chance.randint(150, 260)
    pencil.ellipse((x - 80, y - 80, x + 80, y + 80), fill=palette.sun)
    ridges = [_heights(330 + rank * 110, chance) for rank in range(len(palette.ridges))]
    for rank, (colour, heights) in enumerate(zip(palette.ridges, ridges, strict=True), 1):
        if rank == len(ridges):
            _village(pencil, palette, heights, chance)
        pencil.polygon([(0, HEIGHT), *((STEP * i, y) for i, y in enumerate(heights)), (WIDTH, HEIGHT)], fill=colour)
    content = BytesIO()
    image.save(content, "JPEG", quality=88)
    return ContentFile(content.getvalue(), f"{name}.jpg")


def _heights(base: int, chance: Random) -> list[float]:
    """The line of a ridge, a few waves, every ``STEP`` pixels."""
    waves = [(chance.uniform(0.002, 0.009), chance.uniform(0, 6.3), chance.uniform(8, 55)) for _i in range(4)]
    return [
        base + sum(high * sin(pace * x + start) for pace, start, high in waves) for x in range(0, WIDTH + STEP, STEP)
    ]


def _village(pencil: ImageDraw.ImageDraw, palette: Palette, ground: list[float], chance: Random) -> None:
    """Six houses behind the nearest ridge."""
    left = chance.randint(250, 900)
    for rank in range(6):
        x, width, height = left + rank * 78, chance.randint(62, 84), chance.randint(44, 72)
        top = min(ground[x // STEP], ground[(x + width) // STEP]) - height
        pencil.rectangle((x, top, x + width, HEIGHT), fill=palette.wall)
        roof = [(x - 7, top), (x + width / 2, top - 42), (x + width + 7, top)]
        pencil.polygon(roof, fill=palette.roof)
