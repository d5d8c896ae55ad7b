"""French words as search compares them: folded, without stop words, with a stem.

Everything here is a pure function of its text: what it returns is stored by ``search.index`` and compared with
itself, so that no database ever analyses French. Change what it returns and the stored index must be rebuilt.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

WORD_LENGTH = 40
"""Letters kept of a word; what is longer is no French word."""

# Letters that Unicode does not decompose, as French keyboards and readers take them apart.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ′´`＇", "'"))
_NOT_WORD = re.compile(r"[\W_]+")
_TYPED = re.compile(r"[^\W_]+(?:['\-‐‑][^\W_]+)*['\-‐‑]?")
_MAY_HIDE_MARKS = re.compile(r"[^\x00-\xac\xae-\u02ff\u2010-\u2027\u202f]")
_TIES = re.compile(r"(['\-‐‑])")
_ELIDED = re.compile(r"(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)$")

_FUNCTION_WORDS = """
a afin ai ainsi alors apres as au aussi autre autres aux avait avant avec avez avoir avons
ce ceci cela celle celles celui cet cette ces ceux chaque chez comme d dans de des dont du
elle elles en encore entre es et etaient etait etant etre eu
il ils j je jusqu l la laquelle le lequel les lesquels leur leurs lors lorsqu lui
m ma mais me meme memes mes moi n ne ni nos notre nous
on ont ou par parce pas pendant peu peut plusieurs pour pourquoi puis puisqu
qu quand que quel quelle quelles quels qui quoi quoiqu
s sa sans se selon sera ses si soit sommes sont sous sur
t ta te tes toi tous tout toute toutes tres tu un une
vers via voici voila vos votre vous y
"""
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Folded function words. Homographs that name things stay out of it: ``car``, ``est``, ``or``, ``son``, ``ton``."""

# What a folded word loses on the way to its masculine singular; the first rule that fits is applied. The Snowball
# stemmer expects accents: without these, "ouvriere" and "ouvrier", or "chargee" and "charge", part ways.
_MASCULINE_SINGULAR = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=..)eaux$", "eau"),
        (r"(?<=...)aux$", "al"),
        (r"(?<=..)(trices?|teuses?|teurs)$", "teur"),
        (r"(?<=..)(drices?|deuses?|deurs)$", "deur"),
        (r"(?<=..)(euses?|eurs|eresses?)$", "eur"),
        (r"(?<=..)(ieres?|iers)$", "ier"),
        (r"(?<=...)(eres?|ers)$", "er"),
        (r"(?<=..)(iennes?|iens)$", "ien"),
        (r"(?<=..)(onnes?|ons)$", "on"),
        (r"(?<=..)(elles?|els)$", "el"),
        (r"(?<=..)(ettes?|ets)$", "et"),
        (r"(?<=...)(ives?|ifs)$", "if"),
        (r"(?<=...)(iques?|ics)$", "ic"),
        (r"(?<=..)(ees?|es)$", "e"),
        (r"(?<=...)[sx]$", ""),
    )
)
_IRREGULAR = {
    "st": "saint", "sts": "saint", "ste": "saint", "stes": "saint", "sainte": "saint", "saintes": "saint",
    "travaux": "travail", "baux": "bail", "vitraux": "vitrail", "yeux": "oeil",
    "hotesse": "hote", "hotesses": "hote", "maitresse": "maitre", "maitresses": "maitre", "mairesse": "maire",
    "contremaitresse": "contremaitre",
}  # fmt: skip
_FRENCH = snowballstemmer.stemmer("french")


class TypedWord(NamedTuple):
    """A word of a query or a text."""

    form: str
    """The folded word, what is compared."""
    spelling: str
    """The word as written, in lower case: what a reader is shown."""
    joined: bool = False
    """Whether a hyphen ties it to the word before it (``co-working``)."""
    open: bool = False
    """Whether the text ends on it, so that its end may be missing (``cowor``)."""


def fold(text: str) -> str:
    """The text in lower case without accents: words of letters and digits, parted by single spaces.

    Ligatures are split (``œ`` → ``oe``); apostrophes, hyphens, no-break spaces and all other signs become spaces.
    Folding what is folded changes nothing.
    """
    if not text.isascii():
        text = _without_accents(text)
    return _NOT_WORD.sub(" ", text.lower()).strip()


def _without_accents(text: str) -> str:
    text = text.translate(_APOSTROPHES)
    # Twice, because some capitals only decompose into letters that have a case of their own.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _without_marks(unicodedata.normalize("NFKD", text.casefold())).translate(_LIGATURES)


def _without_marks(text: str) -> str:
    """Without combining accents and invisible signs (soft hyphen, zero-width joiner), which part no words."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in {"Mn", "Mc", "Me", "Cf"})


def words(text: str) -> list[TypedWord]:
    """The words of the text in order, without stop words and elided ones (``l’``, ``qu’``)."""
    return [word for word in split(text) if word.form not in STOP_WORDS]


def split(text: str) -> list[TypedWord]:
    """All words of the text in order, stop words included, elided ones left out."""
    text = unicodedata.normalize("NFC", text).translate(_APOSTROPHES).lower()
    if _MAY_HIDE_MARKS.search(text):
        text = _without_marks(text)
    found: list[TypedWord] = []
    for match in _TYPED.finditer(text):
        found.extend(_parts(match.group()))
    if found and text.endswith(found[-1].spelling):
        found[-1] = found[-1]._replace(open=True)
    return found


@lru_cache(maxsize=50_000)
def _parts(token: str) -> tuple[TypedWord, ...]:
    """The words of a token that apostrophes and hyphens tie together."""
    pieces = _TIES.split(token)
    found: list[TypedWord] = []
    for position in range(0, len(pieces), 2):
        piece = pieces[position]
        before, after = pieces[position - 1 : position] or [""], pieces[position + 1 : position + 2] or [""]
        if after == ["'"] and _ELIDED.match(piece):
            continue
        joined = bool(found) and before != ["'"]
        found.extend(TypedWord(form[:WORD_LENGTH], piece[:WORD_LENGTH], joined) for form in fold(piece).split())
    return tuple(found)


@lru_cache(maxsize=50_000)
def masculine_singular(form: str) -> str:
    """The folded word without the marks of feminine and plural, as far as rules go: a key, not always a word.

    ``ouvrieres`` and ``ouvrier`` have one key. A word with a digit is a code and is its own key.
    """
    if not form.isalpha():
        return form
    if form in _IRREGULAR:
        return _IRREGULAR[form]
    for pattern, replacement in _MASCULINE_SINGULAR:
        shorter, changed = pattern.subn(replacement, form)
        if changed:
            return shorter
    return form


@lru_cache(maxsize=50_000)
def stem(form: str) -> str:
    """What a folded word shares with its feminine, its plural and its kin: ``anim`` for ``animatrices``."""
    key = masculine_singular(form)
    return fold(_FRENCH.stemWord(key))[:WORD_LENGTH] if key.isalpha() else key
