"""From what was typed to the words of the index that may stand for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from django.db import connection
from rapidfuzz.distance import OSA

from search.analysis import STOP_WORDS, TypedWord, masculine_singular, split, stem, words
from search.models import StoredIndex
from search.query import Query, Term, importance
from search.sql import Sql, begins, is_one_of
from search.vocabulary import vocabulary_of

MOST_LETTERS = 500
MOST_WORDS = 12
MOST_CANDIDATES = 20
LONGEST_STOP_WORD_MISTYPED = 3

# What a word found is worth, in percent: as typed; in another gender or number; glued (« wi fi » → « wifi »); of the
# same stem; beginning as typed; corrected; beginning almost as typed.
EXACT, INFLECTED, GLUED, KIN, BEGINNING, CORRECTED, NEAR_BEGINNING = 100, 95, 90, 70, 60, 40, 25


class _Found(NamedTuple):
    """A word of the index."""

    form: str
    spelling: str
    frequency: int


Kin = defaultdict[str, list[_Found]]
"""Words of the index by stem."""


def build(name: str, text: str) -> Query:
    """What the text looks for in the index of that name."""
    return build_all([name], text)[0]


def build_all(names: Sequence[str], text: str) -> list[Query]:
    """The same for several indexes, in their order."""
    typed = typed_words(text)
    if not typed:
        return [Query(is_empty=True) for _name in names]
    stored = {index.name: index for index in StoredIndex.objects.filter(name__in=names)}
    return [_build(stored.get(name), typed) for name in names]


def _build(index: StoredIndex | None, typed: list[TypedWord]) -> Query:
    if index is None:
        return Query(ignored=[word.spelling for word in typed])
    drafts = _Reader(index).read(typed)
    query = Query(
        index.pk,
        terms=tuple(draft.term(index.documents) for draft in drafts if draft.found),
        ignored=[draft.word.spelling for draft in drafts if not draft.found],
    )
    if len(query.terms) > 1 and not query.finds_any():
        query = replace(query, all_words=False)
    return replace(query, corrections=query.likeliest_corrections())


def typed_words(text: str) -> list[TypedWord]:
    """The words to look for, each once, the first dozen; a lone stop word may be the beginning of another word."""
    text = text[:MOST_LETTERS]
    typed = words(text) or [word for word in split(text)[-1:] if word.open]
    return list({word.form: word for word in typed}.values())[:MOST_WORDS]


@dataclass
class _Draft:
    """A term in the making."""

    word: TypedWord
    forms: dict[str, int] = field(default_factory=dict)
    beginnings: dict[str, int] = field(default_factory=dict)
    frequencies: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Documents by quality of what they hold."""
    corrections: dict[str, str] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        """Whether the index has anything that may stand for the word."""
        return bool(self.frequencies)

    @property
    def understood(self) -> bool:
        """Whether the index has more than distant kin of it."""
        return any(quality > KIN for quality in self.frequencies) or bool(self.beginnings)

    def add(self, found: _Found, quality: int) -> None:
        """Let a word of the index stand for the one typed."""
        if found.form not in self.forms:
            self.forms[found.form] = quality
            self.frequencies[quality] += found.frequency

    def add_kin(self, form: str, kin: Iterable[_Found], percent: int = 100) -> None:
        """Let a form and the words of its stem stand for the one typed."""
        key = masculine_singular(form)
        for found in kin:
            quality = EXACT if found.form == form else INFLECTED if masculine_singular(found.form) == key else KIN
            self.add(found, quality * percent // 100)

    def add_beginnings(self, beginnings: Iterable[str], frequency: int, quality: int) -> None:
        """Let all words that begin so stand for the one typed."""
        if frequency:
            self.beginnings.update(dict.fromkeys(beginnings, quality))
            self.frequencies[quality] += frequency

    def term(self, documents: int) -> Term:
        """The finished term. Its rarity is that of what fits it best, other genders and numbers included."""
        best = max(self.frequencies)
        closest = sum(
            frequency for quality, frequency in self.frequencies.items() if quality >= best * INFLECTED // 100
        )
        return Term(
            typed=self.word.spelling,
            forms=self.forms,
            beginnings=self.beginnings,
            importance=importance(documents, closest),
            documents=sum(self.frequencies.values()),
            corrections=self.corrections,
        )


class _Reader:
    """Reads typed words with the vocabulary of one index."""

    def __init__(self, index: StoredIndex) -> None:
        self.index = index

    def read(self, typed: list[TypedWord]) -> list[_Draft]:
        """A draft per word; two for a word that was two."""
        glued = {(first.form, second.form): first.form + second.form for first, second in pairwise(typed)}
        unfinished = [word.form for word in typed if word.open]
        kin, begun = self._look_up([*(word.form for word in typed), *glued.values()], unfinished)
        drafts = [_Draft(word) for word in typed]
        for draft in drafts:
            draft.add_kin(draft.word.form, kin[stem(draft.word.form)])
        for first, second in pairwise(drafts):
            both = glued[first.word.form, second.word.form]
            for draft in (first, second):
                draft.add_kin(both, kin[stem(both)], GLUED)
        for draft in drafts:
            if draft.word.open:
                draft.add_beginnings(unfinished, begun, BEGINNING)
        if all(draft.understood for draft in drafts):
            return drafts
        return self._corrected(drafts)

    def _corrected(self, drafts: list[_Draft]) -> list[_Draft]:
        vocabulary = vocabulary_of(self.index)
        near = {
            draft.word.form: vocabulary.near(draft.word.form)
            for draft in drafts
            if not draft.understood and not _is_mistyped_stop_word(draft.word.form)
        }
        halves = {form: vocabulary.halves(form) or () for form, forms in near.items() if not forms}
        kin, _ = self._look_up(form for some in (near, halves) for forms in some.values() for form in forms)
        corrected: list[_Draft] = []
        for draft in drafts:
            form = draft.word.form
            if halves.get(form) and not draft.found:
                corrected.extend(_halved(draft, halves[form], kin))
                continue
            _add_near(draft, near.get(form, []), kin)
            if draft.word.open and not draft.found:
                beginnings = vocabulary.near_beginnings(form)[:MOST_CANDIDATES]
                draft.add_beginnings(beginnings, self._look_up((), beginnings)[1], NEAR_BEGINNING)
            corrected.append(draft)
        return corrected

    def _look_up(self, forms: Iterable[str], beginnings: Iterable[str] = ()) -> tuple[Kin, int]:
        """The words of the index of one stem with any of the forms, and how often words begin so, in one query."""
        stems = sorted({stem(form) for form in forms})
        where = f"FROM search_word WHERE index_id = {self.index.pk:d} AND"
        pieces = [
            Sql(f"SELECT '', '', '', SUM(frequency) {where} {text}", params) for text, params in map(begins, beginnings)
        ]
        if stems:
            is_kin = is_one_of("stem", stems)
            pieces.append(Sql(f"SELECT stem, form, spelling, frequency {where} {is_kin.text}", is_kin.params))
        kin: Kin = defaultdict(list)
        begun = 0
        if pieces:
            with connection.cursor() as cursor:
                cursor.execute(*Sql.join(" UNION ALL ", pieces))
                for key, form, spelling, frequency in cursor.fetchall():
                    if key:
                        kin[key].append(_Found(form, spelling, frequency))
                    else:
                        begun += frequency or 0
        return kin, begun


def _add_near(draft: _Draft, near: Iterable[str], kin: Kin) -> None:
    exact = [found for form in near for found in kin[stem(form)] if found.form == form]
    exact.sort(key=lambda found: (-found.frequency, found.form))
    for found in exact[:MOST_CANDIDATES]:
        draft.add_kin(found.form, kin[stem(found.form)], CORRECTED)
    draft.corrections = {found.form: found.spelling for found in exact[:MOST_CANDIDATES]}


def _halved(draft: _Draft, halves: Iterable[str], kin: Kin) -> list[_Draft]:
    drafts = []
    for half in halves:
        drafts.append(_Draft(draft.word))
        drafts[-1].add_kin(half, kin[stem(half)], CORRECTED)
    drafts[0].corrections = {draft.word.form: " ".join(halves)}
    return drafts


def _is_mistyped_stop_word(form: str) -> bool:
    """Whether it is so short and so near to « de », « en » that it looks for nothing."""
    if len(form) > LONGEST_STOP_WORD_MISTYPED:
        return False
    return any(len(word) > 1 and OSA.distance(form, word, score_cutoff=1) <= 1 for word in STOP_WORDS)
