"""The French of the screens: typography, and the words that the design keeps out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
FRENCH = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"

THIN, HARD = "\u202f", "\u00a0"
NUMBER = r"(?:\d|%\(\w+\)[sd]|{\w+})"

RULES = {
    "a straight apostrophe: use ’": re.compile(r"\w'\w"),
    "straight quotation marks: use « … » with no-break spaces": re.compile(r"[\"“”]"),
    "three dots: use …": re.compile(r"\.\.\."),
    "; ? without a thin no-break space (U+202F) before it": re.compile(rf"(?<![{THIN}\s?])[;?](?=\s|$)|[ {HARD}][;?]"),
    "a colon without a no-break space (U+00A0) before it": re.compile(
        rf"(?<=[\w»)])(?<![{HARD}]):(?=\s|$)|[ {THIN}]:(?=\s|$)"
    ),
    "« or » without a no-break space (U+00A0) inside": re.compile(rf"«(?!{HARD})|(?<!{HARD})»"),
    "an exclamation mark: say the fact": re.compile(r"!"),
    "a number and its unit apart: use U+00A0": re.compile(
        rf"{NUMBER} (?:%(?!\()|km|m|€|h|min|Mbit/s|Ko|Mo|kg|ans|jours)\b"
    ),
    "a capital without its accent": re.compile(
        r"\b(?:Etat|Etape|Ecran|Ecole|Ecri\w+|Equip\w+|Etabli\w+|Etend\w+|Elargi\w+|Evit\w+|Evén\w+|Egal\w+|Electr\w+)\b"
        r"|\bA (?:partir|propos|distance|vérifier|côté|moins|l’|la |venir)"
    ),
    "a button that says nothing: name the act": re.compile(
        r"^(?:Valider|Soumettre|Envoyer|OK|Ok|Cliquez ici|Ici|En savoir plus)$"
    ),
    "“email”: say courriel": re.compile(r"\be-?mails?\b", re.IGNORECASE),
    "a middle dot, which screen readers spell out": re.compile(r"\w·\w"),
    "an escape that gettext does not read: write the character itself": re.compile(r"\\u|\\x"),
    "two spaces": re.compile(r"  "),
    "a space before a full stop or a comma": re.compile(r"\s[.,](?!\w)"),
}


def texts() -> list[str]:
    """Every text of the screens, without its HTML tags."""
    with FRENCH.open("rb") as file:
        messages = [message.id for message in read_po(file) if message.id]
    flat = [text for message in messages for text in ([message] if isinstance(message, str) else message)]
    return [re.sub(r"<[^>]+>", "", text).strip() for text in flat]


_MARKS = dict.fromkeys(("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"), 0) | {"pgettext": 1}
"""The functions that ask for a translation, and which argument is the text."""


def asked_for() -> Iterator[tuple[Path, int, str]]:
    """Every text that the Python code asks for: file, line, text. Python sees what gettext misses, in f-strings."""
    for path in (path for folder in ("site", "places", "directory") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS:
                text = node.args[_MARKS[node.func.id]]
                if isinstance(text, ast.Constant):
                    yield path.relative_to(ROOT), node.lineno, str(text.value)


def test_every_text_the_code_asks_for_is_extracted() -> None:
    with FRENCH.open("rb") as file:
        known = {
            message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file) if message.id
        }
    missing = [f"{path}:{line} {text!r}" for path, line, text in asked_for() if text not in known]
    assert not missing, "\n".join(["Run `make messages`; gettext does not look inside f-strings.", *missing])


def problems_of(text: str) -> list[str]:
    """The rules that a text breaks."""
    without_addresses = re.sub(r"https?://\S+|[\w.]+@[\w.]+|\b[A-Z][a-z](?:-[A-Z][a-z])? \d\d:\d\d\S*", "x", text)
    return [rule for rule, pattern in RULES.items() if pattern.search(without_addresses)]


def test_texts_follow_french_typography() -> None:
    found = [f"{text!r}\n    {problem}" for text in texts() for problem in problems_of(text)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "Où voulez-vous travailler\u202f?",
        "Horaires\u00a0: du lundi au vendredi",
        "«\u00a0%(value)s\u00a0» n’est pas un choix possible\u00a0: nous l’avons ignoré.",
        "À %(distance)s\u00a0km de Mende",
        "Commencez l’adresse par https://",
        "Syntaxe OpenStreetMap\u00a0: Mo-Fr 09:00-12:00,14:00-18:00",
        "%(number)s lieux trouvés",
    ],
)
def test_good_texts_pass(text: str) -> None:
    assert problems_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Où voulez-vous travailler ?",
        "Où voulez-vous travailler?",
        "Horaires : du lundi au vendredi",
        "Horaires: du lundi",
        "« Mende »",
        "l'adresse",
        "Chargement...",
        "Bienvenue\u202f!",
        "À 5 km",
        "A propos de Hameau",
        "Valider",
        "Votre e-mail",
        "télétravailleur·euse",
    ],
)
def test_bad_texts_fail(text: str) -> None:
    assert problems_of(text)
