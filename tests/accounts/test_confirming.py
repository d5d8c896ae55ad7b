"""Confirming an address: who did not sign up here chooses the password; a change serves its own account only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts import consents
from accounts.models import Consent, User
from tests.accounts.conftest import PASSWORD, ask_for_address, link_in, mails_to, make_user, sign_in

pytestmark = pytest.mark.django_db
EMAIL, STRANGERS, OWN = "nadia@exemple.fr", "le mot de passe d’un autre", "celui que Nadia choisit"


def asked_by_someone(client: Client) -> User:
    """An account that a stranger asked for with Nadia's address."""
    client.post("/compte/inscription/", {"email": EMAIL, "password1": STRANGERS, "consent": "on"})
    return User.objects.get(email=EMAIL)


def link() -> str:
    return link_in(mails_to(EMAIL)[-1])


class TestAnAccountThatSomeoneElseAskedFor:
    def test_the_strangers_password_opens_nothing_once_the_owner_confirms(self) -> None:
        stranger, nadia = Client(), Client()
        user = asked_by_someone(stranger)
        page = nadia.get(link()).content.decode()
        assert "choisissez ici son mot de passe" in page
        answer = nadia.post(link(), {"password1": OWN, "consent": "on"})
        assert answer.status_code == 302
        assert EmailAddress.objects.get(user=user).verified
        user.refresh_from_db()
        assert not user.check_password(STRANGERS)
        assert sign_in(Client(), EMAIL, STRANGERS).status_code == 200
        assert stranger.get("/compte/").status_code == 302, "nor does the page where they asked for it"
        assert sign_in(nadia, EMAIL, OWN).status_code == 302
        assert nadia.get("/compte/").status_code == 200

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({"consent": "on"}, "Choisissez un mot de passe."),
            ({"password1": "court", "consent": "on"}, "12"),
            ({"password1": OWN}, "sans votre accord"),
        ],
    )
    def test_nothing_is_confirmed_without_a_good_password_and_a_consent(
        self, answers: dict[str, str], words: str
    ) -> None:
        user = asked_by_someone(Client())
        answer = Client().post(link(), answers)
        assert answer.status_code == 200
        assert words in answer.content.decode()
        assert not EmailAddress.objects.get(user=user).verified
        assert User.objects.get().check_password(STRANGERS)

    def test_consent_is_the_owners(self) -> None:
        user = asked_by_someone(Client())
        long_ago = timezone.now() - timedelta(days=2)
        Consent.objects.filter(user=user).update(given_at=long_ago)
        Client().post(link(), {"password1": OWN, "consent": "on"})
        consent = Consent.objects.get(user=user)
        assert consent.given_at > long_ago
        assert consent.version == consents.ACCOUNT.version

    def test_mails_speak_the_owners_language(self) -> None:
        user = asked_by_someone(Client())
        Client().post(f"/en{link()}", {"password1": OWN, "consent": "on"})
        user.refresh_from_db()
        assert user.language == "en"

    def test_who_signed_up_here_only_confirms(self, client: Client) -> None:
        user = asked_by_someone(client)
        assert "mot de passe" not in client.get(link()).content.decode().partition("<main")[2].partition("</main")[0]
        client.post(link())
        user.refresh_from_db()
        assert user.check_password(STRANGERS), "it was theirs"
        assert client.get("/compte/").status_code == 200

    def test_another_sign_up_under_way_here_changes_nothing_to_that(self, client: Client) -> None:
        user = asked_by_someone(Client())
        client.post("/compte/inscription/", {"email": "ana@exemple.fr", "password1": PASSWORD, "consent": "on"})
        client.post(link())
        assert not EmailAddress.objects.get(user=user).verified

    def test_an_address_that_another_account_confirmed_meanwhile_is_not_taken(self) -> None:
        asked_by_someone(Client())
        other = make_user("ana@exemple.fr")
        EmailAddress.objects.create(user=other, email=EMAIL, verified=True)
        page = Client().get(link()).content.decode()
        assert "déjà celle d’un autre compte" in page
        assert "password1" not in page

    def test_a_link_that_served_asks_for_no_password(self) -> None:
        asked_by_someone(Client())
        address = link()
        Client().post(address, {"password1": OWN, "consent": "on"})
        page = Client().get(address).content.decode()
        assert "Ce lien a déjà servi" in page
        assert Client().post(address, {"password1": "un troisième mot", "consent": "on"}).status_code == 404
        assert User.objects.get().check_password(OWN)

    def test_who_is_signed_in_to_another_account_stays_so_and_is_told(self, signed_in: Client) -> None:
        user = asked_by_someone(Client())
        for answer in (signed_in.get(link()), signed_in.post(link(), {"password1": OWN, "consent": "on"})):
            assert answer.status_code == 403
            assert "Ce lien est pour un autre compte" in answer.content.decode()
        assert signed_in.get("/compte/").status_code == 200
        assert not EmailAddress.objects.get(user=user).verified

    def test_the_page_is_kept_in_no_cache(self) -> None:
        asked_by_someone(Client())
        assert "no-store" in Client().get(link())["Cache-Control"]


def assert_nothing_changed(member: User) -> None:
    member.refresh_from_db()
    assert member.email == "camille@exemple.fr"
    assert member.check_password(PASSWORD)
    assert not EmailAddress.objects.get(email=EMAIL).verified


class TestAChangeOfAddress:
    @pytest.fixture
    def waiting(self, signed_in: Client) -> str:
        """The link that a stranger's change to Nadia's address mailed to her."""
        ask_for_address(signed_in, EMAIL)
        return link()

    def test_who_is_not_signed_in_gives_it_nothing(self, client: Client, member: User, waiting: str) -> None:
        for answer in (client.get(waiting), client.post(waiting, {"password1": OWN, "consent": "on"})):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/compte/connexion/?next=")
        assert_nothing_changed(member)
        assert "adresse actuelle" in client.get(answer["Location"]).content.decode()

    def test_who_is_signed_in_to_another_account_stays_so_and_is_told(
        self, client: Client, member: User, waiting: str
    ) -> None:
        client.force_login(make_user("ana@exemple.fr"))
        for answer in (client.get(waiting), client.post(waiting, {"password1": OWN, "consent": "on"})):
            assert answer.status_code == 403
            page = answer.content.decode()
            assert "Ce lien est pour un autre compte" in page
            assert member.email not in page
        assert_nothing_changed(member)
        assert client.get("/compte/").status_code == 200, "she is signed in as before"

    def test_its_account_signs_in_and_confirms(self, client: Client, member: User, waiting: str) -> None:
        to = client.get(waiting)["Location"]
        client.post(to, {"login": member.email, "password": PASSWORD})
        assert client.post(waiting).status_code == 302
        member.refresh_from_db()
        assert member.email == EMAIL
