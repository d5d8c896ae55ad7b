"""The first message: from the form to the recipient's mail, and everything that must not leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from listings.contact import limits
from listings.contact.models import Conversation, Message
from listings.contact.reach import contact_url
from tests.factories.contact import last_link, mails, make_held_place
from tests.factories.directory_businesses import make_business
from tests.factories.listings import make_user
from tests.factories.places import make_place
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db
ADDRESS = "/contact/lieu/la-filature/"


@pytest.fixture
def place() -> Any:
    return make_held_place(slug="la-filature", name="La Filature")


class TestWithoutAccount:
    def test_waits_until_the_address_is_confirmed(self, client: Client, place: Any, send: Any) -> None:
        answer = send(client, ADDRESS)
        assert answer.status_code == 302
        page = client.get(answer["Location"]).content.decode()
        assert "pas encore parti" in page
        assert [mail.to for mail in mails()] == ["camille@exemple.fr"]
        assert Conversation.objects.get().state == "to_confirm"

    def test_reading_the_link_sends_nothing_posting_does_once(
        self, client: Client, place: Any, send: Any, post: Any
    ) -> None:
        send(client, ADDRESS)
        link = last_link("camille@exemple.fr")
        for _ in range(3):
            page = client.get(link).content.decode()
        assert "Votre message n’est pas encore parti" in page
        assert "le mardi et le jeudi" in page
        assert not mails(place.owner.email)
        assert post(client, link, "confirmer").status_code == 302
        assert post(client, link, "confirmer").status_code == 302
        assert len(mails(place.owner.email)) == 1
        assert "Votre message est parti" in client.get(link).content.decode()
        conversation = Conversation.objects.get()
        assert (conversation.state, conversation.sender_name) == ("open", "Camille Roux")
        assert conversation.sent_at

    def test_the_account_of_a_confirmed_address_finds_it_in_its_messages(
        self, client: Client, place: Any, send: Any, post: Any
    ) -> None:
        member = make_user()
        send(client, ADDRESS, reporter_email=member.email.upper())
        post(client, last_link(member.email.upper()), "confirmer")
        assert Conversation.objects.of_person(member).count() == 1

    def test_an_unconfirmed_message_is_nobodys(self, client: Client, place: Any, send: Any) -> None:
        member = make_user()
        send(client, ADDRESS, reporter_email=member.email)
        assert not Conversation.objects.of_person(member).exists()
        assert not Conversation.objects.of_person(place.owner).exists()


class TestWithAccount:
    def test_leaves_at_once(self, client: Client, place: Any, send: Any) -> None:
        member = make_user(first_name="Ana")
        client.force_login(member)
        answer = send(client, ADDRESS)
        conversation = Conversation.objects.get()
        assert answer["Location"] == f"/mon-espace/messages/{conversation.pk}/"
        assert conversation.sender == member
        assert conversation.sender_email == ""
        assert [mail.to for mail in mails()] == [place.owner.email]

    def test_the_form_asks_for_no_address_and_knows_the_name(self, client: Client, place: Any) -> None:
        client.force_login(make_user(first_name="Ana", last_name="Blanc"))
        page = client.get(ADDRESS).content.decode()
        assert "reporter_email" not in page
        assert 'value="Ana Blanc"' in page

    def test_the_form_says_who_reads(self, client: Client, place: Any) -> None:
        page = client.get(ADDRESS).content.decode()
        assert "La ou les personnes qui tiennent cette fiche, aujourd’hui ou plus tard, lisent" in page
        assert "adresse publique" not in page

    def test_one_does_not_write_to_oneself(self, client: Client, place: Any) -> None:
        client.force_login(place.owner)
        assert client.get(ADDRESS)["Location"] == place.get_absolute_url()


class TestWhoCanBeWrittenTo:
    def test_a_listing_without_owner_is_written_to_at_its_public_address(
        self, client: Client, send: Any, post: Any
    ) -> None:
        make_place(slug="la-filature", email="bonjour@filature.exemple")
        page = client.get(ADDRESS).content.decode()
        assert "adresse publique" in page
        assert "lisent votre message" not in page, "nobody holds it"
        send(client, ADDRESS)
        post(client, last_link("camille@exemple.fr"), "confirmer")
        assert len(mails("bonjour@filature.exemple")) == 1

    @pytest.mark.parametrize(
        "fields",
        [{}, {"email": "a@b.exemple", "live": False}, {"email": "a@b.exemple", "expire_at": timezone.now()}],
        ids=["nobody reads", "draft", "expired"],
    )
    def test_nobody_else(self, client: Client, fields: dict[str, Any]) -> None:
        make_place(slug="la-filature", **fields)
        assert client.get(ADDRESS).status_code == 404

    def test_a_suspended_owner_is_not_written_to(self, client: Client) -> None:
        make_place(slug="la-filature", owner=make_user(is_active=False), email="a@b.exemple")
        assert client.get(ADDRESS).status_code == 404

    @pytest.mark.parametrize("path", ["/contact/lieu/rien/", "/contact/chateau/la-filature/", "/contact/fil/abc/"])
    def test_what_does_not_exist(self, client: Client, place: Any, path: str) -> None:
        assert client.get(path).status_code == 404


class TestRepeats:
    def test_a_double_click_is_one_message(self, client: Client, place: Any, send: Any) -> None:
        client.force_login(make_user())
        form = client.get(ADDRESS).context["form"]
        from tests.listings.contact.conftest import WORDS

        data = {**WORDS, "token": form.initial["token"]}
        first, second = client.post(ADDRESS, data), client.post(ADDRESS, data)
        assert first["Location"] == second["Location"]
        assert Conversation.objects.count() == Message.objects.count() == len(mails()) == 1

    def test_fifty_messages_from_one_person(self, client: Client, place: Any, send: Any, settings: Any) -> None:
        member = make_user()
        client.force_login(member)
        places = [make_held_place() for _ in range(50)]
        codes = [
            send(client, f"/contact/lieu/{other.slug}/", REMOTE=str(rank)).status_code
            for rank, other in enumerate(places)
        ]
        assert codes == [302] * 5 + [429] * 45
        assert len(mails()) == 5

    def test_fifty_messages_to_one_person(self, place: Any) -> None:
        from listings.contact.actions import Refused
        from tests.factories.contact import write_to

        for _ in range(limits.RECEIVED_A_DAY):
            write_to(place)
        for _ in range(50 - limits.RECEIVED_A_DAY):
            with pytest.raises(Refused, match="Réessayez demain"):
                write_to(place)
        assert len(mails(place.owner.email)) == limits.RECEIVED_A_DAY
        assert Conversation.objects.count() == limits.RECEIVED_A_DAY, "what was refused left nothing"

    def test_the_next_day_one_writes_again(self, client: Client, place: Any) -> None:
        from tests.factories.contact import write_to

        member = make_user()
        for _ in range(limits.NEW_A_DAY):
            write_to(make_held_place(), member)
        yesterday = timezone.now() - timedelta(days=1, seconds=1)
        Conversation.objects.update(created_at=yesterday, sent_at=yesterday)
        assert write_to(place, member).sent_at

    def test_what_others_claim_to_write_from_an_address_does_not_silence_its_account(self, place: Any) -> None:
        from tests.factories.contact import write_to

        member = make_user()
        for _ in range(limits.NEW_A_DAY):
            write_to(make_held_place(), email=member.email)
        assert write_to(place, member).sent_at

    def test_a_plus_makes_no_other_person(self) -> None:
        assert limits.address_digest("Ana+1@Exemple.fr") == limits.address_digest("ana@exemple.fr")
        assert limits.address_digest("ana@exemple.fr") != limits.address_digest("ana@autre.fr")
        assert "ana" not in limits.address_digest("ana@exemple.fr")


class TestWords:
    def test_html_is_shown_as_typed(self, client: Client, place: Any, send: Any) -> None:
        client.force_login(make_user())
        nasty = "<script>alert(1)</script><b>gras</b>"
        answer = send(client, ADDRESS, subject=nasty, introduction=nasty, text=nasty)
        for reader in (Conversation.objects.get().sender, place.owner):
            client.force_login(reader)
            page = client.get(answer["Location"]).content.decode()
            assert "<script>alert" not in page
            assert "<b>gras" not in page
            assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
        assert not any("alert(1)" in mail.text + mail.html + mail.subject for mail in mails())

    @pytest.mark.parametrize(
        "nasty", ["Ana\r\nBcc: tous@exemple.fr", "Ana\nBcc", "Ana\x0bB", "Ana\u2028B", "Ana\u202eB"]
    )
    def test_line_breaks_in_names_and_subjects_are_spaces(
        self, client: Client, place: Any, send: Any, nasty: str
    ) -> None:
        client.force_login(make_user())
        answer = send(client, ADDRESS, name=nasty.replace("@", " "), subject=nasty)
        assert answer.status_code == 302
        conversation = Conversation.objects.get()
        for text in (conversation.sender_name, conversation.subject, *(mail.subject for mail in mails())):
            assert text.isprintable()
            assert len(text.splitlines()) == 1

    @pytest.mark.parametrize("name", ["https://ruse.exemple", "www.ruse.exemple", "a@b.exemple", "<Ana>"])
    def test_a_name_carries_no_address(self, client: Client, place: Any, send: Any, name: str) -> None:
        answer = send(client, ADDRESS, name=name)
        assert answer.status_code == 200
        assert "sans adresse de site" in answer.content.decode()
        assert not Conversation.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("name", "", "Écrivez votre nom"),
            ("reporter_email", "", "Écrivez votre adresse"),
            ("reporter_email", "x", "nom@exemple.fr"),
            ("introduction", "", "qui vous êtes"),
            ("subject", "", "à quel sujet"),
            ("text", "", "cherchez ou proposez"),
            ("text", "a" * 3001, "3000 caractères au plus"),
            ("text", "a\x00b", "caractère invisible"),
            ("name", "a\x00b", "caractère invisible"),
            ("wanted_by", "bientôt", "15/01/2027"),
            ("wanted_by", "2001-01-01", "Cette date est passée"),
        ],
    )
    def test_a_wrong_answer_says_what_to_do(
        self, client: Client, place: Any, send: Any, field: str, value: str, words: str
    ) -> None:
        answer = send(client, ADDRESS, **{field: value})
        assert answer.status_code == 200
        assert words in answer.content.decode()
        assert not Conversation.objects.exists()

    def test_robots_are_refused(self, client: Client, place: Any, send: Any) -> None:
        assert "champ caché" in send(client, ADDRESS, website="x").content.decode()
        assert not mails()


def test_the_form_is_kept_by_no_cache_and_in_no_index(client: Client, place: Any) -> None:
    answer = client.get(ADDRESS)
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex"' in answer.content.decode()


class TestEveryKind:
    """A worker and a business are written to as a place is."""

    @pytest.fixture(params=["teletravailleur", "entreprise"])
    def listing(self, request: pytest.FixtureRequest) -> Any:
        if request.param == "teletravailleur":
            return make_worker(make_user())
        return make_business(owner=make_user())

    def test_from_its_page_to_its_owner(self, client: Client, listing: Any, send: Any) -> None:
        page = client.get(listing.get_absolute_url()).content.decode()
        address = contact_url(listing)
        assert f'href="{address}"' in page
        client.force_login(make_user())
        answer = send(client, address)
        assert answer.status_code == 302
        assert [mail.to for mail in mails()] == [listing.owner.email]
        assert listing.owner.email not in client.get(answer["Location"]).content.decode()

    def test_a_draft_is_not(self, client: Client, listing: Any) -> None:
        type(listing).objects.filter(pk=listing.pk).update(live=False)
        assert client.get(contact_url(listing)).status_code == 404
