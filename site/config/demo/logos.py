"""Logos of the demo's fictional organisations, drawn: a mark and initials, the same at each run."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIZE = (600, 240)
COLOURS = {"reseau": "#23506f", "fonds": "#8f3a07"}


def drawn_logo(name: str) -> ContentFile[bytes]:
    """The logo of an organisation, as a PNG file: a shape of its own in its colour. Raises ``KeyError``."""
    colour = COLOURS[name]
    image = Image.new("RGB", SIZE, "#ffffff")
    pencil = ImageDraw.Draw(image)
    if name == "reseau":
        for step in range(3):
            pencil.ellipse((40 + step * 170, 40, 200 + step * 170, 200), outline=colour, width=22)
    else:
        for step in range(9):
            left = 40 + step * 60
            pencil.rectangle((left, 180 - step * 15, left + 40, 200), fill=colour)
    content = BytesIO()
    image.save(content, "PNG")
    return ContentFile(content.getvalue(), f"{name}.png")
