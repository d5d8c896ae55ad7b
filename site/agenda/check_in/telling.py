"""The acts that a phone tells of at once, in the order in which they were pressed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.check_in import marks
from agenda.check_in.doors import Door
from agenda.check_in.forms import MOST_ACTS, MarkForm, TakeBackForm, WalkInForm


class Told(NamedTuple):
    """Keys of the acts that are done, and of those that can't be, each with why: a phone tells neither again."""

    done: list[str]
    refused: dict[str, str]


class NotATelling(ValueError):
    """What was sent is no list of acts."""


def apply(door: Door, sent: Any) -> Told:
    """Do what a phone tells of: ``{"now": ms, "acts": [{"key", "act", …}]}``. Raises ``NotATelling``."""
    if not isinstance(sent, Mapping) or not isinstance(sent.get("acts"), list):
        raise NotATelling
    error = _clock_error(sent.get("now"))
    told = Told([], {})
    for act in sent["acts"][:MOST_ACTS]:
        if not isinstance(act, Mapping) or not isinstance(act.get("key"), str):
            raise NotATelling
        why = apply_one(door, act, error)
        if why:
            told.refused[act["key"]] = why
        else:
            told.done.append(act["key"])
    return told


def apply_one(door: Door, act: Mapping[str, Any], error: timedelta = timedelta(0)) -> str:
    """Do one act; why it can't be, or nothing. ``error`` is by how much our clock is ahead of the phone's."""
    try:
        known = {"mark": _mark, "walkIn": _admit, "takeBack": _take_back}.get(str(act.get("act")))
        return known(door, act, error) if known else _("Ce geste n’est pas connu de cette page.")
    except marks.UnknownPerson:
        return _("Cette personne n’est plus sur la liste.")


def _mark(door: Door, act: Mapping[str, Any], error: timedelta) -> str:
    form = MarkForm(door, act, clock_error=error)
    if not form.is_valid():
        return _why(form)
    told = form.cleaned_data
    marks.mark(door, told["who"], told["half"], is_present=told["on"], at=told["at"])
    return ""


def _admit(door: Door, act: Mapping[str, Any], error: timedelta) -> str:
    form = WalkInForm(door, act, clock_error=error, is_told_later=True)
    if not form.is_valid():
        return _why(form)
    admit(door, form.cleaned_data)
    return ""


def admit(door: Door, told: Mapping[str, Any]) -> Any:
    """Let in whom a valid form names."""
    who = {"name": told["name"], "organisation": told["organisation"]}
    return marks.admit(door, told["key"], told["seats"], half_day=told["half"], **who)


def _take_back(door: Door, act: Mapping[str, Any], _error: timedelta) -> str:
    form = TakeBackForm(act)
    if not form.is_valid():
        return _why(form)
    marks.take_back(door, form.cleaned_data["who"])
    return ""


def _why(form: Any) -> str:
    return " ".join(str(message) for messages in form.errors.values() for message in messages)


def _clock_error(now: Any) -> timedelta:
    """How much our clock is ahead of a phone's, which says what hour it has."""
    if isinstance(now, bool) or not isinstance(now, int | float):
        return timedelta(0)
    try:
        return timezone.now() - datetime.fromtimestamp(now / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return timedelta(0)
