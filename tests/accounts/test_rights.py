"""Taking all of one's data, erasing it, and erasing it again after an older backup came back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts import consents, erasing, export
from accounts.models import Consent, Erasure, User
from accounts.rights import Section, exporting
from accounts.rights import erasing as erasing_signal
from tests.accounts.conftest import PASSWORD, make_user, sign_in

pytestmark = pytest.mark.django_db

DATA, DOWNLOAD, ERASE = "/compte/mes-donnees/", "/compte/mes-donnees/telecharger/", "/compte/mes-donnees/effacer/"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HAMEAU_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def receiver() -> Iterator[Any]:
    """Connects a receiver for one test."""
    connected: list[tuple[Any, Any]] = []

    def connect(signal: Any, function: Any) -> None:
        signal.connect(function, weak=False)
        connected.append((signal, function))

    yield connect
    for signal, function in connected:
        signal.disconnect(function)


def archive(user: User) -> zipfile.ZipFile:
    with export.archive_of(user) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_the_password_is_asked_before_the_download(signed_in: Client, member: User) -> None:
    consents.give(member, consents.ACCOUNT)
    assert "J’accepte" in signed_in.get(DATA).content.decode()
    response = signed_in.get(DOWNLOAD)
    assert response["Location"].startswith("/compte/confirmer/")
    assert signed_in.post(response["Location"], {"password": "faux"}).status_code == 200
    back = signed_in.post(response["Location"], {"password": PASSWORD})
    assert back["Location"] == DOWNLOAD
    file = signed_in.get(DOWNLOAD)
    assert file["Content-Type"] == "application/zip"
    assert "no-store" in file["Cache-Control"]
    names = zipfile.ZipFile(io.BytesIO(file.getvalue())).namelist()
    assert names == ["donnees.json", "donnees.html"]


def test_the_archive_holds_what_accounts_keep_and_no_secret(signed_in: Client, member: User) -> None:
    consents.give(member, consents.ACCOUNT)
    files = archive(member)
    data = json.loads(files.read("donnees.json"))
    titles = [section["title"] for section in data["sections"]]
    assert titles[:5] == ["Compte", "Adresses", "Accords", "Double authentification", "Sessions"]
    for name in ("donnees.json", "donnees.html"):
        text = files.read(name).decode()
        assert member.email in text
        assert consents.ACCOUNT.version in text
        assert "127.0.0.1" in text
        member.refresh_from_db()
        assert member.password not in text
        assert all(session.session_key not in text for session in UserSession.objects.all())


def test_the_archive_holds_what_others_keep_with_their_files(member: User, receiver: Any) -> None:
    path = default_storage.save("images/photo.txt", ContentFile(b"portrait"))
    files = {"../../../etc/passwd": path, "perdu.jpg": "images/perdu.jpg"}
    rows = [{"Titre": "<script>alert(1)</script>", "Vu": timezone.now(), "Codes": {"b", "a"}, "Objet": Client}]
    receiver(exporting, lambda **kwargs: [Section("Essai", rows, files)])
    receiver(exporting, lambda **kwargs: None)
    found = archive(member)
    assert found.namelist() == ["donnees.json", "donnees.html", "fichiers/001-passwd"]
    assert found.read("fichiers/001-passwd") == b"portrait"
    data = json.loads(found.read("donnees.json"))
    assert data["files"][1] == {"name": "fichiers/002-perdu.jpg", "missing": True}
    assert data["sections"][-1]["rows"][0]["Codes"] == ["a", "b"]
    page = found.read("donnees.html").decode()
    assert "<script>" not in page
    assert "perdu.jpg (le fichier" in page


def test_the_archive_is_of_nobody_else(member: User) -> None:
    other = make_user("voisine@exemple.fr")
    consents.give(other, consents.ACCOUNT)
    assert "voisine" not in archive(member).read("donnees.json").decode()


def test_erasing_takes_a_password_and_a_last_word(signed_in: Client) -> None:
    assert signed_in.get(ERASE).status_code == 200
    for answers in ({}, {"password": PASSWORD}, {"password": "faux", "understood": "on"}):
        assert signed_in.post(ERASE, answers).context["form"].mistakes
    assert User.objects.exists()


def test_nothing_is_left_of_an_erased_account(
    signed_in: Client, member: User, receiver: Any, django_capture_on_commit_callbacks: Any
) -> None:
    other = Client()
    sign_in(other)
    consents.give(member, consents.ACCOUNT)
    asked: list[str] = []
    receiver(erasing_signal, lambda user, **kwargs: asked.append(user.email))
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(ERASE, {"password": PASSWORD, "understood": "on"})
    assert asked == ["camille@exemple.fr"]
    assert "Votre compte est effacé" in signed_in.get(response["Location"]).content.decode()
    assert other.get("/compte/").status_code == 302
    assert sign_in(Client()).status_code == 200
    for model in (User, EmailAddress, Consent, UserSession):
        assert not model.objects.exists(), model
    found = [
        model._meta.label
        for model in apps.get_models()
        for row in model._default_manager.values()
        if "camille" in str(row)
    ]
    assert not found
    (line,) = erasing.list_file().read_text().splitlines()
    assert "camille" not in line
    assert json.loads(line)["user"] == Erasure.objects.get().user_digest


def test_a_receiver_that_fails_keeps_everything(member: User, receiver: Any) -> None:
    def fail(**kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    receiver(erasing_signal, fail)
    with pytest.raises(RuntimeError):
        erasing.erase(member)
    assert User.objects.filter(pk=member.pk).exists()
    assert not Erasure.objects.exists()
    assert not erasing.list_file().exists()


def erase_and_restore(member: User, capture: Any, **changes: Any) -> User:
    """Erase an account, then bring the row back as an older backup would: no erasure in the database."""
    fields = {"pk": member.pk, "email": member.email, "date_joined": member.date_joined, **changes}
    with capture(execute=True):
        erasing.erase(member)
    Erasure.objects.all().delete()
    return User.objects.create(**fields)


def test_a_restored_backup_is_erased_again(
    member: User, capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Any
) -> None:
    make_user("voisine@exemple.fr")
    erase_and_restore(member, django_capture_on_commit_callbacks)
    call_command("replay_erasures")
    assert "1 accounts to erase again" in capsys.readouterr().out
    assert User.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        call_command("replay_erasures", "--apply")
    assert [user.email for user in User.objects.all()] == ["voisine@exemple.fr"]
    assert Erasure.objects.count() == 1, "The database knows it again."
    call_command("replay_erasures", "--apply")
    assert "0 accounts erased again" in capsys.readouterr().out


def test_an_older_address_and_an_older_key_hide_nobody(
    member: User, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    """The backup may be older than a change of address, and the key younger than the erasure."""
    erase_and_restore(member, django_capture_on_commit_callbacks, email="avant@exemple.fr")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert [user.email for user in erasing.due_again()] == ["avant@exemple.fr"]


def test_who_came_back_later_of_their_own_will_stays(member: User, django_capture_on_commit_callbacks: Any) -> None:
    later = timezone.now() + timedelta(days=1)
    erase_and_restore(member, django_capture_on_commit_callbacks, date_joined=later)
    assert erasing.due_again() == []


def test_a_damaged_list_is_read_as_far_as_it_goes(member: User, django_capture_on_commit_callbacks: Any) -> None:
    erase_and_restore(member, django_capture_on_commit_callbacks)
    with erasing.list_file().open("a") as file:
        file.write('{"user": "abc"\nnull\n[]\n{"user": 1, "erased_at": "hier"}\n{"erased_at": 3}\n')
    assert len(erasing.due_again()) == 1


def test_the_file_learns_what_only_the_database_knows(member: User) -> None:
    Erasure.objects.create(user_digest="a" * 64)
    assert erasing.replay() == 0
    assert "a" * 64 in erasing.list_file().read_text()
    erasing.replay()
    assert len(erasing.list_file().read_text().splitlines()) == 1


def test_the_digest_needs_the_key(member: User, settings: Any) -> None:
    before = erasing.digest_of(member)
    settings.SECRET_KEY = "another"
    assert erasing.digest_of(member) != before


def test_a_consent_is_given_once_withdrawn_and_given_again(member: User) -> None:
    first = consents.give(member, consents.ACCOUNT)
    assert consents.give(member, consents.ACCOUNT) == first
    assert consents.has_given(member, consents.ACCOUNT)
    assert consents.withdraw(member, consents.ACCOUNT) == 1
    assert not consents.has_given(member, consents.ACCOUNT)
    assert consents.withdraw(member, consents.ACCOUNT) == 0
    assert consents.give(member, consents.ACCOUNT) != first
    assert Consent.objects.count() == 2


def test_an_account_that_was_never_confirmed_takes_nothing_of_its_address_along() -> None:
    """Or signing up with someone's address, and never confirming, would erase what they wrote without an account."""
    from listings.models import ChangeReport
    from tests.factories.listings import make_report
    from tests.factories.mails import make_mail

    stranger = make_user("victime@demo.example")
    EmailAddress.objects.filter(user=stranger).delete()
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=False, primary=True)
    make_report(reporter_email=stranger.email, message="C’est fermé")
    mail = make_mail(to=stranger.email)
    erasing.erase(stranger)
    assert ChangeReport.objects.get().message == "C’est fermé"
    assert type(mail).objects.filter(pk=mail.pk).exists()


def test_the_hourly_chores_erase_again_too(member: User, django_capture_on_commit_callbacks: Any) -> None:
    from config.management.commands.run_due import CHORES

    erase_and_restore(member, django_capture_on_commit_callbacks)
    assert next(iter(CHORES.values()))(timezone.now()) == 1, "First: nobody is written to meanwhile."
    assert not User.objects.exists()


def test_one_that_fails_is_named_and_keeps_no_other_back(
    member: User, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    neighbour = make_user("voisine@exemple.fr")
    for user in (member, neighbour):
        Erasure.objects.create(user_digest=erasing.digest_of(user))
    erase = erasing.erase

    def fails_for_the_first(user: User) -> Erasure:
        if user == member:
            raise OSError("no disk")
        return erase(user)

    monkeypatch.setattr(erasing, "erase", fails_for_the_first)
    with pytest.raises(CommandError, match=rf"account {member.pk} \(OSError: no disk\)"):
        call_command("replay_erasures", "--apply")
    assert list(User.objects.filter(pk__in=[member.pk, neighbour.pk])) == [member]
