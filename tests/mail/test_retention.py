from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mail import retention
from mail.models import OutgoingMail
from tests.factories.mails import make_mail


@pytest.mark.django_db
def test_words_go_after_a_month_keys_after_a_year() -> None:
    now = timezone.now()

    def make(key: str, state: str, days: float) -> None:
        moment = now - timedelta(days=days)
        sent = moment if state == "sent" else None
        make_mail(
            key=key, state=state, created_at=moment, sent_at=sent, html="<p>", error="550 a@b.fr", headers={"X": "y"}
        )

    make("envoyé hier", "sent", 1)
    make("envoyé 29", "sent", 29.9)
    make("envoyé 31", "sent", 30.1)
    make("abandonné 89", "failed", 89.9)
    make("abandonné 91", "failed", 90.1)
    make("incertain 91", "uncertain", 90.1)
    make("attend", "waiting", 500)
    make("ancien", "sent", 401)
    for emptied in (3, 0):
        assert retention.run(now) == emptied
    kept = {mail.key: mail for mail in OutgoingMail.objects.all()}
    assert {key for key, mail in kept.items() if not mail.to} == {"envoyé 31", "abandonné 91", "incertain 91"}
    assert "ancien" not in kept
    empty = kept["envoyé 31"]
    assert (empty.subject, empty.text, empty.html, empty.error, empty.sender, empty.headers) == ("", "", "", "", "", {})
    assert (empty.template, empty.state) == ("essai", "sent")
    assert not kept["abandonné 91"].can_be_sent_again
