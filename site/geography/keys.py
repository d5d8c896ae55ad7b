"""What people may type for a commune, stored: names and old names from each of their words on, and postcodes.

Kept in one indexed table, so that what begins with « saint ch » is one range on any database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db import connection, transaction

from geography.models import Commune, CommuneKey, FormerCommune
from search.analysis import fold

SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur", "/": "sur"}
"""How addresses shorten words of names (La Poste, norme NF Z10-011)."""
ARTICLES = frozenset(
    ("l", "la", "le", "les", "d", "de", "du", "des", "et", "a", "au", "aux", "en", "sur", "sous", "lez")
)


def spelled_out(text: str) -> str:
    """A name as keys have it: folded, abbreviations spelled out. ``St-Chély d'Apcher`` → ``saint chely d apcher``."""
    words = fold(re.sub(r"(?<=\w)/(?=\w)", " sur ", text)).split()
    return " ".join(SAINTS.get(word, word) for word in words)


def _beginnings(name: str) -> Iterator[tuple[str, bool]]:
    """The name from each word that tells something on; ``True`` for the name itself, its article dropped or not."""
    words = name.split()
    lead = 1 if len(words) > 1 and words[0] in ARTICLES else 0
    for start in range(len(words)):
        if start == 0 or words[start] not in ARTICLES:
            yield " ".join(words[start:]), start <= lead


Row = tuple[str, int, str, int | None, int]


def _keys_of(commune: Commune, name: str, postcodes: str, former: int | None) -> Iterator[Row]:
    """Rows as (key, kind, commune, former commune, population)."""
    kind = CommuneKey.Kind
    whole_name = kind.FORMER if former else kind.NAME
    for key, whole in _beginnings(spelled_out(name)):
        yield key[:80], int(whole_name if whole else kind.WORD), commune.pk, former, commune.population
    for postcode in postcodes.split():
        yield postcode, int(kind.POSTCODE), commune.pk, former, commune.population


def _all_keys() -> Iterator[Row]:
    communes = {commune.pk: commune for commune in Commune.objects.order_by("pk")}
    for commune in communes.values():
        yield from _keys_of(commune, commune.name, commune.postcodes, None)
    for former in FormerCommune.objects.order_by("pk"):
        commune = communes[former.commune_id]
        if spelled_out(former.name) != spelled_out(commune.name):
            yield from _keys_of(commune, former.name, "", former.pk)


@transaction.atomic
def rebuild_commune_keys() -> int:
    """Make the table hold the keys of the communes of now; returns how many rows were written, 0 when it held them."""
    columns = ("key", "kind", "commune_id", "former_id", "population")
    rows = list(_all_keys())
    if list(CommuneKey.objects.order_by("pk").values_list(*columns)) == rows:
        return 0
    CommuneKey.objects.all().delete()
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    statement = f"INSERT INTO {quote(CommuneKey._meta.db_table)} ({names}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608
    with connection.cursor() as cursor:  # 94 000 rows of tuples: a third of the time that bulk_create() takes
        cursor.executemany(statement, rows)
    return len(rows)


def keys_stamp() -> tuple[int, int]:
    """Changes whenever the table was rebuilt: what a process remembers of it is then out of date."""
    table = connection.ops.quote_name(CommuneKey._meta.db_table)
    # Asked by many answers. Each number is one look at an index; both in one SELECT would scan SQLite's.
    first, last = (f"SELECT {which}(id) FROM {table}" for which in ("MIN", "MAX"))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({first}), ({last})")
        stamp: tuple[int | None, int | None] = cursor.fetchone()
    return stamp[0] or 0, stamp[1] or 0
