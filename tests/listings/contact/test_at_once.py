"""Two clicks at the same instant, on the database where they really run at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from listings.contact import actions
from listings.contact.actions import Sender
from listings.contact.models import Conversation, Message, Side, State
from tests.factories.contact import answered, letter, mails, make_held_place
from tests.factories.listings import make_user

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(work: Callable[[], Any]) -> list[str]:
    """Do the same twice, at once; return the errors."""
    barrier, errors = threading.Barrier(2), []

    def run() -> None:
        try:
            barrier.wait(timeout=20)
            work()
        except Exception as error:
            errors.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


def test_a_first_message_is_one() -> None:
    sender = make_user()
    for _ in range(4):
        place, submission = make_held_place(), uuid4()
        assert not at_once(
            lambda place=place, submission=submission: actions.write(  # type: ignore[misc]
                place, Sender("Ana", sender.email, sender), letter(), submission
            )
        )
    assert Conversation.objects.count() == Message.objects.count() == len(mails()) == 4


def test_a_message_of_the_thread_is_one() -> None:
    conversation, submission = answered(), uuid4()
    assert not at_once(lambda: actions.say(conversation, Side.SENDER, "Mardi ?", submission))
    assert conversation.messages.filter(text="Mardi ?").count() == 1


def test_an_answer_is_one() -> None:
    conversation, submission = answered(State.NOT_NOW), uuid4()
    assert not at_once(lambda: actions.answer(conversation, State.INTERESTED, submission, "", "Oui"))
    assert conversation.messages.filter(text="Oui").count() == 1


def test_both_share_at_once() -> None:
    conversation = answered()
    sides = list(Side)
    assert not at_once(lambda: actions.share(conversation, sides.pop()))
    conversation.refresh_from_db()
    assert conversation.state == State.SHARED
