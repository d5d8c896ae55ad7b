"""Writing on a page that people write on too: what they changed is theirs, and stays.

Three versions meet: what a machine wrote last time (``known``), what stands there now, and what it would write today.
A field that stands as the machine left it takes today's value; one that somebody changed keeps theirs, and is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder

Tokens = dict[str, Any]
"""The name of a field → its value as JSON holds it, without what an editor changes by merely saving."""

_OF_A_ROW = {"pk", "page", "sort_order"}
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
_SAME_TAGS = (("<strong>", "<b>"), ("</strong>", "</b>"), ("<em>", "<i>"), ("</em>", "</i>"))


class Merged(NamedTuple):
    """What a merge did: fields that changed, fields where somebody's own value was kept, and what was offered."""

    changed: list[str]
    kept: list[str]
    offered: Tokens


def tokens_of(page: Any, names: Iterable[str]) -> Tokens:
    """The values of some fields of a page, to be compared."""
    data = page.serializable_data()
    return {name: _token(data.get(name)) for name in names}


def merge(
    page: Any, known: Mapping[str, Any], values: Mapping[str, Any], groups: Collection[Collection[str]]
) -> Merged:
    """Set on a page, in memory, the values that nobody stands against.

    Fields of one of ``groups`` mean something together: one of them changed by somebody keeps them all.
    """
    before = tokens_of(page, values)
    old = {name: getattr(page, name) for name in values}
    for name, value in values.items():
        setattr(page, name, value)
    offered = tokens_of(page, values)
    theirs = {name for name in values if name in known and known[name] != before[name]}
    for group in groups:
        if theirs & set(group):
            theirs |= set(group) & values.keys()
    for name in theirs:
        setattr(page, name, old[name])
    changed = [name for name in values if name not in theirs and offered[name] != before[name]]
    kept = [name for name in values if name in theirs and offered[name] not in (before[name], known.get(name))]
    return Merged(changed, kept, offered)


def _token(value: Any) -> Any:
    plain = json.loads(json.dumps(value, cls=DjangoJSONEncoder))
    if isinstance(plain, list):  # rows that hang on the page
        return [{name: inner for name, inner in row.items() if name not in _OF_A_ROW} for row in plain]
    if isinstance(plain, str) and plain[:1] == "[" and plain[-1:] == "]":
        try:
            plain = json.loads(plain)  # a stream of blocks
        except ValueError:
            return plain
        return _without_keys(plain)
    return plain


def _without_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_keys(inner) for name, inner in value.items() if name != "id"}
    if isinstance(value, list):
        return [_without_keys(inner) for inner in value]
    if isinstance(value, str):
        value = _BLOCK_KEY.sub("", value)
        for written, ours in _SAME_TAGS:
            value = value.replace(written, ours)
    return value
