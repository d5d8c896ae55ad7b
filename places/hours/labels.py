"""Opening hours as pages show them: the rows of a week, the state of now. Plain data in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from places.hours.evaluation import Day, Hours, Now
from places.hours.pieces import Piece
from places.hours.rules import MIDNIGHT, State
from ui.typography import NBSP, clock_time

_DAY = timedelta(days=1)
_MONDAY = date(2024, 1, 1)
_SMALL_HOURS = 12 * 60
"""An evening that runs past midnight ends before this time of the next day, and is told with its own day."""
_HOLIDAYS = {
    "1er janvier": gettext_lazy("1er janvier"),
    "Vendredi saint": gettext_lazy("Vendredi saint"),
    "Lundi de Pâques": gettext_lazy("Lundi de Pâques"),
    "1er mai": gettext_lazy("1er mai"),
    "8 mai": gettext_lazy("8 mai"),
    "Ascension": gettext_lazy("Ascension"),
    "Lundi de Pentecôte": gettext_lazy("Lundi de Pentecôte"),
    "Abolition de l'esclavage": gettext_lazy("Abolition de l’esclavage"),
    "14 juillet": gettext_lazy("14 juillet"),
    "Assomption": gettext_lazy("Assomption"),
    "Toussaint": gettext_lazy("Toussaint"),
    "11 novembre": gettext_lazy("11 novembre"),
    "Jour de Noël": gettext_lazy("Jour de Noël"),
    "2ème jour de Noël": gettext_lazy("Lendemain de Noël"),
}
"""The holidays as the calendar names them, and as we do."""
_APPOINTMENT = re.compile(
    r"(?:(?:sur|sous|avec)\s+)?(?:rdv|rendez[-\s]?vous)(?:\s+(?:uniquement|seulement))?|(?:by|on)\s+(?:appointment|request)"
    r"|appointment\s+only",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class WeekRow:
    """One day of the week table: its name, what it says, whether it is today and closed, and a remark if any."""

    date: date
    name: str
    label: str
    is_today: bool
    is_closed: bool
    note: str = ""


@dataclass(frozen=True)
class NowLabel:
    """The state of now on a card: ``is_open`` is ``None`` when nobody knows, ``icon`` a name of the sprite."""

    label: str
    is_open: bool | None
    icon: str


def weekday_name(weekday: int) -> str:
    """« lundi » for 0, in the reader's language."""
    return str(date_format(_MONDAY + timedelta(days=weekday), "l"))


def clock(minutes: int) -> str:
    """« 8 h 30 » of minutes of the clock; the end of a day is « minuit », what is past it is of the next day."""
    if minutes == MIDNIGHT:
        return _("minuit")
    return clock_time(time(minutes // 60 % 24, minutes % 60))


def comment_label(comment: str) -> str:
    """A comment in the reader's words: those that mean « sur rendez-vous » say so, others stay as written."""
    if _APPOINTMENT.fullmatch(comment.strip(" .")):
        return _("sur rendez-vous")
    return comment


def piece_label(piece: Piece) -> str:
    """« 9 h à 12 h 30 », « sur rendez-vous », « à partir de 17 h », « 9 h à 12 h (adhérents) »."""
    comment = comment_label(piece.comment)
    is_whole_day = (piece.start, piece.end) == (0, MIDNIGHT)
    if piece.open_end and piece.state == State.OPEN:
        times = _("%(start)s à %(end)s ou plus tard") % {"start": clock(piece.start), "end": clock(piece.end)}
    elif piece.open_end:
        times = _("à partir de %(start)s") % {"start": clock(piece.start)}
    elif is_whole_day:
        times = _("jour et nuit")
    else:
        times = _("%(start)s à %(end)s") % {"start": clock(piece.start), "end": clock(piece.end)}
    if piece.state == State.OPEN or piece.open_end:
        return f"{times} ({comment})" if comment else times
    if is_whole_day:
        return comment or _("à vérifier avant de venir")
    return f"{times}, {comment or _('à confirmer')}"


def day_pieces(hours: Hours, day: date) -> list[Piece]:
    """The pieces of a day as people count them: an evening past midnight belongs to the day it began."""
    pieces = list(hours.day(day).pieces)
    if pieces and _runs_on(hours.day(day - _DAY).pieces, pieces[0]):
        pieces.pop(0)
    following = hours.day(day + _DAY).pieces
    if pieces and following and _runs_on(pieces, following[0]):
        pieces[-1] = replace(pieces[-1], end=MIDNIGHT + following[0].end)
    return _with_open_ends(pieces)


def _runs_on(before: Sequence[Piece], piece: Piece) -> bool:
    """Whether a piece is the small hours of the evening that ends ``before``."""
    if not before or piece.start != 0 or piece.end > _SMALL_HOURS:
        return False
    last = before[-1]
    if last.end != MIDNIGHT or last.start == 0 or (last.state == State.UNKNOWN and not last.open_end):
        return False
    return replace(last, start=0, end=0) == replace(piece, start=0, end=0)


def _with_open_ends(pieces: list[Piece]) -> list[Piece]:
    """Hours that may go on are told with those they follow: « 14 h à 17 h ou plus tard »."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and piece.open_end and last.end == piece.start and last.comment == piece.comment:
            joined[-1] = replace(last, open_end=True)
        else:
            joined.append(piece)
    return joined


def day_label(pieces: Sequence[Piece]) -> str:
    """« 8 h 30 à 12 h 30, 13 h 30 à 19 h », « fermé »."""
    told = [piece for piece in pieces if piece.state == State.OPEN or piece.open_end]
    others = [piece for piece in pieces if piece not in told]
    if told and len({piece.comment for piece in others}) == 1 and _fills_the_day(pieces):
        comment = comment_label(others[0].comment) or _("à confirmer")
        return _("%(hours)s, sinon %(comment)s") % {"hours": ", ".join(map(piece_label, told)), "comment": comment}
    return ", ".join(map(piece_label, pieces)) or _("fermé")


def _fills_the_day(pieces: Sequence[Piece]) -> bool:
    ends = [0, *(piece.end for piece in pieces)]
    return ends[-1] >= MIDNIGHT and all(piece.start == end for piece, end in zip(pieces, ends, strict=False))


def week_rows(hours: Hours, today: date) -> list[WeekRow]:
    """Seven rows, today first."""
    return [_row(hours, hours.day(today + timedelta(days=n)), today) for n in range(7)]


def _row(hours: Hours, day: Day, today: date) -> WeekRow:
    name = weekday_name(day.date.weekday()).capitalize()
    if day.date == today:
        name = _("%(day)s, aujourd’hui") % {"day": name}
    pieces = day_pieces(hours, day.date)
    label = day_label(pieces)
    if not pieces and day.closed_comment:
        label = f"{label} ({day.closed_comment})"
    return WeekRow(day.date, name, label, day.date == today, not pieces, _remark(hours, day, bool(pieces)))


def _remark(hours: Hours, day: Day, opens: bool) -> str:
    if day.holiday:
        holiday = {"holiday": ", ".join(str(_HOLIDAYS.get(name, name)) for name in day.holiday.split(", "))}
        if opens and "PH" not in hours.holiday_kinds:
            return _("%(holiday)s, jour férié : à vérifier avant de venir") % holiday
        return _("%(holiday)s, jour férié") % holiday
    if hours.lacks_school_calendar(day.date):
        return _("vacances scolaires non connues : à vérifier")
    return ""


def now_label(hours: Hours | None, at: datetime, note: str = "") -> NowLabel:
    """The state at an aware instant; ``hours`` is ``None`` when none are known, ``note`` is what is said besides."""
    if hours is None:
        if re.search(_APPOINTMENT, note):
            return NowLabel(_("Sur rendez-vous"), None, "calendar")
        if note:
            return NowLabel(_("Horaires à lire sur la fiche"), None, "info")
        return NowLabel(_("Horaires non communiqués"), None, "info")
    now = hours.state(at)
    today = at.astimezone(hours.timezone).date()
    if now.state == State.OPEN:
        return NowLabel(_open_label(now, today), True, "clock")
    if now.state == State.UNKNOWN:
        return NowLabel(_unknown_label(now), None, "calendar")
    return NowLabel(_closed_label(hours, now, today), False, "ban")


def _open_label(now: Now, today: date) -> str:
    if now.until is None:
        return _("Ouvert jour et nuit")
    values = {"time": _time_of_day(now.until, today)}
    if now.next and now.next.open_end and now.next.start == now.until:
        return _("Ouvert maintenant, au moins jusqu’à %(time)s") % values
    return _("Ouvert maintenant, jusqu’à %(time)s") % values


def _time_of_day(instant: datetime, today: date) -> str:
    """« 18 h », « minuit », « 2 h » of the coming night, « vendredi à 18 h » later."""
    minutes = instant.hour * 60 + instant.minute
    if instant.date() == today + _DAY and minutes == 0:
        return clock(MIDNIGHT)
    if instant.date() == today or (instant.date() == today + _DAY and minutes <= _SMALL_HOURS):
        return clock(minutes)
    if minutes == 0:
        evening = weekday_name((instant.date() - _DAY).weekday())
        return _("%(day)s à %(time)s") % {"day": evening, "time": clock(MIDNIGHT)}
    return _at(instant, today)


def _unknown_label(now: Now) -> str:
    if now.open_end:
        return _("Sans doute ouvert, heure de fermeture non précisée")
    if now.comment:
        label = comment_label(now.comment)
        return label[0].upper() + label[1:]
    return _("À vérifier avant de venir")


def _closed_label(hours: Hours, now: Now, today: date) -> str:
    following = now.next
    closed = _("Fermé aujourd’hui") if not day_pieces(hours, today) else _("Fermé maintenant")
    if following is None:
        return _("Fermé")
    when = _at(following.start, today)
    if following.state == State.OPEN or following.open_end:
        return _("%(closed)s, ouvre %(when)s") % {"closed": closed, "when": when}
    comment = comment_label(following.comment) or _("à confirmer")
    return f"{closed}, {comment} {when}"


def _at(instant: datetime, today: date) -> str:
    """« à 14 h » today, « mercredi à 10 h » within six days, « le 4 janvier » after."""
    day, minutes = instant.date(), instant.hour * 60 + instant.minute
    if day == today:
        return _("à %(time)s") % {"time": clock(minutes)}
    if day - today < timedelta(days=7):
        if not minutes:
            return weekday_name(day.weekday())
        return _("%(day)s à %(time)s") % {"day": weekday_name(day.weekday()), "time": clock(minutes)}
    return _("le %(date)s") % {"date": _date_label(day, today)}


def _date_label(day: date, today: date) -> str:
    number = _("1er") if day.day == 1 else str(day.day)
    year = f" {day.year}" if day.year != today.year and (day - today).days > 180 else ""
    return f"{number}{NBSP}{date_format(day, 'F')}{year}"
