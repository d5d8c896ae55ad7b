"""The catalogue and the folder of templates say the same."""

from __future__ import annotations

import pytest
from django.utils import translation

from mail.catalogue import LETTERS, Case, Letter
from mail.rendering import known_in, original, said, sample_of
from mail.senders import Sender
from mail.wording import key_of, mistakes_in
from tests.conftest import ROOT

SENDER = Sender(name="Agence", title="Hameau Lozère", site_url="https://lozere.example", agency="Agence de Lozère")
ALL = [
    pytest.param(letter, case, id=f"{letter.template} {case.code}")
    for letter in LETTERS.values()
    for case in letter.cases
]


def test_every_template_is_in_it() -> None:
    assert sorted(LETTERS) == sorted(path.stem for path in (ROOT / "templates" / "mail").glob("*.txt"))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("letter", "case"), ALL)
def test_the_original_of_each_case_is_good_and_says_all(letter: Letter, case: Case, language: str) -> None:
    with translation.override(language):
        words = original(letter, case)
        known = known_in(letter, case)
        sample = sample_of(letter, case, SENDER)
        shown = said(letter, sample)
        again = said(letter, sample, words)
    assert letter.case_of({**sample}) == case
    assert mistakes_in(words, letter, known) == {} or letter.is_guarded
    assert words.subject
    assert "{" not in shown.subject + shown.body
    link = next((one for one in known if one.is_link and one.is_compulsory), None)
    assert link is not None
    assert (again.subject, again.body) == (shown.subject, shown.body), "the original, filled in, is what is written"
    assert len({key_of(one.name) for one in letter.variables}) == len(letter.variables)
    foot = shown.text(SENDER).rpartition("-- \n")[2]
    assert foot.startswith("Agence de Lozère\n")
    assert foot.endswith(f"https://lozere.example/\n{shown.why}\n")
    assert shown.why
