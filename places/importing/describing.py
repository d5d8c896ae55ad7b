"""The codes, words and hours of a row: what the place is, what it offers, how it presents itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from places.importing import contacts, repairs
from places.importing.hours import read_hours
from places.importing.profiles import CodeRule, Profile, fold_label
from places.importing.profiles.vocabularies import CODE_FIELDS, SINGLE_CODES, types_in_name
from places.importing.remarks import Kind, Remark
from search.analysis import fold

MAX_SUMMARY = 280
_PLACE_LENGTHS = {"price_note": 200, "accessibility_note": 300, "opening_note": 500}
_SOCIAL = {"twitter": "https://twitter.com/", "facebook": "https://www.facebook.com/"}
_PRICES = ("price_hour", "price_half_day", "price_day", "price_month")
_COUNTS = ("desks", "closed_offices", "meeting_rooms")
_MEASURES = ("measured_down", "measured_up")
_BULLETS = re.compile(r"^[\s•\-–*]+")


def codes(cells: Mapping[str, str], profile: Profile, name: str, remarks: list[Remark]) -> dict[str, Any]:
    """The fields that hold codes, among those the profile speaks of; ``types`` always, perhaps empty."""
    found: dict[str, list[str]] = {"types": []}
    for rule in profile.codes:
        held = found.setdefault(rule.field, [])
        held.extend(code for code in _codes_of(cells, rule, profile, remarks) if code not in held)
    if profile.types_from_name:
        found["types"].extend(code for code in types_in_name(fold(name)) if code not in found["types"])
    if not found["types"]:
        found["types"] = list(profile.default_types)
    return {field: _stored(field, held) for field, held in found.items()}


def _codes_of(cells: Mapping[str, str], rule: CodeRule, profile: Profile, remarks: list[Remark]) -> list[str]:
    cell = cells.get(rule.column, "")
    if not cell:
        return []
    if rule.contains:
        folded = f" {fold(cell)} "
        return [code for label, given in rule.values.items() if f" {label} " in folded for code in given]
    labels = re.split(f"[{re.escape(rule.separators)}]", cell) if rule.separators else [cell]
    found: list[str] = []
    for label in filter(None, map(str.strip, labels)):
        given = rule.values.get(fold_label(label))
        if given is None:
            noted = any(rule.column in note.columns for note in profile.notes)
            remarks.append(Remark(Kind.LABEL, rule.column, label, _("description") if noted else ""))
        else:
            found.extend(given)
    return found


def _stored(field: str, held: list[str]) -> Any:
    if field == "is_free":
        return None if len(held) != 1 else held[0] == "yes"
    if field in SINGLE_CODES:
        return held[0] if len(held) == 1 else ""
    return tuple(code for code in CODE_FIELDS[field] if code in held)


def numbers(cells: Mapping[str, str], profile: Profile, remarks: list[Remark]) -> dict[str, Any]:
    """Capacities, prices and measured speeds."""
    values: dict[str, Any] = {}
    for field in (*_COUNTS, *_PRICES, *_MEASURES):
        columns = profile.texts.get(field)
        if columns:
            cell = columns.value(cells)
            values[field] = repairs.count(cell) if field in _COUNTS else repairs.amount(cell)
            if cell and values[field] is None:
                remarks.append(Remark(Kind.NUMBER, columns.names[0], cell))
    return values


def online(
    cells: Mapping[str, str], profile: Profile, own_words: list[str], departement: str, remarks: list[Remark]
) -> tuple[dict[str, Any], list[str]]:
    """Phone, mailbox and addresses on the web; and the lines of description for what has no field."""
    values: dict[str, Any] = {}
    lines: list[str] = []
    for field in ("phone", "email", "website", "booking_url", "acceslibre_url"):
        columns = profile.texts.get(field)
        if not columns:
            continue
        values[field] = ""
        for column in columns.names:
            cell = _read(cells.get(column, ""), column, remarks)
            if not cell:
                continue
            contact = _contact(field, cell, column, own_words, departement)
            remarks.extend(contact.remarks)
            if contact.aside:
                lines.append(_aside(field, contact.aside))
            values[field] = values[field] or contact.value
    lines.extend(_accounts(cells, profile, values, remarks))
    return values, lines


def _contact(field: str, cell: str, column: str, own_words: list[str], departement: str) -> contacts.Contact:
    if field == "phone":
        return contacts.phone(cell, column, departement)
    if field == "email":
        return contacts.email(cell, column, own_words)
    return contacts.website(cell, column)


def _aside(field: str, text: str) -> str:
    labels = {"phone": _("Téléphone"), "email": _("Contact")}
    return _line(labels.get(field, _("Sur le web")), text)


def _accounts(cells: Mapping[str, str], profile: Profile, values: dict[str, Any], remarks: list[Remark]) -> list[str]:
    """Accounts on social networks: the first stands for a missing website, the others join the description."""
    lines = []
    for field, base in _SOCIAL.items():
        columns = profile.texts.get(field)
        cell = _read(columns.value(cells), columns.names[0], remarks) if columns else ""
        if not columns or not cell:
            continue
        account = contacts.social(cell, columns.names[0], base)
        remarks.extend(account.remarks)
        if account.value and values.get("website") == "":
            values["website"] = account.value
        elif account.value and account.value != values.get("website"):
            lines.append(_line(_("Sur le web"), account.value))
        if account.aside:
            lines.append(_line(_("Sur le web"), account.aside))
    return lines


def presentation(
    cells: Mapping[str, str], profile: Profile, extra_lines: list[str], remarks: list[Remark]
) -> dict[str, Any]:
    """The sentence and the description: the file's own words, then a line a note."""
    values: dict[str, Any] = {}
    paragraphs = []
    for field in ("summary", "description"):
        columns = profile.texts.get(field)
        cell = _read(columns.value(cells), columns.names[0], remarks) if columns else ""
        if field == "summary" and columns:
            values["summary"] = one_line(cell, MAX_SUMMARY)
            if values["summary"] != cell:
                paragraphs.append(cell)
        elif cell:
            paragraphs.append(cell)
    lines = [_note(cells, note.label, note.columns, note.without, remarks) for note in profile.notes]
    lines = [line for line in [*lines, *dict.fromkeys(extra_lines)] if line]
    if lines:
        paragraphs.append("\n".join(lines))
    values["description"] = "\n\n".join(paragraphs)
    for field in ("price_note", "accessibility_note"):
        columns = profile.texts.get(field)
        if columns:
            cell = _listed(_read(columns.value(cells), columns.names[0], remarks))
            values[field] = _fitted(cell, field, columns.names[0], remarks)
    return values


def _note(
    cells: Mapping[str, str], label: str, columns: tuple[str, ...], without: tuple[str, ...], remarks: list[Remark]
) -> str:
    found = []
    for column in columns:
        cell = _read(cells.get(column, ""), column, remarks)
        if cell and fold_label(cell) not in without:
            found.append(_listed(cell))
    return _line(label, ", ".join(dict.fromkeys(found))) if found else ""


def _line(label: str, text: str) -> str:
    return f"{label} : {text}"


def _listed(cell: str) -> str:
    """Values joined by « | », « ; » or in braces, as an enumeration; lines of a list, as sentences."""
    inner = cell.strip("{}").replace('"', "") if cell.startswith("{") else cell
    parts = [_BULLETS.sub("", part).strip() for part in re.split(r"\||;(?=\S)|,(?=\S)(?<!\d,)|\n", inner)]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _read(cell: str, column: str, remarks: list[Remark]) -> str:
    """A cell's text, its encoding mended, with a remark when it was."""
    if not cell:
        return ""
    text, mended = repairs.text(cell)
    if mended:
        remarks.append(Remark(Kind.ENCODING, column, cell[:80], text[:80]))
    return text


def hours(cells: Mapping[str, str], profile: Profile, remarks: list[Remark]) -> dict[str, Any]:
    """Opening hours as an expression where the text is certain, as a note where it is not."""
    columns = profile.hours
    if not (columns.osm or columns.text or columns.days):
        return {}
    expression, note, column = read_hours(cells, columns)
    extra = " ".join(filter(None, (repairs.text(cells.get(name, ""))[0] for name in columns.notes)))
    note = ". ".join(filter(None, (note, extra)))
    if note:
        remarks.append(Remark(Kind.HOURS, column or columns.notes[0], note[:120]))
    return {"opening_hours": expression, "opening_note": _fitted(note, "opening_note", column, remarks)}


def _fitted(text: str, field: str, column: str, remarks: list[Remark]) -> str:
    fitted = one_line(text, _PLACE_LENGTHS[field])
    if len(fitted) < len(" ".join(text.split())):
        remarks.append(Remark(Kind.LENGTH, column, text[:60] + "…"))
    return fitted


def one_line(text: str, length: int) -> str:
    """The text on one line, cut at a word with an ellipsis when it is longer than ``length``."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
