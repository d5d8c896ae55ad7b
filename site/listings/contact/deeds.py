"""What can be posted from a seat: for each act its form, what it does, and the words that say it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from listings.contact import actions
from listings.contact.forms import AnswerForm, ContactReportForm, MessageForm, OnceForm, ShareForm
from listings.contact.models import Side, State
from listings.contact.permissions import Act
from listings.contact.seats import Seat

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """A form, and what its answers do; ``only`` is the side that it is for, when it is one side's."""

    form: type[OnceForm]
    act: Callable[[Seat, Answers], str]
    only: Side | None = None

    def do(self, seat: Seat, answers: Answers) -> str:
        """Act from a seat; return the words that say so. Raises ``Refused``, and ``Http404`` from the wrong side."""
        if self.only not in {None, seat.side}:
            raise Http404
        return self.act(seat, answers)


def deed_of(word: str) -> tuple[Act, Deed]:
    """The deed of a word of the address. Raises ``Http404`` for any other word."""
    try:
        act = Act(word)
    except ValueError:
        raise Http404 from None
    return act, DEEDS[act]


def _confirm(seat: Seat, answers: Answers) -> str:
    actions.confirm(seat.conversation)
    return _("Votre message est parti.")


def _answer(seat: Seat, answers: Answers) -> str:
    state = State(answers["state"])
    actions.answer(seat.conversation, state, answers["submission"], answers["reason"], answers["text"], seat.colleague)
    return _("Votre réponse est partie.")


def _write(seat: Seat, answers: Answers) -> str:
    actions.say(seat.conversation, seat.side, answers["text"], answers["submission"], seat.colleague)
    return _("Votre message est parti.")


def _share(seat: Seat, answers: Answers) -> str:
    row = actions.share(seat.conversation, seat.side, seat.colleague)
    if row.state == State.SHARED:
        return _("Vous avez partagé vos adresses : chacun voit maintenant celle de l’autre.")
    return _("C’est noté. Votre adresse sera visible quand l’autre personne aura partagé la sienne.")


def _close(seat: Seat, answers: Answers) -> str:
    actions.close(seat.conversation, seat.side)
    return _("La conversation est terminée.")


def _block(seat: Seat, answers: Answers) -> str:
    actions.block(seat.conversation, seat.colleague)
    return _("Cette personne ne peut plus vous écrire.")


def _report(seat: Seat, answers: Answers) -> str:
    actions.report(seat.conversation, seat.side, answers["problem"])
    return _("L’agence est prévenue. Elle peut maintenant lire cette conversation, et elle seule.")


def _revoke(seat: Seat, answers: Answers) -> str:
    actions.revoke(seat.conversation, seat.side, seat.colleague)
    return _("Les liens de vos courriels n’ouvrent plus cette conversation.")


DEEDS: dict[Act, Deed] = {
    Act.CONFIRM: Deed(OnceForm, _confirm, Side.SENDER),
    Act.ANSWER: Deed(AnswerForm, _answer, Side.RECIPIENT),
    Act.WRITE: Deed(MessageForm, _write),
    Act.SHARE: Deed(ShareForm, _share),
    Act.CLOSE: Deed(OnceForm, _close),
    Act.BLOCK: Deed(OnceForm, _block, Side.RECIPIENT),
    Act.REPORT: Deed(ContactReportForm, _report),
    Act.REVOKE: Deed(OnceForm, _revoke),
}
