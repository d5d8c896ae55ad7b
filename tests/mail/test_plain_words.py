"""What a server said, in words for people: each family of codes, and never the server's own words."""

from __future__ import annotations

import pytest

from mail.models import OutgoingMail
from mail.plain_words import reason_of, what_to_do

NO_MAILBOX, FULL, REFUSED, LATER, SILENT, NOT_SENT = (
    "Cette adresse n’existe pas, ou plus.",
    "La boîte est pleine.",
    "Le serveur de la personne l’a refusé, peut-être comme indésirable.",
    "Le serveur de la personne ne le prend pas pour le moment.",
    "Le serveur qui envoie nos courriels n’a pas répondu.",
    "Il n’a pas pu partir.",
)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("550 5.1.1 <claire@demo.example>: User unknown", NO_MAILBOX),
        ("550 no such user", NO_MAILBOX),
        ("553 5.1.10 Recipient not found", NO_MAILBOX),
        ("550 5.2.1 Mailbox disabled", NO_MAILBOX),
        ("552 5.2.2 Over quota", FULL),
        ("452 4.2.2 Over quota", FULL),
        ("552 too much", FULL),
        ("452 insufficient storage", FULL),
        ("550 5.7.1 Message looks like spam", REFUSED),
        ("554 no", REFUSED),
        ("552 5.3.4 Message too big", REFUSED),
        ("450 4.2.0 Greylisted", LATER),
        ("421 busy", LATER),
        ("UnicodeError: 550", NOT_SENT),
        ("", NOT_SENT),
    ],
)
def test_each_family_of_answers_is_said(error: str, said: str) -> None:
    assert reason_of(OutgoingMail(state="failed", error=error)) == said


def test_what_waits_and_what_is_uncertain_are_told_apart() -> None:
    assert reason_of(OutgoingMail(state="waiting", error="ConnectionRefusedError: 111")) == SILENT
    uncertain = OutgoingMail(state="uncertain", error="550 no")
    assert "sans doute arrivé" in reason_of(uncertain)
    told = [what_to_do(OutgoingMail(state=state)) for state in ("waiting", "uncertain", "failed")]
    for words, advice in zip(("rien à faire", "avant de l’envoyer", "autrement"), told, strict=True):
        assert words in advice
