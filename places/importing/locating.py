"""Where a row is: its commune, its address, and a point that agrees with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from geography.distance import Point, distance_km
from geography.fields import DECIMALS
from places.importing import repairs
from places.importing.communes import Answer, Claim, Communes, Known, name_key
from places.importing.points import Reading, choose, read_point
from places.importing.profiles import Profile
from places.importing.remarks import Kind, Remark
from places.importing.shapes import commune_at, km_outside
from places.vocabulary import PointOrigin, Precision
from search.analysis import fold

OUTSIDE_KM = 1.0
"""A point this far outside its commune's outline, itself simplified, is in another commune."""
OUTSIDE_WITHOUT_OUTLINE_KM = 25.0
SAME_POINT_KM = 0.02
_TRUSTED_SCORE = 0.6
_NUMBERED = re.compile(r"^(?:BP\s?\d+,?\s+)?\d{1,4}\s?(?:bis|ter|quater|[a-z])?\b(?!\s*$)", re.IGNORECASE)
_MAX_ADDRESS = 200


class Location(NamedTuple):
    """A commune, the values of the place's fields about where it is, and what was mended."""

    commune: Known | None
    values: dict[str, Any]
    remarks: list[Remark]
    column: str = ""
    declared: str = ""
    reason: str = ""
    """With ``column`` and ``declared``, why there is no commune."""


class Locator:
    """Locates the rows of one file."""

    def __init__(self, profile: Profile, communes: Communes) -> None:
        self.profile, self.communes = profile, communes

    def locate(self, cells: Mapping[str, str]) -> Location:
        """The location a row speaks of."""
        remarks: list[Remark] = []
        claim, readings = self._claim(cells, remarks)
        answer = self._by_point(claim) or self.communes.resolve(claim)
        column, declared = self._declared(cells)
        if answer.commune is None:
            return Location(None, {}, remarks, column, declared, answer.reason)
        commune = answer.commune
        if answer.deduced and not answer.alike:
            commune = self._holder(commune, claim)
        if answer.contradicted or answer.former:
            column = self._code_column(cells) or column
        remarks += _commune_remarks(answer, commune, column, declared)
        values: dict[str, Any] = {"commune_id": commune.code}
        values |= self._address(cells, claim, commune, remarks)
        values |= self._point(cells, readings, commune, bool(values.get("address")), remarks)
        return Location(commune, values, remarks)

    def _names(self, field: str) -> tuple[str, ...]:
        columns = self.profile.texts.get(field)
        return columns.names if columns else ()

    def _declared(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The column that names the commune best, and what it says, to show with a refusal."""
        for field in ("commune", "commune_code", "postcode"):
            for name in self._names(field):
                if cells.get(name):
                    return name, cells[name]
        names = (*self._names("commune"), *self._names("commune_code"), *self._names("postcode"))
        return (names[0] if names else ""), ""

    def _code_column(self, cells: Mapping[str, str]) -> str:
        """The column of the first code that is one."""
        return next((name for name in self._names("commune_code") if repairs.commune_code(cells.get(name, ""))[0]), "")

    def _claim(self, cells: Mapping[str, str], remarks: list[Remark]) -> tuple[Claim, list[Reading]]:
        codes = []
        for name in self._names("commune_code"):
            code, mended = repairs.commune_code(cells.get(name, ""))
            codes.append(code)
            if mended:
                remarks.append(Remark(Kind.ZERO, name, cells[name], code))
        postcode = ""
        for name in self._names("postcode"):
            postcode, mended = repairs.postcode(cells.get(name, ""))
            if mended:
                remarks.append(Remark(Kind.ZERO, name, cells[name], postcode))
        departement = next(
            (repairs.departement(cells[name]) for name in self._names("departement") if cells.get(name)), ""
        )
        readings = self._readings(cells)
        names = [repairs.text(cells.get(name, ""))[0] for name in self._names("commune")]
        return Claim(codes, names, postcode, departement, [reading.point for reading in readings]), readings

    def _readings(self, cells: Mapping[str, str]) -> list[Reading]:
        point = self.profile.point
        latitude = next((cells[name] for name in point.latitude if cells.get(name)), "")
        longitude = next((cells[name] for name in point.longitude if cells.get(name)), "")
        if point.both and not (latitude and longitude):
            latitude, longitude = cells.get(point.both, ""), ""
        return read_point(latitude, longitude, point.crs)

    def _by_point(self, claim: Claim) -> Answer | None:
        """The commune around the point, where the row says nothing else of its commune."""
        if any(claim.codes) or any(claim.names) or claim.postcode or not claim.points:
            return None
        code = commune_at(claim.points[0])
        return Answer(self.communes.by_code[code], deduced=True) if code in self.communes.by_code else None

    def _holder(self, commune: Known, claim: Claim) -> Known:
        """The commune of the postcode that holds the point, when only the postcode led to one."""
        same_postcode = [
            (code, known.departement)
            for code, known in self.communes.by_code.items()
            if claim.postcode in known.postcodes
        ]
        code = commune_at(claim.points[0], same_postcode) if claim.points else None
        return self.communes.by_code[code] if code else commune

    def _address(self, cells: Mapping[str, str], claim: Claim, commune: Known, remarks: list[Remark]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field in ("address", "address_extra"):
            columns = self.profile.texts.get(field)
            if columns:
                cell = columns.value(cells)
                text, mended = repairs.text(cell)
                if mended:
                    remarks.append(Remark(Kind.ENCODING, columns.names[-1], cell[:80], text[:80]))
                values[field] = _shortened(_street(text, claim.postcode), columns.names[-1], remarks)
        if "postcode" in self.profile.texts:
            values["postcode"] = self._postcode(cells, claim.postcode, commune, remarks)
        return values

    def _postcode(self, cells: Mapping[str, str], declared: str, commune: Known, remarks: list[Remark]) -> str:
        """The declared postcode, unless it is another commune's; then the commune's own when there is but one."""
        cedex = not self.communes.is_postcode(declared) and declared.startswith(commune.departement[:2])
        if declared and (declared in commune.postcodes or cedex):
            return declared
        label = cells.get(self.profile.point.geocoded_label, "")
        own = [postcode for postcode in sorted(commune.postcodes) if postcode in label]
        own = own or sorted(commune.postcodes)
        found = own[0] if len(own) == 1 else ""
        column = self._names("postcode")[0]
        if cells.get(column) or declared:
            remarks.append(Remark(Kind.POSTCODE, column, cells.get(column, declared), found))
        return found

    def _point(
        self, cells: Mapping[str, str], readings: list[Reading], commune: Known, has_street: bool, remarks: list[Remark]
    ) -> dict[str, Any]:
        reading = choose(readings, commune.points)
        column = next(iter(self.profile.point.latitude), self.profile.point.both)
        before = " / ".join(
            cells[name]
            for name in (*self.profile.point.latitude[:1], *self.profile.point.longitude[:1], self.profile.point.both)
            if cells.get(name)
        )
        if reading is None:
            if before and before.strip("0 ./,"):
                remarks.append(Remark(Kind.POINT, column, before, _("point de la commune")))
            return _at_commune(commune)
        outside = self._km_outside(commune, reading.point)
        if outside > 0:
            after = _("à %(km)d km de %(name)s : point de la commune") % {"km": outside, "name": commune.name}
            remarks.append(Remark(Kind.POINT, column, before, after))
            return _at_commune(commune)
        after = f"{reading.point.latitude:.6f} / {reading.point.longitude:.6f}"
        expected = {Kind.LAMBERT, Kind.COMMA} if self.profile.point.crs else set()
        remarks.extend(Remark(kind, column, before, after) for kind in reading.mended if kind not in expected)
        return {
            "latitude": round(reading.point.latitude, DECIMALS),
            "longitude": round(reading.point.longitude, DECIMALS),
            "precision": self._precision(cells, commune, reading.point, has_street),
            "point_origin": PointOrigin.SOURCE.value,
        }

    def _km_outside(self, commune: Known, point: Point) -> float:
        """How far the point is from its commune when it can't be in it, else 0; km."""
        distance = commune.distance_km(point)
        if distance is None or distance < OUTSIDE_KM:
            return 0.0
        outside = km_outside(commune.code, commune.departement, point)
        if outside is None:
            return distance if distance > OUTSIDE_WITHOUT_OUTLINE_KM else 0.0
        return outside if outside > OUTSIDE_KM else 0.0

    def _precision(self, cells: Mapping[str, str], commune: Known, point: Point, has_street: bool) -> str:
        """How near the door the source's point is, from what its geocoder answered when it says so."""
        label = cells.get(self.profile.point.geocoded_label, "")
        own = commune.points[0] if commune.points else None
        if own and distance_km(own, point) < SAME_POINT_KM and not has_street:
            return Precision.COMMUNE.value
        if not label or fold(label) == "place a la main":
            return Precision.ADDRESS.value
        town = re.sub(r"\b\d{5}\b|, France$", " ", label).strip(" ,")
        if not town or self.communes.is_named(commune.code, town):
            return Precision.COMMUNE.value
        score, _comma = repairs.number(cells.get(self.profile.point.geocoded_score, ""))
        trusted = score is None or score >= _TRUSTED_SCORE
        return Precision.ADDRESS.value if trusted and _NUMBERED.match(label) else Precision.STREET.value


def _street(address: str, postcode: str) -> str:
    """An address without the postcode and the town at its end, nor stray punctuation."""
    address = address.replace("\n", ", ")
    if postcode and postcode in address:
        address = address[: address.index(postcode)]
    return address.strip(" ,;-–") if address.count(".") == 0 else address.rstrip(" .,;-–").lstrip(" ,;-–")


def _shortened(value: str, column: str, remarks: list[Remark]) -> str:
    if len(value) <= _MAX_ADDRESS:
        return value
    remarks.append(Remark(Kind.LENGTH, column, value[:60] + "…"))
    return value[: _MAX_ADDRESS - 1].rsplit(" ", 1)[0] + "…"


def _at_commune(commune: Known) -> dict[str, Any]:
    if not commune.points:
        return {"latitude": None, "longitude": None, "precision": "", "point_origin": ""}
    point = commune.points[0]
    return {
        "latitude": point.latitude,
        "longitude": point.longitude,
        "precision": Precision.COMMUNE.value,
        "point_origin": PointOrigin.COMMUNE.value,
    }


def _commune_remarks(answer: Answer, commune: Known, column: str, declared: str) -> list[Remark]:
    label = f"{commune.name} ({commune.code})"
    if answer.contradicted:
        return [Remark(Kind.COMMUNE, column, answer.contradicted, label)]
    if answer.former:
        return [Remark(Kind.FORMER_COMMUNE, column, answer.former, label)]
    if answer.deduced:
        return [Remark(Kind.COMMUNE, column, declared, label)]
    if name_key(declared) not in {name_key(commune.name), ""} and not declared.isdigit():
        return [Remark(Kind.FORMER_COMMUNE, column, declared, label)]
    return []
