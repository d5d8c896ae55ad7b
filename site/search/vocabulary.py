"""The words of an index in memory, to find the nearest ones to what was mistyped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.models import StoredIndex, Word

SHORTEST_CORRECTED = 3
SHORTEST_BEGINNING = 4
SHORTEST_HALF = 3
LONG_WORD = 8


def edits_allowed(form: str) -> int:
    """How many letters missing, added, replaced or swapped with their neighbour are forgiven in a word.

    None in codes and numbers: a neighbouring postcode is another place.
    """
    if len(form) < SHORTEST_CORRECTED or not form.isalpha():
        return 0
    return 1 if len(form) < LONG_WORD else 2


class Vocabulary:
    """All forms of an index; what is nearest to a mistyped one."""

    def __init__(self, forms: Iterable[str]) -> None:
        """Forms are folded words, each once."""
        self.forms = frozenset(forms)
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        self._beginnings: dict[int, list[str]] = {}
        for form in sorted(self.forms):
            if form.isalpha():
                self._by_length[len(form)].append(form)

    def near(self, form: str) -> list[str]:
        """The forms that the fewest edits make of this one, as far as edits are forgiven, in alphabetical order."""
        edits = edits_allowed(form)
        lengths = range(len(form) - edits, len(form) + edits + 1) if edits else ()
        return _nearest(form, [self._by_length.get(length, []) for length in lengths], edits)

    def near_beginnings(self, form: str) -> list[str]:
        """The beginnings of forms that one edit makes of this one, in alphabetical order (``tecni`` → ``techni``)."""
        if len(form) < SHORTEST_BEGINNING or not form.isalpha():
            return []
        return _nearest(form, [self._beginnings_of(length) for length in range(len(form) - 1, len(form) + 2)], 1)

    def halves(self, form: str) -> tuple[str, str] | None:
        """The two forms written as one by mistake (``tierslieu``), the most even cut first; ``None`` without."""
        cuts = range(SHORTEST_HALF, len(form) - SHORTEST_HALF + 1)
        for cut in sorted(cuts, key=lambda cut: abs(2 * cut - len(form))):
            if form[:cut] in self.forms and form[cut:] in self.forms:
                return form[:cut], form[cut:]
        return None

    def _beginnings_of(self, length: int) -> list[str]:
        if length not in self._beginnings:
            longer = (forms for size, forms in self._by_length.items() if size > length)
            self._beginnings[length] = sorted({form[:length] for forms in longer for form in forms})
        return self._beginnings[length]


def _nearest(form: str, choices: Sequence[Sequence[str]], edits: int) -> list[str]:
    found: list[tuple[str, int]] = []
    for some in choices:
        matches = process.extract(form, some, scorer=OSA.distance, score_cutoff=edits, limit=None)
        found.extend((choice, int(distance)) for choice, distance, _ in matches)
    least = min((distance for _, distance in found), default=0)
    return sorted(choice for choice, distance in found if distance == least)


_cache: dict[int, tuple[int, Vocabulary]] = {}


def vocabulary_of(index: StoredIndex) -> Vocabulary:
    """The index's vocabulary, read again only when the stamp of the row says that another one was written."""
    stamp, vocabulary = _cache.get(index.pk, (None, None))
    if vocabulary is None or stamp != index.stamp:
        vocabulary = Vocabulary(Word.objects.filter(index_id=index.pk).values_list("form", flat=True).iterator())
        _cache[index.pk] = (index.stamp, vocabulary)
    return vocabulary
