from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mail.models import OutgoingMail
from mail.tasks import send_due
from tests.factories.listings import desk_of, make_moderator, make_superuser
from tests.factories.mails import make_mail
from tests.factories.places import mende
from tests.factories.reviews import make_review
from tests.mail.smtp_server import closed_port, smtp_server

pytestmark = pytest.mark.django_db
LIST = "/admin/courriels/"


def test_what_failed_is_seen_and_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = make_mail(state="failed", error="550 inconnu", attempts=1, text="Un secret.\n")
    sent = make_mail(state="sent", sent_at="2026-11-23T10:00:00Z")
    desk = desk_of(make_superuser(), monkeypatch)
    everything = desk.get(LIST).content.decode()
    assert failed.to in everything
    assert sent.to in everything
    narrowed = desk.get(LIST, {"state": "failed"}).content.decode()
    assert "550 inconnu" in narrowed
    assert sent.to not in narrowed
    assert sent.to not in desk.get(LIST, {"trouble": "oui"}).content.decode()
    assert failed.to in desk.get(LIST, {"q": "inconnu"}).content.decode()
    page = desk.get(f"{LIST}{failed.pk}/").content.decode()
    assert "Envoyer de nouveau" in page
    assert "Un secret" not in page
    assert desk.get(f"{LIST}{failed.pk}/envoyer/").status_code == 405
    desk.post(f"{LIST}{failed.pk}/envoyer/")
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)
    assert "Envoyer de nouveau" not in desk.get(f"{LIST}{sent.pk}/").content.decode()
    desk.post(f"{LIST}{sent.pk}/envoyer/")
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_the_first_page_says_how_many_and_leads_there(monkeypatch: pytest.MonkeyPatch) -> None:
    make_mail(state="failed")
    make_mail(state="uncertain")
    page = desk_of(make_superuser(), monkeypatch).get(reverse("wagtailadmin_home")).content.decode()
    assert "2 courriels non partis" in page
    assert LIST in page


def test_moderators_see_none(monkeypatch: pytest.MonkeyPatch) -> None:
    mail = make_mail(state="failed", error="550 inconnu")
    desk = desk_of(make_moderator(mende()), monkeypatch)
    for path in (LIST, f"{LIST}results/", f"{LIST}{mail.pk}/"):
        answer = desk.get(path, follow=True)
        assert mail.to not in answer.content.decode()
        assert "550 inconnu" not in answer.content.decode()
    desk.post(f"{LIST}{mail.pk}/envoyer/")
    mail.refresh_from_db()
    assert mail.state == "failed"
    home = desk.get(reverse("wagtailadmin_home")).content.decode().lower()
    assert "textes/" in home, "the menu is there: what mails say is theirs"
    assert f'"{LIST}"' not in home
    assert "non parti" not in home


def test_a_server_that_is_down_loses_nothing_and_is_seen(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a member sends while nobody listens on the server's port leaves once it is back, each mail once."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", closed_port(), 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    make_moderator(mende())
    make_review()
    written = OutgoingMail.objects.count()
    assert written == 2
    desk = desk_of(make_superuser(), monkeypatch)
    assert "non parti" not in desk.get(reverse("wagtailadmin_home")).content.decode()
    for _attempt in range(3):
        assert send_due.call() == 0
        OutgoingMail.objects.update(next_attempt_at=timezone.now())
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert f"{written} courriels non partis" in desk.get(reverse("wagtailadmin_home")).content.decode()
    assert desk.get(LIST, {"trouble": "oui"}).content.decode().count("ConnectionRefused") == written
    with smtp_server(settings.EMAIL_PORT) as server:
        assert send_due.call() == written
        assert send_due.call() == 0
    assert len(server.taken) == written
    assert "non parti" not in desk.get(reverse("wagtailadmin_home")).content.decode()
