"""Signed in at the portal is signed in at the territories' sites below it, and nowhere else."""

from __future__ import annotations

import pytest
from allauth.core import context
from django.conf import LazySettings
from django.test import Client, RequestFactory

from accounts.adapter import SecondFactorAdapter
from tests.accounts.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_portal(settings: LazySettings) -> None:
    settings.SIGN_IN_HOST = "hameau.example"
    settings.ALLOWED_HOSTS = [".hameau.example", "autre.example", "nothameau.example", "127.0.0.1"]


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("hameau.example", "hameau.example"),
        ("lozere.hameau.example:8000", "hameau.example"),
        ("autre.example", ""),
        ("nothameau.example", ""),
        ("127.0.0.1:8000", ""),
    ],
)
def test_the_cookie_is_for_the_sites_that_share_the_sign_in(host: str, domain: str) -> None:
    client = Client(headers={"host": host})
    client.post("/compte/connexion/", {"login": make_user().email, "password": PASSWORD})
    assert client.cookies["sessionid"]["domain"] == domain
    client.post("/compte/deconnexion/")
    assert client.cookies["sessionid"].value == ""
    assert client.cookies["sessionid"]["domain"] == domain


@pytest.mark.parametrize(
    ("host", "party"), [("lozere.hameau.example:8000", "hameau.example"), ("autre.example", "autre.example")]
)
def test_so_is_a_passkey(host: str, party: str) -> None:
    with context.request_context(RequestFactory().get("/", headers={"host": host})):
        assert SecondFactorAdapter().get_public_key_credential_rp_entity()["id"] == party
