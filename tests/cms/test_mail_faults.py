"""The mail server is away for a day: what two territories wrote meanwhile arrives once each, in its brand."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.conf import LazySettings
from django.utils import timezone

from cms.actions import open_site
from cms.mail_texts import Place, adapt
from cms.models import SiteTerritory
from geography.models import Territory
from mail import delivery
from mail.catalogue import LETTERS
from mail.models import OutgoingMail
from mail.tasks import send_due
from mail.wording import Words
from tests.factories.contact import write_to
from tests.factories.listings import make_moderator, make_user, millau, territory_of
from tests.factories.places import make_place, mende
from tests.mail.smtp_server import closed_port, smtp_server

pytestmark = pytest.mark.django_db


def _begins(message: EmailMessage) -> str:
    text = message.get_body(("plain",))
    assert text is not None
    return str(text.get_content()).replace("\r\n", "\n")[:11]


def test_a_day_without_a_server(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT, settings.EMAIL_PORT = "127.0.0.1", 1, closed_port()
    settings.DEFAULT_FROM_EMAIL, settings.MAIL_FROM_DOMAINS = "hameau@portail.example", ["48:agence48.example"]
    monkeypatch.setattr(delivery, "TAKEN_WITHIN", 1)
    agent = make_moderator(mende())
    for commune in (mende(), millau()):
        open_site(territory_of(commune), f"{territory_of(commune).slug}.example", 443)
    SiteTerritory.objects.filter(territory=territory_of(mende())).update(mail_from="bonjour@agence48.example")
    letter = LETTERS["contact_first"]
    own = Words("De {personne}", body="Du nouveau.\n\nLire :\n{lien}")
    adapt(Place(territory_of(mende()), letter, letter.cases[0], "fr"), agent, own, None)

    now = timezone.now() + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: now)
    for hour in range(24):
        if hour % 8 == 0:
            for commune in (mende(), millau()):
                write_to(make_place(owner=make_user(), commune=commune))
        assert send_due.call() == 0
        now += timedelta(hours=1)
    Territory.objects.update(agency_name="Changée depuis", agency_email="autre@demo.example")
    SiteTerritory.objects.update(mail_from="")
    waiting = list(OutgoingMail.objects.all())
    assert {(mail.state, mail.attempts) for mail in waiting} == {("waiting", 0)}

    with smtp_server() as server:
        settings.EMAIL_PORT = server.port
        for _round in range(3):
            send_due.call()
        assert Counter(str(message["To"]) for message in server.taken) == Counter(mail.to for mail in waiting)
        told = {(str(message["From"]), _begins(message)) for message in server.taken}
    assert told == {
        ("Agence de Lozère <bonjour@agence48.example>", "Du nouveau."),
        ("Agence de Aveyron via Hameau <hameau@portail.example>", "Bonjour,\n\nC"),
    }
