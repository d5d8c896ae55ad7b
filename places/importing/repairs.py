"""Repairs of single values, each certain enough to be made without asking: pure functions of a text.

Each returns the value and whether it had to be mended; what can't be mended comes back empty.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

import ftfy

_WHOLE = re.compile(r"(\d+)(?:[.,]0+)?")
_COMMUNE_CODE = re.compile(r"(\d{5}|2[AB]\d{3})")
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_FRENCH_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_SLIPPED_DATE = re.compile(r"(\d{2})/(\d{2})0(\d{4})")
"""« 09/0102023 »: the zero was typed for the slash, its neighbour on French keyboards with a number pad."""
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_LOWERED = re.compile("à(?=[\u00a1-\u00bf])")
_NOTHING = frozenset({"NULL", "NONE", "N/A", "#N/A", "NAN", "--", "-"})
_MAX_PASSES = 4
_SPACES = re.compile(r"\s+")


def text(value: str) -> tuple[str, bool]:
    """The text with its encoding mended (``Ã©`` → ``é``), composed, its spaces single; line ends are kept."""
    mended = _cleaned(value)
    for _attempt in range(_MAX_PASSES):  # What is left out may have hidden more to mend.
        again = _cleaned(mended)
        if again == mended:
            break
        mended = again
    return ("" if mended.upper() in _NOTHING else mended), _decoded(value) != value


def _cleaned(value: str) -> str:
    mended = unicodedata.normalize("NFC", _decoded(value)).replace("\u00a0", " ")
    mended = mended.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if not mended.isprintable():
        mended = "".join(letter for letter in mended if letter == "\n" or letter.isprintable())
    return "\n".join(" ".join(line.split()) for line in mended.split("\n")).strip()


def _decoded(value: str) -> str:
    """The text without mojibake; ``Ã`` may have been lowered to ``à`` on the way (« Bà¤timent »)."""
    if value.isascii():
        return value
    if _LOWERED.search(value):
        value = ftfy.fix_encoding(_LOWERED.sub("Ã", value)).replace("ä", "â")
    return ftfy.fix_encoding(value)


def commune_code(value: str) -> tuple[str, bool]:
    """INSEE's five characters: ``1053`` → ``01053``; ``0``, a name or anything else gives nothing."""
    compact = value.replace(" ", "").upper()
    if _COMMUNE_CODE.fullmatch(compact):
        return compact, False
    whole = _WHOLE.fullmatch(compact)
    if whole and len(whole[1]) in {4, 5} and int(whole[1]):
        return whole[1].zfill(5), True
    return "", False


def postcode(value: str) -> tuple[str, bool]:
    """Five digits: ``1000`` → ``01000``, ``48 000`` → ``48000``; ``0`` and other texts give nothing."""
    compact = value.replace(" ", "").replace("F-", "")
    whole = _WHOLE.fullmatch(compact)
    if not whole or not int(whole[1]):
        return "", False
    digits = whole[1]
    if len(digits) == 5:
        return digits, False
    return (digits.zfill(5), True) if len(digits) == 4 else ("", False)


def departement(value: str) -> str:
    """A département's code: ``1`` → ``01``, ``2a`` → ``2A``; anything else gives nothing."""
    compact = value.strip().upper()
    if re.fullmatch(r"2[AB]|\d{2}|97\d|98\d", compact):
        return compact
    whole = _WHOLE.fullmatch(compact)
    return whole[1].zfill(2) if whole and 0 < int(whole[1]) < 96 else ""


def number(value: str) -> tuple[float | None, bool]:
    """A decimal number, with a comma mended: ``44,5`` → 44.5."""
    compact = _SPACES.sub("", value).rstrip("°").replace("−", "-")
    if not _NUMBER.fullmatch(compact):
        return None, False
    return float(compact.replace(",", ".")), "," in compact


def amount(value: str) -> Decimal | None:
    """A positive amount of euros or Mbit/s: ``12,50 €`` → 12.50."""
    compact = re.sub(r"(?i)\s|€|eur(os?)?|mbit/s|mb/s", "", value).replace(",", ".")
    try:
        found = Decimal(compact).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found < 100_000 else None


def count(value: str) -> int | None:
    """A small whole number: ``12`` or ``12.0``."""
    whole = _WHOLE.fullmatch(value.strip())
    return int(whole[1]) if whole and int(whole[1]) <= 32_767 else None


def day(value: str, today: date) -> tuple[date | None, bool]:
    """A date of the past, ISO or French, its time dropped; an impossible or future one gives nothing."""
    mended = False
    if found := _ISO_DATE.match(value):
        year, month, rank = found.groups()
    elif found := _FRENCH_DATE.match(value):
        rank, month, year = found.groups()
    elif found := _SLIPPED_DATE.fullmatch(value):
        rank, month, year = found.groups()
        mended = True
    else:
        return None, False
    try:
        result = date(int(year), int(month), int(rank))
    except ValueError:
        return None, False
    return (result, mended) if date(1970, 1, 1) <= result <= today else (None, False)
