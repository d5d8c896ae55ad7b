"""What a running site holds of someone: every row of every table, opened sessions too, and every file of the media."""

from __future__ import annotations

import base64
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.browser.demo_site import DemoSite

SESSIONS = "django_session"


def tables_with(site: DemoSite, words: Sequence[str]) -> set[str]:
    """The tables of which a row holds one of these words, in any column. The words are ASCII, in small letters."""
    url = site.environment["DATABASE_URL"]
    find = _in_postgresql if url.startswith("postgres") else _in_sqlite
    return set(find(url, words))


def files_of(site: DemoSite) -> set[Path]:
    """Every file that was uploaded, and what was made of it."""
    return {path for path in (site.home / "media").rglob("*") if path.is_file()}


def _in_sqlite(url: str, words: Sequence[str]) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            text = " || ' ' || ".join(f"""coalesce(CAST("{column}" AS TEXT), '')""" for column in columns)
            holds = " OR ".join(f"instr(lower({text}), ?)" for _ in words)
            if database.execute(f'SELECT 1 FROM "{table}" WHERE {holds} LIMIT 1', words).fetchone():
                yield table
        if any(_opened(data, words) for (data,) in database.execute(f"SELECT session_data FROM {SESSIONS}")):
            yield SESSIONS


def _in_postgresql(url: str, words: Sequence[str]) -> Iterator[str]:
    import psycopg
    from environ import Env
    from psycopg import sql

    named = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    parts = Env.db_url_config(url)
    with psycopg.connect(**{name: parts[key] for name, key in named.items() if parts.get(key)}) as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            holds = sql.SQL("SELECT 1 FROM {} AS a_row WHERE lower(a_row::text) LIKE ANY(%s) LIMIT 1")
            if database.execute(holds.format(sql.Identifier(table)), [[f"%{word}%" for word in words]]).fetchone():
                yield str(table)
        rows = database.execute(f"SELECT session_data FROM {SESSIONS}").fetchall()
        if any(_opened(data, words) for (data,) in rows):
            yield SESSIONS


def _opened(session: Any, words: Sequence[str]) -> bool:
    """Whether a session holds one of the words: it is signed and, when long, compressed; not encrypted."""
    data = str(session).rsplit(":", 2)[0]
    content = base64.urlsafe_b64decode(data.lstrip(".") + "=" * (-len(data.lstrip(".")) % 4))
    text = (zlib.decompress(content) if data.startswith(".") else content).decode().lower()
    return any(word in text for word in words)
