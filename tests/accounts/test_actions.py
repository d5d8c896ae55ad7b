"""Addresses taken as confirmed: by who opens the account, or by a link that was mailed."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client

from accounts.actions import confirm_first_address, vouch_for_address
from accounts.models import User
from tests.accounts.conftest import PASSWORD, link_in, mails_to, sign_in

pytestmark = pytest.mark.django_db

FORGOTTEN = "/compte/mot-de-passe/oublie/"


def addresses_of(user: User) -> list[tuple[str, bool, bool]]:
    return list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary"))


@pytest.mark.parametrize("email", ["odile@exemple.fr", "Odile@exemple.fr"])
def test_vouching_confirms_once(email: str) -> None:
    user = User.objects.create_user(email, PASSWORD)
    for _time in range(2):
        vouch_for_address(user)
        assert addresses_of(user) == [("odile@exemple.fr", True, True)]
    assert sign_in(Client(), email)["Location"] == "/compte/suite/"


def test_vouching_confirms_what_waited() -> None:
    user = User.objects.create_user("odile@exemple.fr", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    vouch_for_address(user)
    assert addresses_of(user) == [("odile@exemple.fr", True, True)]


def test_the_first_superuser_comes_in_without_a_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--no-input", "--email", "odile@exemple.fr", verbosity=0)
    client = Client()
    assert client.get(sign_in(client, "odile@exemple.fr")["Location"])["Location"] == "/admin/"


def test_a_mailed_link_confirms_an_account_that_an_agency_opened() -> None:
    user = User.objects.create_user("odile@exemple.fr")
    client = Client()
    client.post(FORGOTTEN, {"email": user.email})
    form = client.get(link_in(mails_to(user.email)[-1]))
    client.post(form["Location"], {"password1": PASSWORD})
    assert sign_in(Client(), user.email)["Location"] == "/compte/suite/"


def test_a_mailed_link_confirms_no_second_address(member: User) -> None:
    EmailAddress.objects.create(user=member, email="nouvelle@exemple.fr")
    assert not confirm_first_address(member)
    assert not EmailAddress.objects.get(email="nouvelle@exemple.fr").verified
