"""Profiles: which column of a file is what of a place, as TOML files (see ``docs/reference/import-profiles.md``)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from places.importing.profiles.vocabularies import CODE_FIELDS, TEXT_FIELDS
from search.analysis import fold

FOLDER = Path(__file__).parent


class ProfileError(Exception):
    """A profile can't be used; the message is French and says where."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a value comes from: the first that holds something, or all of them joined."""

    names: tuple[str, ...]
    join: str | None = None

    def all_values(self, cells: Mapping[str, str]) -> list[str]:
        """The values found, in the order of the columns."""
        return [cells[name] for name in self.names if cells.get(name)]

    def value(self, cells: Mapping[str, str]) -> str:
        """The value, or an empty string."""
        found = self.all_values(cells)
        if self.join is not None:
            return self.join.join(found)
        return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class CodeRule:
    """Labels of a column that become codes of a vocabulary."""

    field: str
    column: str
    values: Mapping[str, tuple[str, ...]]
    """Codes by folded label; a label without codes is known and says nothing."""
    contains: bool = False
    separators: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows that are no usable place, with the reason to give."""

    column: str
    values: tuple[str, ...]
    reason: str
    contains: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Columns kept as a line of the description, « label : values »."""

    label: str
    columns: tuple[str, ...]
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HourColumns:
    """Where opening hours are: an expression, free text, or one column a day."""

    osm: str = ""
    text: str = ""
    days: tuple[tuple[str, str], ...] = ()
    closed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Where the point is, and what is known of its precision."""

    latitude: tuple[str, ...] = ()
    longitude: tuple[str, ...] = ()
    both: str = ""
    crs: str = ""
    """``EPSG:…`` when the file says so; otherwise degrees or Lambert-93 are recognised."""
    geocoded_label: str = ""
    """The address a geocoder answered: without a number it found a street, without a street a commune."""
    geocoded_score: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read one kind of file."""

    name: str
    title: str
    signature: tuple[str, ...]
    texts: Mapping[str, Columns]
    source: str = ""
    source_column: str = ""
    licence: str = ""
    prefix: str = ""
    default_types: tuple[str, ...] = ()
    types_from_name: bool = True
    codes: tuple[CodeRule, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Note, ...] = ()
    point: PointColumns = PointColumns()
    hours: HourColumns = HourColumns()
    ignored: tuple[str, ...] = ()

    def recognises(self, headers: Iterable[str]) -> bool:
        """Whether a file with these headers is of this kind."""
        return bool(self.signature) and set(self.signature) <= set(headers)

    def missing(self, headers: Iterable[str]) -> list[str]:
        """Columns without which no row could become a place."""
        known = set(headers)
        wanted = {"name": self.texts["name"].names}
        lacking = [names[0] for names in wanted.values() if not known & set(names)]
        located = [
            *(name for field in ("commune_code", "commune", "postcode") if field in self.texts
              for name in self.texts[field].names),
            *self.point.latitude,
            self.point.both,
        ]  # fmt: skip
        if not known & set(located):
            lacking += located[:1]
        return lacking

    def used_columns(self) -> set[str]:
        """Every column the profile reads or leaves on purpose."""
        used = {name for columns in self.texts.values() for name in columns.names}
        used |= {rule.column for rule in self.codes} | {rule.column for rule in self.refusals}
        used |= {name for note in self.notes for name in note.columns}
        used |= {*self.point.latitude, *self.point.longitude, self.point.both}
        used |= {self.point.geocoded_label, self.point.geocoded_score}
        used |= {self.hours.osm, self.hours.text, *self.hours.notes, *(column for _day, column in self.hours.days)}
        return used | {*self.ignored, self.source_column, *self.signature}


@cache
def shipped() -> tuple[Profile, ...]:
    """The profiles that come with the product, the most demanding signature first."""
    found = [load(path) for path in sorted(FOLDER.glob("*.toml"))]
    return tuple(sorted(found, key=lambda profile: -len(profile.signature)))


def choose(wanted: str, headers: Sequence[str]) -> Profile:
    """The profile named, or written in a file, or else recognised from the columns. Raises ``ProfileError``."""
    if not wanted:
        for profile in shipped():
            if profile.recognises(headers):
                return profile
        raise ProfileError(
            _("Aucun profil ne reconnaît ces colonnes : %s. Décrivez-les dans un profil et donnez-le avec --profile.")
            % ", ".join(headers[:12])
        )
    for profile in shipped():
        if profile.name == wanted:
            return profile
    path = Path(wanted)
    if not path.is_file():
        names = ", ".join(sorted(profile.name for profile in shipped()))
        raise ProfileError(
            _("Il n’y a pas de profil %(name)s. Profils livrés : %(names)s.") % {"name": wanted, "names": names}
        )
    return load(path)


def load(path: Path) -> Profile:
    """The profile written in a TOML file. Raises ``ProfileError``."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(
            _("Le profil %(path)s ne se lit pas : %(error)s") % {"path": path, "error": error}
        ) from error
    try:
        return _Reader(content).profile(path.stem)
    except (ProfileError, TypeError, AttributeError, KeyError) as error:
        raise ProfileError(_("Profil %(path)s : %(error)s") % {"path": path, "error": error}) from error


class _Reader:
    """Turns a TOML document into a profile, and complains about what it does not know."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = dict(content)

    def profile(self, name: str) -> Profile:
        take = self.content.pop
        texts = {key: self._columns(value) for key, value in self._table("fields").items()}
        self._refuse_unknown(texts, TEXT_FIELDS, "fields")
        if "name" not in texts:
            raise ProfileError(_("[fields] doit dire quelle colonne donne le nom (name)."))
        profile = Profile(
            name=name,
            title=str(take("title", name)),
            signature=_names(take("signature", [])),
            texts=texts,
            source=str(take("source", "")),
            source_column=str(take("source_column", "")),
            licence=str(take("licence", "")),
            prefix=str(take("prefix", "")),
            default_types=self._codes("types", take("types", [])),
            types_from_name=bool(take("types_from_name", True)),
            codes=tuple(self._code_rule(rule) for rule in take("codes", [])),
            refusals=tuple(self._refusal(rule) for rule in take("refuse", [])),
            notes=tuple(self._note(note) for note in take("notes", [])),
            point=self._point(self._table("point")),
            hours=self._hours(self._table("hours")),
            ignored=_names(take("ignored", [])),
        )
        self._refuse_unknown(self.content, (), "")
        return profile

    def _table(self, key: str) -> dict[str, Any]:
        value = self.content.pop(key, {})
        if not isinstance(value, dict):
            raise ProfileError(_("%s doit être une table.") % key)
        return value

    def _refuse_unknown(self, found: Iterable[str], known: Iterable[str], where: str) -> None:
        unknown = sorted(set(found) - set(known))
        if unknown:
            raise ProfileError(
                _("%(where)s ne connaît pas %(names)s.") % {"where": where or "TOML", "names": ", ".join(unknown)}
            )

    def _columns(self, value: Any) -> Columns:
        if isinstance(value, dict):
            self._refuse_unknown(value, {"join", "with"}, "fields")
            return Columns(_names(value["join"]), str(value.get("with", " ")))
        return Columns(_names(value))

    def _codes(self, field: str, value: Any) -> tuple[str, ...]:
        codes = _names(value)
        self._refuse_unknown(codes, CODE_FIELDS[field], field)
        return codes

    def _code_rule(self, rule: dict[str, Any]) -> CodeRule:
        self._refuse_unknown(rule, {"field", "column", "values", "contains", "separators"}, "codes")
        field = str(rule["field"])
        self._refuse_unknown([field], CODE_FIELDS, "codes")
        labels = rule.get("contains", rule.get("values", {}))
        values = {fold_label(label): self._codes(field, codes) for label, codes in labels.items()}
        return CodeRule(field, str(rule["column"]), values, "contains" in rule, str(rule.get("separators", "")))

    def _refusal(self, rule: dict[str, Any]) -> Refusal:
        self._refuse_unknown(rule, {"column", "values", "contains", "reason"}, "refuse")
        values = _names(rule.get("contains", rule.get("values", [])))
        return Refusal(str(rule["column"]), tuple(map(fold_label, values)), str(rule["reason"]), "contains" in rule)

    def _note(self, note: dict[str, Any]) -> Note:
        self._refuse_unknown(note, {"label", "columns", "without"}, "notes")
        return Note(
            str(note["label"]), _names(note["columns"]), tuple(map(fold_label, _names(note.get("without", []))))
        )

    def _point(self, table: dict[str, Any]) -> PointColumns:
        self._refuse_unknown(table, {field.name for field in fields(PointColumns)}, "point")
        return PointColumns(
            latitude=_names(table.get("latitude", [])),
            longitude=_names(table.get("longitude", [])),
            both=str(table.get("both", "")),
            crs=str(table.get("crs", "")),
            geocoded_label=str(table.get("geocoded_label", "")),
            geocoded_score=str(table.get("geocoded_score", "")),
        )

    def _hours(self, table: dict[str, Any]) -> HourColumns:
        self._refuse_unknown(table, {field.name for field in fields(HourColumns)}, "hours")
        days = table.get("days", {})
        self._refuse_unknown(days, ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), "hours.days")
        return HourColumns(
            osm=str(table.get("osm", "")),
            text=str(table.get("text", "")),
            days=tuple((day, str(column)) for day, column in days.items()),
            closed=tuple(map(fold_label, _names(table.get("closed", [])))),
            unknown=tuple(map(fold_label, _names(table.get("unknown", [])))),
            notes=_names(table.get("notes", [])),
        )


def fold_label(label: str) -> str:
    """A label as profiles compare it: lower case, no accents, single spaces; signs are kept (``-``, ``?``)."""
    return fold(label) or label.strip()


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value)
