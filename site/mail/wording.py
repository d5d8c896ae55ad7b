"""Words that someone wrote in the place of a mail's own: what they may hold, what is wrong with them, filling them in.

They are plain text with named variables in braces, such as ``{lien}``. Nothing of them is run: a variable that this
module does not know is a mistake, told with the nearest name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from mail.catalogue import Case, Letter, Variable
from mail.senders import Sender

TOKEN = re.compile(r"\{([^{}\n]*)\}")
TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
WEB = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """What is said otherwise; what is empty is said as the template does.

    ``body`` is the whole text. Or ``opening`` takes the place of its first paragraph, « Bonjour, », and ``closing``
    comes after its last.
    """

    subject: str = ""
    opening: str = ""
    body: str = ""
    closing: str = ""

    def fields(self) -> dict[str, str]:
        """What is said, by its name; nothing of what is not."""
        return {name: text for name, text in asdict(self).items() if text.strip()}


Find = Callable[[Sender, str, str, str], Words | None]
_finders: list[Find] = []


def register(find: Find) -> None:
    """Have words found by this function: of a sender, for a template, a case and a language."""
    _finders[:] = [find]


def words_for(sender: Sender, letter: Letter, case: Case, language: str) -> Words | None:
    """What a sender says in the place of a mail's own words, or ``None``."""
    found = (find(sender, letter.template, case.code, language) for find in _finders)
    return next((words for words in found if words is not None), None)


def names_in(text: str) -> list[str]:
    """The variables that a text names, as it writes them, in order."""
    return [match[1].strip() for match in TOKEN.finditer(text)]


def key_of(name: str) -> str:
    """What a name is compared by: neither capitals nor accents nor spaces count."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in bare if sign.isalnum())


def mistakes_in(words: Words, letter: Letter, known: Collection[Variable]) -> dict[str, list[str]]:
    """What is wrong, by field, in words for who wrote it; nothing when all is well.

    ``known`` are the variables that the text may name.
    """
    found: dict[str, list[str]] = {}
    for name, text in words.fields().items():
        is_subject = name == "subject"
        may_name = [one for one in known if not (one.is_link and (is_subject or letter.is_guarded))]
        told = [*_unreadable(text), *_unknown(text, may_name, known)]
        if letter.is_guarded and WEB.search(text):
            told.append(_("Ce courriel protège un compte ou un lien secret : n’y ajoutez pas d’autre adresse."))
        if name == "body":
            told += _missing(text, known)
        if told:
            found[name] = told
    return found


def _unreadable(text: str) -> Iterator[str]:
    if re.search(r"[{}]", TOKEN.sub("", text)):
        yield _("Une accolade est seule. Une variable s’écrit entre deux accolades, par exemple {lien}.")
    if tag := TAG.search(text):
        yield _("Le texte est sans balises : enlevez %(tag)s.") % {"tag": tag[0][:40]}


def _unknown(text: str, may_name: Collection[Variable], known: Collection[Variable]) -> Iterator[str]:
    """What is said of each variable that does not exist, or not here."""
    here = {key_of(one.name): one.name for one in may_name}
    elsewhere = {key_of(one.name) for one in known}
    for name in dict.fromkeys(names_in(text)):
        key = key_of(name)
        if key in here:
            continue
        if key in elsewhere:
            yield _("{%(name)s} ne peut pas servir ici.") % {"name": name}
            continue
        near = get_close_matches(key, here, n=1, cutoff=0.5)
        if near:
            yield _("{%(name)s} n’existe pas. Vouliez-vous écrire {%(near)s} ?") % {"name": name, "near": here[near[0]]}
        else:
            names = ", ".join(f"{{{one}}}" for one in here.values())
            told = (
                _("{%(name)s} n’existe pas. Ici, vous avez : %(names)s.")
                if names
                else _("{%(name)s} n’existe pas ici.")
            )
            yield told % {"name": name, "names": names}


def _missing(text: str, known: Collection[Variable]) -> Iterator[str]:
    named = {key_of(name) for name in names_in(text)}
    for one in known:
        if one.is_compulsory and key_of(one.name) not in named:
            yield _("Il manque {%(name)s} (%(meaning)s) : sans cela, ce courriel ne sert plus.") % {
                "name": one.name,
                "meaning": str(one.meaning)[:1].lower() + str(one.meaning)[1:],
            }


def filled(text: str, values: Mapping[str, str], optional: Collection[str] = ()) -> str:
    """A text with its variables' values, which are not read again. Raises ``KeyError`` for one that is unknown.

    A paragraph that names an ``optional`` variable without a value is left out.
    """
    known = {key_of(name): value for name, value in values.items()}
    may_lack = {key_of(name) for name in optional}

    def is_empty(paragraph: str) -> bool:
        return any(key in may_lack and not known[key].strip() for key in map(key_of, names_in(paragraph)))

    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())
    said = [TOKEN.sub(lambda match: known[key_of(match[1])].strip(), part) for part in paragraphs if not is_empty(part)]
    return "\n\n".join(said)
