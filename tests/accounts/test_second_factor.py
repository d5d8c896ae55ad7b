"""Codes, recovery codes, passkeys; and the desk, which asks for one of them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import LazySettings
from django.core.cache import cache
from django.template import engines
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import PASSWORD, mails_to, make_user, sign_in

pytestmark = pytest.mark.django_db

MFA = "/compte/double-authentification/"


def code_for(secret: str) -> str:
    """What an application of codes shows now."""
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


def prove(client: Client, response: Any, **answers: str) -> Any:
    """Answer the page that asks who it is once more."""
    assert "/confirmer/" in response["Location"], response["Location"]
    assert client.get(response["Location"]).status_code == 200
    return client.post(response["Location"], answers or {"password": PASSWORD})


@pytest.fixture
def secret(member: User) -> str:
    """The member's application of codes."""
    secret = generate_totp_secret()
    TOTP.activate(member, secret)
    return str(secret)


def test_an_application_is_activated_with_its_first_code(signed_in: Client, member: User) -> None:
    prove(signed_in, signed_in.get(MFA + "application/activer/"))
    page = signed_in.get(MFA + "application/activer/")
    found = re.search(r"<code>([\w ]+)</code>", page.content.decode())
    assert found
    wrong = signed_in.post(MFA + "application/activer/", {"code": "000000"})
    assert wrong.context["form"].mistakes
    response = signed_in.post(MFA + "application/activer/", {"code": code_for(found[1].replace(" ", ""))})
    assert response["Location"] == MFA + "codes-de-secours/"
    codes = signed_in.get(response["Location"])
    assert len(re.findall(r"<code>\d{8}</code>", codes.content.decode())) == 10
    assert signed_in.get(MFA).status_code == 200
    assert {row.type for row in Authenticator.objects.filter(user=member)} == {"totp", "recovery_codes"}


def test_a_password_alone_no_longer_opens(member: User, secret: str) -> None:
    client = Client()
    response = sign_in(client)
    assert response["Location"] == MFA + "verifier/"
    assert client.get(response["Location"]).status_code == 200
    assert client.get("/compte/").status_code == 302
    assert client.post(response["Location"], {"code": "123"}).context["form"].mistakes
    assert client.post(response["Location"], {"code": code_for(secret)})["Location"] == "/compte/suite/"
    assert client.get("/compte/").status_code == 200


def test_a_code_serves_once(member: User, secret: str) -> None:
    code = code_for(secret)
    for expected in (302, 200):
        client = Client()
        assert client.post(sign_in(client)["Location"], {"code": code}).status_code == expected


def test_a_code_serves_once_even_where_clocks_are_late(member: User, secret: str) -> None:
    """allauth forgets a code after half a minute, while it is good for a minute and a half."""
    code = code_for(secret)
    for expected in (302, 200):
        client = Client()
        assert client.post(sign_in(client)["Location"], {"code": code}).status_code == expected
        assert cache.delete(TOTP(Authenticator.objects.get(user=member, type="totp"))._get_used_cache_key(code))


def test_a_recovery_code_serves_once(member: User, secret: str) -> None:
    code = RecoveryCodes.activate(member).get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        assert client.post(sign_in(client)["Location"], {"code": code}).status_code == expected


def test_wrong_codes_are_limited(member: User, secret: str) -> None:
    client = Client()
    door = sign_in(client)["Location"]
    for attempt in range(12):
        response = client.post(door, {"code": f"{attempt:06}"})
    assert "Trop d’essais" in response.content.decode()


def test_codes_are_read_and_renewed_after_the_password(
    signed_in: Client, member: User, secret: str, django_capture_on_commit_callbacks: Any
) -> None:
    before = RecoveryCodes.activate(member).get_unused_codes()
    prove(signed_in, signed_in.get(MFA + "codes-de-secours/renouveler/"))
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(MFA + "codes-de-secours/renouveler/")
    after = RecoveryCodes(Authenticator.objects.get(user=member, type="recovery_codes")).get_unused_codes()
    assert not set(before) & set(after)
    file = signed_in.get(MFA + "codes-de-secours/telecharger/")
    assert file.content.decode().split() == after
    assert mails_to(member.email)[-1].subject == "De nouveaux codes de secours ont été demandés pour votre compte"


def test_an_application_is_deactivated_after_the_password(signed_in: Client, member: User, secret: str) -> None:
    prove(signed_in, signed_in.get(MFA + "application/desactiver/"))
    assert signed_in.get(MFA + "application/desactiver/").status_code == 200
    signed_in.post(MFA + "application/desactiver/")
    assert not Authenticator.objects.filter(user=member).exists()


def test_passkeys_are_offered_and_rubbish_is_refused(signed_in: Client) -> None:
    options = json.loads(Client().get(MFA + "cles/connexion/", headers={"accept": "application/json"}).content)
    assert options["request_options"]["publicKey"]["challenge"]
    for rubbish in ("", "{}", "null", "[1]", '{"id": 1}'):
        response = Client().post(MFA + "cles/connexion/", {"credential": rubbish})
        assert response["Location"] == "/compte/connexion/"
    prove(signed_in, signed_in.get(MFA + "cles/ajouter/"))
    page = signed_in.get(MFA + "cles/ajouter/")
    assert "creation_options" in page.content.decode()
    assert signed_in.get(MFA + "cles/").status_code == 200


def test_the_passkey_of_someone_else_is_not_there(signed_in: Client) -> None:
    other = make_user("voisine@exemple.fr")
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Téléphone"})
    prove(signed_in, signed_in.get(f"{MFA}cles/{key.pk}/retirer/"))
    for act in ("retirer", "renommer"):
        assert signed_in.get(f"{MFA}cles/{key.pk}/{act}/").status_code == 404
        assert signed_in.post(f"{MFA}cles/{key.pk}/{act}/", {"name": "à moi"}).status_code == 404


class TestDesk:
    """Under ``/admin/``, in production."""

    @pytest.fixture(autouse=True)
    def _in_production(self, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.DESK_NEEDS_SECOND_FACTOR = True
        # Wagtail's own templates read what is not there.
        monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")

    @pytest.fixture
    def admin(self) -> User:
        return make_user(is_superuser=True, is_staff=True)

    def test_a_password_alone_leads_to_the_second_factor(self, admin: User) -> None:
        client = Client()
        sign_in(client)
        for path in ("/admin/", "/admin/pages/", "/admin/api/main/pages/", "/admin/images/"):
            assert client.get(path)["Location"] == MFA
            assert client.post(path)["Location"] == MFA
        assert "double authentification" in client.get(MFA).content.decode()

    def test_a_code_at_sign_in_opens_the_desk(self, admin: User) -> None:
        secret = generate_totp_secret()
        TOTP.activate(admin, secret)
        client = Client()
        client.post(sign_in(client)["Location"], {"code": code_for(secret)})
        assert client.get("/admin/").status_code == 200

    def test_a_factor_of_another_session_is_asked_again_in_this_one(self, admin: User) -> None:
        client = Client()
        sign_in(client)
        secret = generate_totp_secret()
        TOTP.activate(admin, secret)
        response = client.get("/admin/pages/?p=2")
        assert response["Location"] == MFA + "confirmer/?next=%2Fadmin%2Fpages%2F%3Fp%3D2"
        back = client.post(response["Location"], {"code": code_for(secret)})
        assert back["Location"] == "/admin/pages/?p=2"
        assert client.get("/admin/").status_code == 200

    def test_members_are_not_asked_for_what_would_not_let_them_in(self, signed_in: Client) -> None:
        assert not signed_in.get("/admin/").get("Location", "").startswith(MFA)

    def test_the_demo_does_not_ask(self, admin: User, settings: LazySettings) -> None:
        settings.DESK_NEEDS_SECOND_FACTOR = False
        client = Client()
        sign_in(client)
        assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/admin/login/?next=/admin/pages/", "/compte/connexion/?next=/admin/pages/"),
        ("/_util/login/?next=/x/", "/compte/connexion/?next=/x/"),
        ("/admin/password_reset/", "/compte/mot-de-passe/oublie/"),
        ("/admin/password_reset/confirm/MQ/abc/", "/compte/mot-de-passe/oublie/"),
        ("/admin/", "/compte/connexion/?next=/admin/"),
    ],
)
def test_there_is_one_door(client: Client, path: str, door: str) -> None:
    response = client.get(path)
    if response["Location"].startswith("/admin/login/"):
        response = client.get(response["Location"])
    assert response["Location"] == door
    assert client.post(path, {"username": "a@exemple.fr", "password": PASSWORD}).status_code in {302, 405}
