"""What mails there are: when each is written, to whom, why, and what may be said in it.

Whoever writes a mail announces it here, when the application is ready: ``templates/mail/<template>.txt`` is its text,
this is what a person at the desk, and the reader, must know of it. A test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Variable:
    """Something that differs from one mail to the next. ``name`` is what is written between braces at the desk,
    ``source`` what the template calls it; its value is a text. ``sample`` is made up, for previews: of a link, a path;
    empty, it is the name of the agency that writes.

    Where an ``is_optional`` one is empty, the paragraph that holds it is left out. Without a ``is_compulsory`` one, a
    mail would be of no use.
    """

    name: str
    source: str
    meaning: Any
    sample: Any
    is_link: bool = False
    is_optional: bool = False
    is_compulsory: bool = False


@dataclass(frozen=True)
class Case:
    """One of the texts of a template: that which is written when what it reads holds these ``flags``."""

    code: str = "texte"
    title: Any = ""
    flags: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Letter:
    """A mail. ``title``, ``when`` and ``group`` are for the desk; ``why`` tells the reader why they receive it.

    Of a mail that ``is_guarded`` (it opens an account, or holds a secret link), only the first and last words may be
    changed: what it warns of stays.
    """

    template: str
    group: Any
    title: Any
    when: Any
    why: Any
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = (Case(),)
    is_guarded: bool = False

    def case_of(self, context: Mapping[str, Any]) -> Case:
        """The case of what a template is about to read; the last where none fits."""
        if len(self.cases) == 1:
            return self.cases[0]
        fits = (case for case in self.cases if all(context.get(key) == value for key, value in case.flags.items()))
        return next(fits, self.cases[-1])

    def case(self, code: str) -> Case | None:
        """The case of this code, or ``None``."""
        return next((case for case in self.cases if case.code == code), None)

    def values_in(self, context: Mapping[str, Any]) -> dict[str, str]:
        """The variables' values, by their names."""
        return {one.name: "" if (value := context.get(one.source)) is None else str(value) for one in self.variables}


LETTERS: dict[str, Letter] = {}


def register(*letters: Letter) -> None:
    """Announce mails; called when the application is ready."""
    LETTERS.update({letter.template: letter for letter in letters})
