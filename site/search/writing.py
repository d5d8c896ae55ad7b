"""Documents into the stored index, and out of it."""

from __future__ import annotations

import math
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple, TypeVar

from django.db import connection, transaction

from search.analysis import WORD_LENGTH, TypedWord, stem, words
from search.models import Posting, StoredIndex, Word

AT_A_TIME = 500  # Databases limit how many values a statement may hold.
MANY_DOCUMENTS = 1_000

T = TypeVar("T")

WEIGHT_UNIT = 1_000
"""Weight of the only word of a text of importance 1."""
MOST_WEIGHT = 100_000


class Document(NamedTuple):
    """Something to be found by its words."""

    pk: int
    texts: Sequence[tuple[str, float]]
    """Texts with their importance: a title may count 4, a description 1."""


class _Change(NamedTuple):
    """What a write does to the vocabulary."""

    frequencies: Counter[str]
    """By form, how many documents more (or fewer, below 0) hold it."""
    spellings: dict[str, str]


def write(name: str, documents: Iterable[Document]) -> int:
    """Index the documents under ``name``, each in place of what was indexed for it; return how many changed.

    A document without words is forgotten. All in one transaction; writers of one index wait for one another, so that
    frequencies stay exact.
    """
    changed = 0
    with transaction.atomic():
        index = _locked(name)
        change = _Change(Counter(), {})
        for batch in _batches(documents):
            latest = {document.pk: document for document in batch}
            weighed = {pk: weigh(document.texts, change.spellings) for pk, document in latest.items()}
            changed += _replace(index, weighed, change)
        _save_vocabulary(index, change)
        if changed >= MANY_DOCUMENTS and connection.vendor == "postgresql":
            # Its planner, when it does not know how many rows came in, may take seconds over the next search.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE search_posting, search_word")
    return changed


def remove(name: str, pks: Iterable[int]) -> int:
    """Forget the documents with these primary keys; return how many were known. Of none, nothing is locked."""
    gone = [Document(pk, ()) for pk in pks]
    return write(name, gone) if gone else 0


def is_known(name: str, pk: int) -> bool:
    """Whether a document is indexed under ``name``."""
    return Posting.objects.filter(index__name=name, document=pk).exists()


def rebuild(name: str, documents: Iterable[Document]) -> int:
    """Index these documents and no others, from nothing, as a new analysis demands; return how many there are.

    Until the transaction ends, others find what was there before.
    """
    with transaction.atomic():
        index = _locked(name)
        Posting.objects.filter(index_id=index.pk).delete()
        Word.objects.filter(index_id=index.pk).delete()
        StoredIndex.objects.filter(pk=index.pk).update(documents=0, stamp=_new_stamp())
        return write(name, documents)


def weigh(texts: Iterable[tuple[str, float]], spellings: dict[str, str] | None = None) -> dict[str, int]:
    """How much each word says about a document: importance of its text × occurrences, less in long texts.

    The two halves of a hyphenated word also count as one (``co-working`` is found by ``coworking``). New forms are
    added to ``spellings`` with their accents.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for text, importance in texts:
        found = words(text)
        length = sum(not word.joined for word in found)
        unit = importance * WEIGHT_UNIT / math.sqrt(length or 1)
        occurrences = Counter(word.form for word in chain(found, _joined(found)))
        for form, times in occurrences.items():
            weights[form] += unit * (1 + math.log(times))
        if spellings is not None:
            for word in chain(found, _joined(found)):
                if spellings.get(word.form, word.form) == word.form:
                    spellings[word.form] = word.spelling
    return {form: min(MOST_WEIGHT, max(1, round(weight))) for form, weight in weights.items()}


def _joined(found: Sequence[TypedWord]) -> Iterator[TypedWord]:
    for first, second in pairwise(found):
        if second.joined:
            yield TypedWord((first.form + second.form)[:WORD_LENGTH], (first.spelling + second.spelling)[:WORD_LENGTH])


def _replace(index: StoredIndex, weighed: Mapping[int, Mapping[str, int]], change: _Change) -> int:
    """Store the words of some documents in place of theirs; return how many documents changed."""
    stored: defaultdict[int, dict[str, int]] = defaultdict(dict)
    rows = Posting.objects.filter(index_id=index.pk, document__in=list(weighed))
    for pk, form, weight in rows.values_list("document", "form", "weight"):
        stored[pk][form] = weight
    changed = [pk for pk, forms in weighed.items() if forms != stored.get(pk, {})]
    Posting.objects.filter(index_id=index.pk, document__in=[pk for pk in changed if pk in stored]).delete()
    _insert((index.pk, form, pk, weight) for pk in changed for form, weight in weighed[pk].items())
    for pk in changed:
        change.frequencies.subtract(stored.get(pk, {}).keys())
        change.frequencies.update(weighed[pk].keys())
        index.documents += bool(weighed[pk]) - (pk in stored)
    return len(changed)


def _insert(rows: Iterable[tuple[int, str, int, int]]) -> None:
    # 30 rows a document: a model instance each would take ten times as long as all the rest.
    columns = "search_posting (index_id, form, document, weight)"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {columns} VALUES (%s, %s, %s, %s)", list(rows))  # noqa: S608


def _save_vocabulary(index: StoredIndex, change: _Change) -> None:
    frequencies = {form: difference for form, difference in change.frequencies.items() if difference}
    known = set[str]()
    for forms in _batches(frequencies):
        known.update(Word.objects.filter(index_id=index.pk, form__in=forms).values_list("form", flat=True))
    new = [
        Word(index_id=index.pk, form=form, stem=stem(form), spelling=change.spellings[form], frequency=frequency)
        for form, frequency in frequencies.items()
        if form not in known
    ]
    Word.objects.bulk_create(new, batch_size=AT_A_TIME)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE search_word SET frequency = frequency + %s WHERE index_id = %s AND form = %s",
            [(frequencies[form], index.pk, form) for form in known],
        )
    gone = 0
    for forms in _batches(form for form, difference in frequencies.items() if difference < 0):
        gone += Word.objects.filter(index_id=index.pk, form__in=forms, frequency=0).delete()[0]
    if new or gone:
        index.stamp = _new_stamp()
    if frequencies:
        index.save(update_fields=["documents", "stamp"])


def _locked(name: str) -> StoredIndex:
    index, _ = StoredIndex.objects.get_or_create(name=name)
    return StoredIndex.objects.select_for_update().get(pk=index.pk)


def _new_stamp() -> int:
    """A number no other state of the vocabulary has, not even one that a rollback undid."""
    return secrets.randbits(62)


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(values)
    while batch := list(islice(iterator, AT_A_TIME)):
        yield batch
