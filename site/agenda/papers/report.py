"""The report of an event as PDF, for those who paid for it: figures alone, under their logos."""

from __future__ import annotations

from django.utils.translation import gettext as _
from fpdf.enums import Align, TableBordersLayout
from fpdf.fonts import FontFace

from agenda.afterwards.figures import Figures
from agenda.afterwards.lines import Part, parts_of
from agenda.models import EventPage
from agenda.papers.paper import FAMILY, LINE, Paper
from ui.typography import decimal_number, whole_number

LAST_LINES = 60.0
"""Millimetres: a part that has less room left begins on the next page, unless it is longer than one."""


def report(event: EventPage, figures: Figures) -> bytes:
    """The PDF of these figures; of what people wrote, nothing: it is for the agency."""
    paper = Paper(event, _("Bilan"))
    paper.add_page()
    for part in parts_of(figures):
        _draw(paper, part)
    return paper.as_bytes()


def _draw(paper: Paper, part: Part) -> None:
    height = min(14 + 6.5 * len(part.lines), LAST_LINES)
    if paper.will_page_break(height):
        paper.add_page()
    paper.start_section(part.title)
    paper.set_font(FAMILY, "", 10)
    paper.set_draw_color(*LINE)
    with paper.table(
        col_widths=(4, 1),
        text_align=(Align.L, Align.R),
        line_height=5,
        padding=(0.9, 1),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        first_row_as_headings=False,
        headings_style=FontFace(),
    ) as table:
        for line in part.lines:
            row = table.row()
            row.cell(str(line.label))
            row.cell(_shown(line.value))
    paper.ln(4)


def _shown(value: object) -> str:
    if isinstance(value, int):
        return whole_number(value)
    return decimal_number(value) if isinstance(value, float) else str(value)
