"""The queries of a page as a file that a person has read: how many, which tables, which joins.

    with reviewed_queries("places-detail"):
        client.get("/lieux/la-filature/")

The text is compared on SQLite, the number on every database: their SQL differs in details that tell nothing. Run the
same name at two data sizes: what grows with the data shows at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.snapshot import FOLDER, assert_reviewed

_WHY = "A page's queries are its cost. Is each one needed, once, whatever the number of rows?"
_VALUES = re.compile(r"'(?:[^']|'')*'|(?<![\w\"])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_LISTS = re.compile(r"(?<=IN )\((?:\?, )*\?\)|\((?:\?, )+\?\)")
_LONG_LISTS_OF_COLUMNS = re.compile(r"SELECT (\"\w+\"\.\"\w+\")(?:, \"\w+\"\.\"\w+\"(?: AS \"\w+\")?){4,}")
_NOT_QUERIES = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")


def normalised(sql: str) -> str:
    """The query without its values, long lists of columns cut to their first."""
    sql = _LISTS.sub("(?…)", _VALUES.sub("?", sql))
    return _LONG_LISTS_OF_COLUMNS.sub(r"SELECT \1, …", sql)


@contextmanager
def reviewed_queries(name: str, at_most: int | None = None) -> Iterator[None]:
    """Fail when the queries inside are not those of ``snapshots/queries/<name>.sql``, or more than ``at_most``."""
    with CaptureQueriesContext(connection) as captured:
        yield
    queries = [query["sql"] for query in captured if not query["sql"].startswith(_NOT_QUERIES)]
    if at_most is not None:
        assert len(queries) <= at_most, "\n".join(queries)
    path = FOLDER / "queries" / f"{name}.sql"
    if connection.vendor == "sqlite":
        path.parent.mkdir(exist_ok=True)
        assert_reviewed(f"queries/{name}.sql", map(normalised, queries), _WHY)
    elif not path.exists() or len(path.read_text().splitlines()) != len(queries):
        pytest.fail("\n".join([*queries, f"are not as many as in {path.name}. {_WHY}"]), pytrace=False)
