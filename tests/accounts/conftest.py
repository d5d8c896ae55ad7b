"""People to sign in with."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from mail.models import OutgoingMail

PASSWORD = "une phrase de quatre mots"
SIGN_IN = "/compte/connexion/"


def make_user(email: str = "camille@exemple.fr", **fields: Any) -> User:
    """Someone whose address is confirmed."""
    user = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture
def member(db: None) -> User:
    """A member, whose password is ``PASSWORD``."""
    return make_user()


def sign_in(client: Client, email: str = "camille@exemple.fr", password: str = PASSWORD, **extra: Any) -> Any:
    """Send the sign-in form."""
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


@pytest.fixture
def signed_in(member: User) -> Client:
    """The member's browser, signed in through the door."""
    client = Client()
    assert sign_in(client).status_code == 302
    return client


def ask_for_address(client: Client, email: str) -> None:
    """Ask for another address; the password is asked before it is taken."""
    response = client.post("/compte/courriel/", {"action_add": "1", "email": email})
    assert response["Location"].startswith("/compte/confirmer/")
    assert client.get(response["Location"]).status_code == 200
    assert client.post(response["Location"], {"password": PASSWORD})["Location"] == "/compte/courriel/"


def mails_to(email: str) -> list[OutgoingMail]:
    """What was written to an address, oldest first."""
    return list(OutgoingMail.objects.filter(to=email).order_by("created_at", "pk"))


def link_in(mail: OutgoingMail) -> str:
    """The path of the only line of a mail that is an address."""
    (line,) = [line for line in mail.text.splitlines() if line.startswith("http")]
    return "/" + line.split("/", 3)[3]
