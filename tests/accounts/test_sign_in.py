"""Signing up, in and out; passwords; the same answer whoever asks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from accounts import consents
from accounts.models import Consent, User
from tests.accounts.conftest import PASSWORD, SIGN_IN, ask_for_address, link_in, mails_to, make_user, sign_in

pytestmark = pytest.mark.django_db

SIGN_UP, FORGOTTEN = "/compte/inscription/", "/compte/mot-de-passe/oublie/"
ANSWERS = {"email": "nadia@exemple.fr", "password1": PASSWORD, "consent": "on"}
TOKENS = re.compile(rb'(csrfmiddlewaretoken" value=")[^"]+')


class CountingHasher(MD5PasswordHasher):
    """Counts the hashes made: the dear part of each answer, so what an attacker would time."""

    made = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).made += 1
        return super().encode(password, salt)


@pytest.fixture
def hashes(settings: Any) -> type[CountingHasher]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    CountingHasher.made = 0
    return CountingHasher


def answer_of(response: Any, email: str) -> tuple[int, str, bytes]:
    """What a stranger sees: status, place to go to, body without its tokens and without the address they wrote."""
    body = TOKENS.sub(rb"\1", response.content).replace(email.encode(), b"ADDRESS")
    return response.status_code, response.get("Location", ""), body


def test_sign_up_confirm_and_come_in(client: Client) -> None:
    response = client.post(SIGN_UP, ANSWERS)
    assert response["Location"] == "/compte/courriel/a-confirmer/"
    assert client.get(response["Location"]).status_code == 200
    user = User.objects.get(email="nadia@exemple.fr")
    assert not EmailAddress.objects.get(user=user).verified
    consent = Consent.objects.get(user=user)
    assert (consent.version, consent.wording) == (consents.ACCOUNT.version, str(consents.ACCOUNT.text))

    refused = sign_in(Client(), "nadia@exemple.fr")
    assert refused["Location"] == "/compte/courriel/a-confirmer/", "An address that is not confirmed opens nothing."

    (mail,) = mails_to("nadia@exemple.fr")
    assert "Confirmez votre adresse" in mail.subject
    page = client.get(link_in(mail))
    assert b"nadia@exemple.fr" in page.content
    assert client.post(link_in(mail)).status_code == 302
    assert EmailAddress.objects.get(user=user).verified
    assert client.get("/compte/").status_code == 200, "Whoever confirms in the same browser is signed in."


def test_a_sign_up_without_consent_or_with_a_weak_password_is_told_why(client: Client) -> None:
    response = client.post(SIGN_UP, {"email": "nadia@exemple.fr", "password1": "123456"})
    form = response.context["form"]
    assert set(form.errors) == {"consent", "password1"}
    assert {mistake.anchor for mistake in form.mistakes} == {"id_consent", "id_password1"}
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "nadia", "na dia@exemple.fr", "nadia@exemple.fr\nBcc: tous@exemple.fr", "x" * 300]
)
def test_bad_addresses_are_mistakes(client: Client, email: str) -> None:
    for address in (SIGN_UP, FORGOTTEN, SIGN_IN):
        data = {**ANSWERS, "email": email, "login": email, "password": PASSWORD}
        response = client.post(address, data)
        assert response.status_code == 200, address
        assert response.context["form"].mistakes, address


@pytest.mark.parametrize("capitals", [False, True])
def test_sign_up_answers_the_same_for_a_known_address(member: User, capitals: bool, hashes: Any) -> None:
    known = member.email.upper() if capitals else member.email
    told, work = [], []
    for email in (known, "inconnue@exemple.fr"):
        cache.clear()
        client, before = Client(), hashes.made
        response = client.post(SIGN_UP, {**ANSWERS, "email": email})
        work.append(hashes.made - before)
        told += [answer_of(response, email), answer_of(client.get(response["Location"]), email.lower())]
    assert told[:2] == told[2:]
    assert work[0] == work[1] > 0
    assert User.objects.filter(email__iexact=member.email).count() == 1
    (mail,) = mails_to(member.email)
    assert mail.template == "account_exists"
    assert link_in(mail) == FORGOTTEN


def test_a_forgotten_password_answers_the_same_for_an_unknown_address(member: User, hashes: Any) -> None:
    told, work = [], []
    for email in (member.email, "inconnue@exemple.fr"):
        client, before = Client(), hashes.made
        response = client.post(FORGOTTEN, {"email": email})
        work.append(hashes.made - before)
        told += [answer_of(response, email), answer_of(client.get(response["Location"]), email)]
    assert told[:2] == told[2:]
    assert work[0] == work[1]
    assert mails_to(member.email)[0].template == "account_reset"
    assert mails_to("inconnue@exemple.fr")[0].template == "account_unknown"


def test_a_wrong_password_answers_the_same_for_an_unknown_address(member: User, hashes: Any) -> None:
    told, work = [], []
    for email in (member.email, "inconnue@exemple.fr"):
        before = hashes.made
        told.append(answer_of(sign_in(Client(), email, "un mauvais mot de passe"), email))
        work.append(hashes.made - before)
    assert told[0] == told[1]
    assert work[0] == work[1] == 1


@pytest.mark.parametrize("email", ["camille@exemple.fr", "inconnue@exemple.fr"])
def test_twelve_wrong_passwords_close_the_door_for_a_while(member: User, email: str) -> None:
    for attempt in range(12):
        response = sign_in(Client(), email, f"mauvais {attempt}", REMOTE_ADDR=f"192.0.2.{attempt}")
        assert response.status_code == 200
    assert "Trop d’essais" in response.content.decode()
    late = sign_in(Client(), member.email, REMOTE_ADDR="198.51.100.1")
    assert (late.status_code == 302) is (email != member.email), "Only the address that was attacked waits."


def test_the_door_counts_an_address_whatever_the_host(member: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["a.exemple.fr", "b.exemple.fr"]
    for attempt in range(12):
        host = "ab"[attempt % 2] + ".exemple.fr"
        sign_in(Client(), password=f"mauvais {attempt}", HTTP_HOST=host, REMOTE_ADDR=f"192.0.2.{attempt}")
    assert sign_in(Client(), HTTP_HOST="a.exemple.fr", REMOTE_ADDR="198.51.100.1").status_code == 200


def test_many_wrong_passwords_of_one_sender_are_refused_whatever_the_address() -> None:
    for attempt in range(25):
        response = sign_in(Client(), f"nom{attempt}@exemple.fr", "mauvais mot de passe")
    assert "Trop d’essais" in response.content.decode()


def test_sign_ups_of_one_sender_are_limited() -> None:
    statuses = [
        Client().post(SIGN_UP, {**ANSWERS, "email": f"nom{number}@exemple.fr"}).status_code for number in range(22)
    ]
    assert statuses[:20] == [302] * 20
    assert statuses[-1] == 429


def test_a_reset_link_serves_once_and_ends_every_session(signed_in: Client, member: User) -> None:
    client = Client()
    client.post(FORGOTTEN, {"email": member.email})
    link = link_in(mails_to(member.email)[-1])
    form = client.get(link)
    assert "choisir" not in form["Location"]
    changed = client.post(form["Location"], {"password1": "une autre phrase de mots"})
    assert client.get(changed["Location"]).status_code == 200
    assert signed_in.get("/compte/").status_code == 302
    assert sign_in(Client(), password="une autre phrase de mots").status_code == 302
    assert sign_in(Client()).status_code == 200
    assert "trop ancien" in Client().get(link).content.decode()


def test_changing_the_password_ends_the_other_sessions(signed_in: Client, member: User) -> None:
    other = Client()
    sign_in(other)
    assert other.get("/compte/").status_code == 200
    response = signed_in.post(
        "/compte/mot-de-passe/", {"oldpassword": PASSWORD, "password1": "une autre phrase de mots"}
    )
    assert response.status_code == 302, response.context["form"].errors
    assert signed_in.get("/compte/").status_code == 200
    assert other.get("/compte/").status_code == 302
    notice = mails_to(member.email)[-1]
    assert (notice.template, notice.subject) == ("account_notice", "Le mot de passe de votre compte a changé")
    assert "127.0.0.1" in notice.text


def test_a_wrong_present_password_changes_nothing(signed_in: Client, member: User) -> None:
    response = signed_in.post("/compte/mot-de-passe/", {"oldpassword": "faux", "password1": "une autre phrase de mots"})
    assert set(response.context["form"].errors) == {"oldpassword"}
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_new_address_replaces_the_old_one_once_it_is_confirmed(signed_in: Client, member: User) -> None:
    ask_for_address(signed_in, "nouvelle@exemple.fr")
    member.refresh_from_db()
    assert member.email == "camille@exemple.fr"
    page = signed_in.get("/compte/courriel/").content.decode()
    assert "nouvelle@exemple.fr" in page
    signed_in.post(link_in(mails_to("nouvelle@exemple.fr")[-1]))
    member.refresh_from_db()
    assert member.email == "nouvelle@exemple.fr"
    assert list(EmailAddress.objects.filter(user=member).values_list("email", "verified")) == [
        ("nouvelle@exemple.fr", True)
    ]
    assert mails_to("camille@exemple.fr")[-1].template == "account_notice", "The old address is told."


def test_the_address_of_someone_else_is_not_taken_nor_told(signed_in: Client, member: User) -> None:
    make_user("voisine@exemple.fr")
    ask_for_address(signed_in, "voisine@exemple.fr")
    member.refresh_from_db()
    assert member.email == "camille@exemple.fr"
    assert "déjà" not in signed_in.get("/compte/courriel/").content.decode()


def test_signing_out_asks_first(signed_in: Client) -> None:
    assert signed_in.get("/compte/deconnexion/").status_code == 200
    assert signed_in.get("/compte/").status_code == 200
    assert signed_in.post("/compte/deconnexion/")["Location"] == "/"
    assert signed_in.get("/compte/").status_code == 302


@pytest.mark.parametrize("target", ["https://mechant.exemple/", "//mechant.exemple/", "javascript:alert(1)"])
def test_the_way_back_stays_on_the_site(member: User, target: str) -> None:
    response = Client().post(SIGN_IN, {"login": member.email, "password": PASSWORD, "next": target})
    assert response["Location"] == "/compte/suite/"


def test_a_suspended_account_does_not_come_in(member: User) -> None:
    User.objects.update(is_active=False)
    response = sign_in(Client())
    assert response["Location"] == "/compte/suspendu/"
    assert Client().get("/compte/suspendu/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "goes_to"), [({}, "/mon-espace/"), ({"is_superuser": True, "is_staff": True}, "/admin/")]
)
def test_sign_in_leads_each_to_their_place(fields: dict[str, Any], goes_to: str) -> None:
    make_user(**fields)
    client = Client()
    assert client.get(sign_in(client)["Location"])["Location"] == goes_to


def test_english_pages_and_mails() -> None:
    response = Client().post("/en/compte/inscription/", ANSWERS)
    assert response["Location"] == "/en/compte/courriel/a-confirmer/"
    assert link_in(mails_to("nadia@exemple.fr")[0]).startswith("/en/compte/courriel/confirmer/")
