"""A4 pages in the look of the site: whose event it is at the head, who makes it possible at the foot.

fpdf2 writes them: pure Python, so that a bare checkout prints without any library of the system (what WeasyPrint draws
with, Pango, is one); its text can be searched, copied and read aloud, headings are an outline, logos have their name.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF, TextStyle
from fpdf.enums import XPos, YPos

from agenda.models import EventPage, Partner
from agenda.vocabulary import PartnerRole

FONTS = Path(__file__).parent / "fonts"
"""DejaVu Sans Condensed, by Bitstream and the DejaVu authors: every letter of European names, Vietnamese, Cyrillic."""
FAMILY = "dejavu"
FOREST, SOFT, LINE, MOSS = (31, 77, 58), (62, 71, 64), (124, 129, 120), (223, 231, 216)
MARGIN, FOOT = 15.0, 34.0
"""Millimetres."""
LOGO_WIDTH, LOGO_HEIGHT = 32.0, 12.0
LOGO = "max-480x200|format-png"


class Logo(NamedTuple):
    """An organisation that makes an event possible; ``picture`` is empty where it has none, or its file is lost."""

    name: str
    picture: bytes


class Support(NamedTuple):
    """Those of a role: « Avec le soutien de », its words, and who."""

    words: str
    logos: Sequence[Logo]


def supports_of(event: EventPage) -> list[Support]:
    """Partners and funders of an event, funders last as they ask to be named."""
    words = {
        PartnerRole.ORGANISER: _("Organisé par"),
        PartnerRole.LEADER: _("Animé par"),
        PartnerRole.HOST: _("Accueilli par"),
        PartnerRole.PARTNER: _("Avec"),
        PartnerRole.FUNDER: _("Financé par"),
    }
    partners = list(event.partners.select_related("logo"))
    found = ((words[role], [_logo(one) for one in partners if one.role == role]) for role in words)
    return [Support(label, logos) for label, logos in found if logos]


def _logo(partner: Partner) -> Logo:
    if partner.logo is None:
        return Logo(partner.name, b"")
    try:
        with partner.logo.get_rendition(LOGO).file.open("rb") as file:
            return Logo(partner.name, file.read())
    except OSError:
        return Logo(partner.name, b"")


class Paper(FPDF):
    """A document about an event; ``foot`` stands on every page beside its number."""

    def __init__(self, event: EventPage, title: str, *, orientation: str = "portrait") -> None:
        super().__init__(orientation=orientation, unit="mm", format="A4")
        self.event, self.supports = event, supports_of(event)
        for style, name in (("", "regular"), ("B", "bold")):
            self.add_font(FAMILY, style, FONTS / f"dejavu-sans-condensed-{name}.ttf")
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=FOOT if self.supports else MARGIN + 5)
        self.set_title(f"{title} : {event.title}")
        self.set_lang(get_language() or "fr")
        self.set_creator("Hameau")
        self.set_section_title_styles(
            TextStyle(FAMILY, "B", 13, FOREST, b_margin=2), TextStyle(FAMILY, "B", 11, FOREST, t_margin=4, b_margin=1)
        )
        self.small_title = title

    def header(self) -> None:
        """What it is, of which event, when and where."""
        self.set_text_color(*FOREST)
        self.set_font(FAMILY, "", 9)
        self.line_of(self.small_title)
        self.set_font(FAMILY, "B", 15)
        self.line_of(self.event.title)
        self.set_text_color(*SOFT)
        self.set_font(FAMILY, "", 10)
        where = f", {self.event.where}" if self.event.where else ""
        self.line_of(f"{self.event.when}{where}")
        self.ln(2)
        self.set_draw_color(*FOREST)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(4)
        self.set_text_color(0)

    def footer(self) -> None:
        """The logos by role, and the number of the page."""
        self.set_y(-(FOOT - 4) if self.supports else -15)
        if self.supports:
            self._draw_supports()
        self.set_xy(self.l_margin, -10)
        self.set_font(FAMILY, "", 8)
        self.set_text_color(*SOFT)
        self.cell(0, text=_("Page %(number)s sur {nb}") % {"number": self.page_no()}, align="R")
        self.set_text_color(0)

    def line_of(self, text: str) -> None:
        """A line of text across the page, or several, then the next."""
        self.multi_cell(0, text=text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _draw_supports(self) -> None:
        count = sum(len(support.logos) for support in self.supports)
        width = min(LOGO_WIDTH, (self.epw - 2 * count) / count)
        top, x = self.get_y(), self.l_margin
        self.set_font(FAMILY, "", 7)
        self.set_text_color(*SOFT)
        for support in self.supports:
            self.set_xy(x, top)
            self.cell(len(support.logos) * (width + 2), 4, text=support.words)
            for logo in support.logos:
                self._draw_logo(logo, x, top + 4.5, width)
                x += width + 2

    def _draw_logo(self, logo: Logo, x: float, y: float, width: float) -> None:
        if logo.picture:
            self.image(BytesIO(logo.picture), x, y, width, LOGO_HEIGHT, keep_aspect_ratio=True, alt_text=logo.name)
        else:
            self.set_xy(x, y)
            self.multi_cell(width, 3.2, text=logo.name, align="L", max_line_height=3.2)

    def as_bytes(self) -> bytes:
        """The file."""
        return bytes(self.output())
