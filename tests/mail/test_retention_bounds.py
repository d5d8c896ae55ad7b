"""What the purge of mails never touches, and its bounds to the second."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mail.models import OutgoingMail
from mail.retention import KEYS_KEPT, UNSENT_KEPT, WORDS_KEPT, run
from tests.factories.mails import make_mail

pytestmark = pytest.mark.django_db
BIT = timedelta(seconds=1)


def test_what_waits_is_never_touched_however_old() -> None:
    now = timezone.now()
    mail = make_mail(key="attend", state="waiting", created_at=now - 2 * KEYS_KEPT)
    assert run(now) == 0
    kept = OutgoingMail.objects.get()
    assert (kept.to, kept.subject, kept.text) == (mail.to, mail.subject, mail.text)


def test_each_kind_goes_a_second_after_its_time() -> None:
    now = timezone.now()
    make_mail(key="ancien", state="sent", created_at=now - KEYS_KEPT - BIT, sent_at=now)
    make_mail(key="encore", state="sent", created_at=now - KEYS_KEPT, sent_at=now)
    make_mail(key="envoyé, vide", state="sent", created_at=now - WORDS_KEPT - BIT, sent_at=now - WORDS_KEPT - BIT)
    make_mail(key="envoyé, entier", state="sent", created_at=now - WORDS_KEPT - BIT, sent_at=now - WORDS_KEPT)
    make_mail(key="abandonné, vide", state="failed", created_at=now - UNSENT_KEPT - BIT)
    make_mail(key="abandonné, entier", state="failed", created_at=now - UNSENT_KEPT)
    assert run(now) == 2
    left = dict(OutgoingMail.objects.values_list("key", "to"))
    assert "ancien" not in left
    assert {key for key, to in left.items() if not to} == {"envoyé, vide", "abandonné, vide"}
    assert {key for key, to in left.items() if to} == {"encore", "envoyé, entier", "abandonné, entier"}


def test_a_mail_sent_late_keeps_its_words_a_month_from_then() -> None:
    now = timezone.now()
    make_mail(key="tard", state="sent", created_at=now - UNSENT_KEPT - BIT, sent_at=now - BIT)
    assert run(now) == 0
    assert OutgoingMail.objects.get().to
