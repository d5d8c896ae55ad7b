"""Opening hours in OSM syntax: read, evaluated in the place's setting, told in French.

``parse(expression, setting)`` gives ``Hours``; ``describe(hours)`` is a sentence, ``week_rows(hours, today)`` the table
of a week, ``now_label(hours, at)`` the state on a card.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from opening_hours import validate

from places.hours.calendars import Setting
from places.hours.evaluation import Day, Hours, Interval, Now
from places.hours.labels import NowLabel, WeekRow, now_label, week_rows
from places.hours.pieces import Piece
from places.hours.rules import RuleSyntaxError, State, split_rules
from places.hours.sentences import describe
from places.hours.spelling import repair, tidy

__all__ = [
    "Day",
    "Hours",
    "HoursError",
    "Interval",
    "Now",
    "NowLabel",
    "Piece",
    "Setting",
    "State",
    "WeekRow",
    "describe",
    "normalise",
    "now_label",
    "parse",
    "validate_hours",
    "week_rows",
]

MAX_LENGTH = 500
MAINLAND_FRANCE = Setting()


class HoursError(ValueError):
    """An expression that is no opening hours; its text, in French, says what to write."""


def normalise(expression: str) -> str:
    """The expression as the library accepts it: tidied, and repaired where only one reading is possible.

    Raises ``HoursError`` when there is none.
    """
    if len(expression) > MAX_LENGTH:
        raise HoursError(_("Ces horaires sont trop longs : 500 caractères au plus."))
    if not expression.strip(" ;,|\t\r\n"):
        raise HoursError(_("Indiquez des horaires, par exemple Mo-Fr 09:00-12:00,14:00-18:00."))
    for candidate in (tidy(expression), repair(expression)):
        if _is_accepted(candidate):
            return candidate
    raise HoursError(
        _("Nous ne comprenons pas « %(text)s ». Écrivez par exemple Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00.")
        % {"text": expression.strip()[:60]}
    )


def _is_accepted(expression: str) -> bool:
    """Whether the library accepts an expression, and each selector of the rules it is taken apart into."""
    if not validate(expression):
        return False
    try:
        rules = split_rules(expression)
    except RuleSyntaxError:
        return False
    return all(validate(text) for rule in rules for text in (rule.days.wide, rule.days.weekdays) if text)


def parse(expression: str, setting: Setting = MAINLAND_FRANCE) -> Hours:
    """The hours of an expression in a setting. Raises ``HoursError`` with a message for people."""
    hours = _parse(expression, replace(setting, point=None))
    # Hours that don't follow the sun are the same object for all the places that keep them.
    return _parse(expression, setting) if hours.follows_sun and setting.point else hours


@lru_cache(maxsize=2048)
def _parse(expression: str, setting: Setting) -> Hours:
    expression = normalise(expression)
    return Hours(expression, split_rules(expression), setting)


def validate_hours(value: str) -> None:
    """A form and model validator. Raises ``ValidationError``."""
    try:
        normalise(value)
    except HoursError as error:
        raise ValidationError(str(error), code="hours") from error
