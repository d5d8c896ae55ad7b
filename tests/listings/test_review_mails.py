"""The mails of a review: each reader in their own language, the links and the reasons too."""

from __future__ import annotations

import pytest

from listings.reviewing import decide
from listings.reviews import RefusalReason, ReviewState
from mail.models import OutgoingMail
from tests.factories.listings import make_moderator, make_user
from tests.factories.places import mende
from tests.factories.reviews import make_held_place, make_review

pytestmark = pytest.mark.django_db


def mail_of(template: str) -> OutgoingMail:
    found: OutgoingMail = OutgoingMail.objects.get(template=template)
    return found


def test_the_author_and_the_moderator_are_each_written_to_in_their_language() -> None:
    moderator = make_moderator(mende())
    review = make_review(make_held_place(owner=make_user(language="en")))
    assert "/en/mon-espace/" in mail_of("review_submitted").text
    assert "Hello," in mail_of("review_submitted").text
    assert "Bonjour," in mail_of("review_waiting").text
    decide(review, moderator, ReviewState.REFUSED, "Merci de compléter.", RefusalReason.UNTRUE)
    decided = mail_of("review_decided")
    assert str(review.listing) in decided.subject
    assert "pas été acceptée" not in decided.subject + decided.text
    assert str(RefusalReason.UNTRUE.label) not in decided.text, "the reason is said in English too"
    assert "Merci de compléter." in decided.text, "the agency's words stay as they were written"
