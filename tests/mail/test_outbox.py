from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template import engines
from django.test import Client
from django_tasks_db.models import DBTaskResult

from mail import senders, unsubscribing
from mail.models import OutgoingMail, Unsubscription
from mail.outbox import Attachment, forget, mails_to, send_again, write_mail
from mail.senders import Sender
from mail.sending import message_of
from mail.unsubscribing import UnknownKind
from tests.factories.mails import make_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _templates(tmp_path: Path, settings: LazySettings) -> None:
    """A template of two lines, in front of the site's own."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "essai.txt").write_text(
        "{% load i18n %}Un mot de {{ name }}\n\nBonjour {{ name }},\n\n\n\n{{ words }}\n\nLire :\n{{ site_url }}/x/\n"
    )
    engine: Any = engines["django"].engine
    engine.dirs = [tmp_path, *engine.dirs]
    engine.template_loaders[0].reset()
    settings.SITE_URL = "https://lozere.example"


@pytest.fixture(autouse=True)
def _put_back() -> Any:
    engine: Any = engines["django"].engine
    dirs = engine.dirs
    yield
    engine.dirs = dirs
    engine.template_loaders[0].reset()


@pytest.fixture
def nouvelles(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(unsubscribing.KINDS, "nouvelles", "les nouvelles de la semaine")
    return "nouvelles"


def write(**more: Any) -> OutgoingMail:
    context = {"name": "L'Atelier & Cie", "words": "Deux mots", **more.pop("context", {})}
    mail = write_mail("essai", more.pop("to", "lea@demo.example"), context, **more)
    assert mail is not None
    return mail


class TestWriting:
    def test_text_as_it_is_and_html_derived(self) -> None:
        mail = write()
        assert mail.subject == "Un mot de L'Atelier & Cie"
        body, foot = mail.text.split("\n-- \n")
        assert body == "Bonjour L'Atelier & Cie,\n\nDeux mots\n\nLire :\nhttps://lozere.example/x/\n"
        assert foot == "Hameau\nSite : https://lozere.example/\n"
        assert "L&#x27;Atelier &amp; Cie" in mail.html
        assert 'href="https://lozere.example/x/"' in mail.html
        assert ">Lire</a>" in mail.html

    def test_the_sender_s_name_is_the_site_s(self, settings: LazySettings) -> None:
        settings.DEFAULT_FROM_EMAIL = "hameau@lozere.example"
        assert message_of(write()).from_email == "Hameau <hameau@lozere.example>"

    def test_a_registered_sender_writes_in_its_own_name_and_keeps_it(
        self, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        evil = 'Agence "Lozère"\r\nBcc: x@y.z'
        theirs = Sender(evil, "Hameau Lozère", "https://48.example", "ici@48.example", "agence@48.example", "L’agence")
        asked: list[object] = []
        monkeypatch.setattr(senders, "_finders", [lambda subject: asked.append(subject) or theirs])
        row = make_mail()
        mail = write(on_behalf=row)
        assert asked == [row]
        monkeypatch.setattr(senders, "_finders", [])
        built = message_of(OutgoingMail.objects.get(pk=mail.pk)).message()
        assert built["Bcc"] is None
        assert built["Reply-To"] == "agence@48.example"
        assert str(built["From"]).endswith("<ici@48.example>")
        assert "https://48.example/x/" in mail.text
        assert "L’agence\nagence@48.example\nSite : https://48.example/\n" in mail.text
        assert write(on_behalf=row).sender == "Hameau", "nobody knows the row"
        settings.DEFAULT_FROM_EMAIL = "autre@lozere.example"
        assert message_of(write()).from_email == "Hameau <autre@lozere.example>"

    @pytest.mark.parametrize("evil", ["a\r\nBcc: victime@demo.example", "a\nX: y", "a\x00\x0b\x85b", "a\u2028b"])
    def test_no_header_is_smuggled_in(self, evil: str) -> None:
        mail = write(context={"name": evil})
        built = message_of(mail).message()
        assert built["Bcc"] is None
        assert built["X"] is None
        assert mail.subject.startswith("Un mot de a")
        assert not set(mail.subject + mail.text) & set("\r\x00\x0b\x85\u2028")

    @pytest.mark.parametrize("to", ["", "lea", "a@b.fr\nBcc: c@d.fr", "a@b.fr, c@d.fr", "<a@b.fr>"])
    def test_an_address_that_is_none_is_refused(self, to: str) -> None:
        with pytest.raises(ValidationError):
            write(to=to)

    def test_the_same_key_is_one_mail(self) -> None:
        assert write(key="avis-1").pk == write(key="avis-1", to="autre@demo.example").pk
        assert OutgoingMail.objects.count() == 1

    def test_it_leaves_with_the_transaction_or_not_at_all(
        self, django_capture_on_commit_callbacks: Callable[..., Any]
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            write()
        assert DBTaskResult.objects.filter(task_path="mail.tasks.send_due").count() == 1
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
        assert OutgoingMail.objects.count() == 1

    def test_texts_go_along_as_they_are(self) -> None:
        words = "BEGIN:VCALENDAR\r\nSUMMARY:Été\r\nEND:VCALENDAR\r\n"
        mail = write(attachments=lambda: [Attachment("été.ics", "text/calendar; method=REQUEST", words)])
        sent: Any = message_of(mail).message()
        message: Any = message_from_bytes(sent.as_bytes(linesep="\r\n"), policy=default)
        [part] = message.iter_attachments()
        assert (part.get_content_type(), part.get_param("method"), part.get_filename()) == (
            "text/calendar",
            "REQUEST",
            "été.ics",
        )
        assert part.get_payload(decode=True).decode(part.get_content_charset()) == words
        assert "Bonjour" in message.get_body(["plain"]).get_content()

    def test_in_the_reader_s_language(self) -> None:
        assert '<html lang="en">' in write(language="en").html
        assert '<html lang="fr">' in write().html


class TestUnsubscribing:
    def path(self, mail: OutgoingMail) -> str:
        header = str(mail.headers["List-Unsubscribe"])
        assert header.startswith("<https://lozere.example/courriel/desabonnement/")
        return header[len("<https://lozere.example") : -1]

    def test_one_click(self, nouvelles: str) -> None:
        mail = write(unsubscribe=nouvelles)
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "Ne plus recevoir" in mail.html
        program = Client(enforce_csrf_checks=True)
        assert program.post(self.path(mail), {"List-Unsubscribe": "One-Click"}).status_code == 200
        again = {"name": "x", "words": "y"}
        assert write_mail("essai", "LEA@demo.example", again, unsubscribe=nouvelles) is None
        assert write_mail("essai", "autre@demo.example", again, unsubscribe=nouvelles)
        assert write_mail("essai", "lea@demo.example", again), "a transaction still arrives"
        assert program.post(self.path(mail)).status_code == 200
        assert Unsubscription.objects.count() == 1

    def test_a_get_asks_first(self, client: Client, nouvelles: str) -> None:
        page = client.get(self.path(write(unsubscribe=nouvelles)))
        assert "les nouvelles de la semaine" in page.content.decode()
        assert "lea@" not in page.content.decode()
        assert not Unsubscription.objects.exists()

    @pytest.mark.parametrize("token", ["x", "WzFd:abc", "é", "a" * 3000])
    def test_a_forged_address_is_told(self, client: Client, token: str) -> None:
        answer = client.post(f"/courriel/desabonnement/{token}/")
        assert answer.status_code == 404
        assert "Ce lien est incomplet" in answer.content.decode()

    def test_a_kind_is_registered(self) -> None:
        with pytest.raises(UnknownKind):
            write(unsubscribe="inconnue")


def test_forgetting_an_address() -> None:
    write(to="lea@demo.example")
    write(to="LEA@demo.example")
    write(to="leal@demo.example")
    assert mails_to("Lea@demo.example").count() == 2
    assert forget("lea@DEMO.example") == 2
    assert [mail.to for mail in OutgoingMail.objects.all()] == ["leal@demo.example"]


def test_only_what_did_not_leave_is_sent_again() -> None:
    assert not send_again(make_mail())
    assert not send_again(make_mail(state="failed", to="", text=""))
    failed = make_mail(state="failed", attempts=6, error="non")
    assert send_again(failed)
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.error) == ("waiting", 0, "")
