"""The sheets to sign: a day of an event to a table, a column to sign for each half-day, the room and each relay place
by itself. Names and organisations alone: no address lies about on a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from fpdf.enums import Align, TableCellFillMode
from fpdf.fonts import FontFace

from agenda.half_days import HalfDay, half_days_of
from agenda.models import EventPage, Registration, Seats
from agenda.papers.paper import FAMILY, FOREST, LINE, MOSS, Paper
from agenda.vocabulary import Mode, RegistrationState
from search.analysis import fold
from ui.typography import long_date

SPARE = 6
"""Empty rows at the end, for those who had not registered."""
SIGNED = (RegistrationState.CONFIRMED, RegistrationState.UNCONFIRMED, RegistrationState.OFFERED)


def signing_sheets(event: EventPage, only: Seats | None = None) -> bytes:
    """The sheets of an event as PDF: of the room and of each relay place, or of ``only`` one of them.

    Who waits for a seat is not on it; whoever follows online signs nothing.
    """
    title = _("Feuille d’émargement")
    paper = Paper(event, title, orientation="landscape")
    days = [(day, list(halves)) for day, halves in groupby(half_days_of(event), key=lambda half: half.day)]
    for seats in [only] if only else _signed_seats(event):
        people = _people(seats)
        for day, halves in days:
            where = f"{seats.label or seats.get_mode_display()}, {long_date(day)}"
            paper.small_title = f"{title}, {where}"  # at the head of each page: sheets get mixed up on a table
            paper.add_page()
            paper.start_section(where)
            _draw_table(paper, people, halves)
    if not paper.pages_count:
        paper.add_page()
        paper.set_font(FAMILY, "", 11)
        paper.line_of(_("Personne ne vient sur place : il n’y a rien à signer."))
    return paper.as_bytes()


def _signed_seats(event: EventPage) -> list[Seats]:
    rows = Seats.objects.of_event(event).exclude(mode=Mode.ONLINE)
    return [seats for seats in rows if seats.is_offered or seats.taken]


def _people(seats: Seats) -> list[Registration]:
    rows = Registration.objects.filter(seats=seats, state__in=SIGNED, anonymised_at=None)
    return sorted(rows, key=lambda row: (fold(row.name), row.pk))


def _draw_table(paper: Paper, people: Sequence[Registration], halves: Sequence[HalfDay]) -> None:
    paper.set_font(FAMILY, "", 10)
    paper.set_draw_color(*LINE)
    widths = (8, 50, 45, *(60 for _half in halves))
    head = FontFace(emphasis="BOLD", color=FOREST, fill_color=MOSS)
    with paper.table(
        col_widths=widths,
        headings_style=head,
        text_align=Align.L,
        line_height=5.5,
        padding=(1.9, 2),
        cell_fill_mode=TableCellFillMode.NONE,
    ) as table:
        heading = table.row()
        heading.cell(_("N°"))
        heading.cell(_("Nom et prénom"))
        heading.cell(_("Structure"))
        for half in halves:
            heading.cell(_("Signature, %(half)s") % {"half": str(half.part.label).lower()})
        for number in range(1, len(people) + SPARE + 1):
            person = people[number - 1] if number <= len(people) else None
            row = table.row()
            row.cell(str(number))
            row.cell(person.name if person else "")
            row.cell(person.organisation if person else "")
            for _half in halves:
                row.cell("")
