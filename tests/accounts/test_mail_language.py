"""In which language an account is written to: that of the sign-up, until it chooses another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.export import sections_of
from accounts.models import User
from accounts.retention import run
from tests.accounts.conftest import PASSWORD, link_in, mails_to, make_user, sign_in

pytestmark = pytest.mark.django_db

ANSWERS = {"email": "nadia@exemple.fr", "password1": PASSWORD, "consent": "on"}
ADDRESS = "/compte/langue/"


@pytest.mark.parametrize(("prefix", "language"), [("", "fr"), ("/en", "en")])
def test_signing_up_on_a_page_chooses_its_language(client: Client, prefix: str, language: str) -> None:
    client.post(f"{prefix}/compte/inscription/", ANSWERS)
    assert User.objects.get(email="nadia@exemple.fr").language == language
    (mail,) = mails_to("nadia@exemple.fr")
    assert link_in(mail).startswith(f"{prefix}/compte/courriel/confirmer/")
    assert client.get(link_in(mail)).status_code == 200


def test_a_mail_asked_for_on_a_page_in_another_language_is_in_the_account_s(client: Client) -> None:
    member = make_user(language="en")
    client.post("/compte/mot-de-passe/oublie/", {"email": member.email.upper()})
    client.post("/compte/inscription/", {**ANSWERS, "email": member.email})
    reset, exists = mails_to(member.email)
    assert link_in(reset).startswith("/en/compte/mot-de-passe/remplacer/")
    assert client.get(link_in(reset), follow=True).status_code == 200, "the link is good in its language"
    assert link_in(exists) == "/en/compte/mot-de-passe/oublie/"
    assert "Bonjour" not in reset.text + exists.text


def test_a_stranger_is_answered_in_the_language_of_the_page(client: Client) -> None:
    client.post("/en/compte/mot-de-passe/oublie/", {"email": "inconnue@exemple.fr"})
    (mail,) = mails_to("inconnue@exemple.fr")
    assert link_in(mail) == "/en/compte/inscription/"


def test_a_new_address_is_confirmed_in_the_account_s_language() -> None:
    member, client = make_user(language="en"), Client()
    sign_in(client)
    again = client.post("/compte/courriel/", {"action_add": "1", "email": "nouvelle@exemple.fr"})["Location"]
    client.post(again, {"password": PASSWORD})
    (mail,) = mails_to("nouvelle@exemple.fr")
    assert link_in(mail).startswith("/en/compte/courriel/confirmer/")
    assert member.language == "en"


def test_the_account_chooses_another(signed_in: Client, member: User) -> None:
    page = signed_in.get(ADDRESS)
    assert page.context["form"]["language"].value() == "fr"
    assert "Fran\u00e7ais" in page.content.decode()
    assert "English" in page.content.decode()
    assert signed_in.post(ADDRESS, {"language": "en"})["Location"] == "/compte/"
    member.refresh_from_db()
    assert member.language == "en"
    assert "English" in signed_in.get("/compte/").content.decode()


@pytest.mark.parametrize("answer", [{}, {"language": ""}, {"language": "de"}, {"language": "en\x00"}])
def test_no_other_language_is_taken(signed_in: Client, member: User, answer: dict[str, str]) -> None:
    page = signed_in.post(ADDRESS, answer)
    assert page.status_code == 200
    assert page.context["form"].mistakes
    member.refresh_from_db()
    assert member.language == "fr"


def test_it_is_the_account_s_alone(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert client.post(ADDRESS, {"language": "en"}).status_code == 302


def test_the_warning_of_erasure_speaks_it() -> None:
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    make_user(language="en", date_joined=long_ago, last_login=long_ago)
    run(datetime(2025, 12, 20, tzinfo=UTC))
    (mail,) = mails_to("camille@exemple.fr")
    assert link_in(mail) == "/en/compte/connexion/"


def test_it_is_taken_away_with_the_rest(member: User) -> None:
    (account,) = sections_of(member)[0].rows
    assert account["Langue des courriels"] == "Français"
