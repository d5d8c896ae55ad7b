"""Check JSON-LD against schema.org's shapes: known types, known properties, values of an expected type.

The shapes file knows for each type its properties and for each property the types of its values. It asks datatypes
(``Text``, ``Number``, ``Time``…) to be nodes, which no JSON-LD in the world follows, so the file is read as what it
says of the vocabulary rather than run by an engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.collection import Collection

SCHEMA = Namespace("http://schema.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")
LITERALS = {
    "Text": str,
    "URL": str,
    "Date": str,
    "DateTime": str,
    "Time": str,
    "DayOfWeek": str,
    "Boolean": bool,
    "Number": int | float,
}


class Vocabulary:
    """schema.org as its shapes tell it."""

    def __init__(self, folder: Path) -> None:
        shapes = Graph().parse(folder / "schemaorg-shapes.shacl", format="turtle")
        subclasses = Graph().parse(folder / "schemaorg-subclasses.shacl", format="turtle")
        self.parents: dict[str, set[str]] = defaultdict(set)
        for child, parent in subclasses.subject_objects(RDFS.subClassOf):
            self.parents[_name(child)].add(_name(parent))
        self.properties: dict[str, dict[str, set[str]]] = defaultdict(dict)
        types = {shape: _name(target) for shape, target in shapes.subject_objects(SH.targetClass)}
        for shape, name in types.items():
            for entry in shapes.objects(shape, SH.property):
                self.properties[name][_name(shapes.value(entry, SH.path))] = set(_values(shapes, entry, types))
        self.types = set(types.values())
        assert list(shapes.subjects(RDF.type, SH.NodeShape)), "The shapes file is empty."

    def ancestors(self, name: str) -> set[str]:
        """A type and all above it."""
        return {name}.union(*(self.ancestors(parent) for parent in self.parents[name]))

    def problems(self, node: dict[str, Any], path: str = "$") -> Iterator[str]:
        """What schema.org does not know or expect in a node and the nodes inside."""
        kind = node.get("@type", "")
        if kind not in self.types:
            yield f"{path}: {kind!r} is no type"
            return
        known: dict[str, set[str]] = {}
        for ancestor in self.ancestors(kind):
            for name, values in self.properties[ancestor].items():
                known.setdefault(name, set()).update(values)
        for name, value in node.items():
            if name.startswith("@"):
                continue
            if name not in known:
                yield f"{path}.{name}: {kind} has no such property"
                continue
            for one in value if isinstance(value, list) else [value]:
                yield from self._of_value(one, known[name], f"{path}.{name}")

    def _of_value(self, value: Any, expected: set[str], path: str) -> Iterator[str]:
        if isinstance(value, dict):
            if not self.ancestors(value.get("@type", "")) & expected:
                yield f"{path}: {value.get('@type')!r}, where {sorted(expected)} is expected"
            yield from self.problems(value, path)
        elif not self._is_expected(value, expected):
            yield f"{path}: {value!r}, where {sorted(expected)} is expected"

    @staticmethod
    def _is_expected(value: Any, expected: set[str]) -> bool:
        """Whether a plain value is of an expected datatype; a node may also be given by its address alone."""
        if isinstance(value, str) and value.startswith("https://"):
            return True
        datatypes = expected & LITERALS.keys()
        return any(
            isinstance(value, LITERALS[name]) and isinstance(value, bool) == (name == "Boolean") for name in datatypes
        )


def _name(node: Any) -> str:
    return str(node).rpartition("/")[2]


def _values(shapes: Graph, entry: Any, types: dict[Any, str]) -> Iterator[str]:
    """The types that a property expects."""
    nodes = [*shapes.objects(entry, SH.node)]
    for alternatives in shapes.objects(entry, SH["or"]):
        nodes += [node for one in Collection(shapes, alternatives) for node in shapes.objects(one, SH.node)]
    yield from (types[node] for node in nodes if node in types)
