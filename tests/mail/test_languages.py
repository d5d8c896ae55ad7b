"""Whatever writes a mail, the account that has the address chose its language."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from mail.languages import language_of
from mail.outbox import write_mail

pytestmark = pytest.mark.django_db


def make_user(language: str) -> User:
    return User.objects.create_user(f"lea-{language}@demo.example", language=language)


def test_an_account_s_choice_comes_before_the_page_s() -> None:
    assert language_of(make_user("en").email, "fr") == "en"
    assert language_of(make_user("fr").email, "en") == "fr"


def test_an_address_is_known_whatever_its_capitals_and_blanks() -> None:
    make_user("en")
    assert language_of(" LEA-en@Demo.example ") == "en"


@pytest.mark.parametrize(("asked", "written"), [("en", "en"), ("fr", "fr"), ("", "fr"), ("de", "fr"), ("zz\n", "fr")])
def test_without_an_account_the_page_s_or_the_site_s(asked: str, written: str) -> None:
    assert language_of("inconnue@demo.example", asked) == written


def test_links_dates_and_labels_are_made_in_the_language_of_the_mail() -> None:
    make_user("en")
    with translation.override("fr"):
        mail = write_mail(
            "account_inactive",
            "lea-en@demo.example",
            lambda: {"sign_in_url": f"http://testserver{reverse('account_login')}", "date": "24/12"},
        )
        assert translation.get_language() == "fr", "the page's language is as it was"
    assert mail is not None
    assert "http://testserver/en/compte/connexion/" in mail.text
    assert '<html lang="en">' in mail.html
    assert "Bonjour" not in mail.text
