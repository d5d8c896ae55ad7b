"""An agency's own words in its mails: checked, seen before they are kept, given up, and never another agency's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import User
from cms.mail_texts import Overwritten, Place, adapt, go_back, no_longer_good, words_of
from cms.models import MailText
from cms.senders import sender_of
from geography.models import Territory
from listings.contact.letters import write_letter
from listings.contact.models import Side
from mail.catalogue import LETTERS
from mail.models import OutgoingMail
from mail.rendering import said, sample_of
from mail.wording import Words
from tests.factories.contact import write_to
from tests.factories.listings import desk_of, make_moderator, make_user, millau, territory_of
from tests.factories.places import make_place, mende

pytestmark = pytest.mark.django_db

FIRST = Words(
    subject="{Personne} vous écrit",
    body="Bonjour,\n\n{personne} s’intéresse à « {fiche} ».\n\nLui répondre :\n\n{lien}\n\nÀ bientôt, à Mende.",
)


def place(template: str = "contact_first", case: str = "texte", language: str = "fr") -> Place:
    letter = LETTERS[template]
    found = letter.case(case)
    assert found
    return Place(territory_of(mende()), letter, found, language)


@pytest.fixture
def agent() -> User:
    return make_moderator(mende())


def first_mail(owner: Any = None, **fields: Any) -> OutgoingMail:
    """What who holds a listing is sent."""
    listing = make_place(name="Le {lien} <b>Grenier</b>", owner=owner or make_user(), **fields)
    write_to(listing)
    return OutgoingMail.objects.filter(template="contact_first").latest("pk")


def path(where: Place) -> str:
    return f"/admin/courriels/textes/{where.territory.pk}/{where.letter.template}/{where.case.code}/{where.language}/"


class TestMails:
    def test_they_are_written_in_these_words_until_the_agency_goes_back(self, agent: User) -> None:
        text = adapt(place(), agent, FIRST, None)
        mail = first_mail()
        assert re.fullmatch(r"Camille \d+ vous écrit", mail.subject)
        assert "s’intéresse à « Le {lien} <b>Grenier</b> »" in mail.text, "what people write is not read as words"
        assert "Le {lien} &lt;b&gt;Grenier&lt;/b&gt;" in mail.html
        assert re.search(r"Lui répondre :\n\nhttps?://\S+/contact/fil/\S+\n\nÀ bientôt, à Mende\.\n", mail.text)
        assert ">Lui répondre</a>" in mail.html
        assert "Le {lien}" not in first_mail(make_user(language="en")).text.partition("\n")[0]
        assert "s’intéresse" not in first_mail(make_user(language="en")).text, "in English, the original"
        assert "s’intéresse" not in first_mail(commune=millau()).text, "elsewhere too"
        go_back(place(), agent)
        assert "s’intéresse" not in first_mail().text
        assert text
        text.refresh_from_db()
        assert (text.written_by, text.ended_by, bool(text.ended_at)) == (agent, agent, True)

    def test_a_paragraph_whose_variable_is_empty_is_left_out(self, agent: User) -> None:
        where = place("review_decided", "changes")
        words = Words(subject="À changer", body="Il manque :\n{points}\n\n{mot}\n\n{en ligne}\n\nCorriger :\n{lien}")
        adapt(where, agent, words, None)
        sample = sample_of(where.letter, where.case, sender_of(where.territory))
        assert "Il manque :\n- Horaires\n- Équipements" in said(where.letter, sample, words).body
        shown = said(where.letter, {**sample, "asked": "", "kept": ""}, words)
        assert "Il manque" not in shown.body
        assert shown.body.startswith("Précisez")

    def test_of_a_guarded_mail_only_the_first_and_last_words(self, agent: User) -> None:
        where = place("contact_confirm")
        text = adapt(where, agent, Words(subject="X", opening="Cher voisin,", body="Rien", closing="À bientôt !"), None)
        assert text
        assert (text.subject, text.body) == ("", "")
        conversation = write_to(make_place(owner=make_user()), email="inconnue@demo.example")
        mail = OutgoingMail.objects.filter(to="inconnue@demo.example").latest("pk")
        assert mail.subject == "Confirmez votre adresse pour envoyer votre message"
        assert mail.text.startswith("Cher voisin,\n\nVous avez écrit à")
        assert "rien ne partira.\n\nÀ bientôt !\n\n-- \n" in mail.text
        assert "/contact/fil/" in mail.text
        with pytest.raises(ValidationError) as caught:
            adapt(where, agent, Words(opening="{lien}", closing="Voyez https://ailleurs.example"), text.pk)
        assert set(caught.value.message_dict) == {"opening", "closing"}
        assert conversation

    def test_a_text_that_an_upgrade_made_wrong_falls_back_and_is_told(self, agent: User, monkeypatch: Any) -> None:
        adapt(place(), agent, FIRST, None)
        MailText.objects.update(body=FIRST.body.replace("{fiche}", "{lieu}"))
        assert "a un mot" not in first_mail().text
        assert "vous écrit à propos de" in first_mail().text, "the original, whole: half of it would not fit"
        assert no_longer_good(agent) == list(MailText.objects.all())
        assert no_longer_good(make_moderator(millau())) == []
        client = desk_of(agent, monkeypatch)
        assert "Textes de courriels à revoir" in client.get("/admin/").content.decode()
        page = client.get(path(place())).content.decode()
        assert "ne peut plus servir" in page
        assert "{lieu} n’existe pas" in page
        MailText.objects.update(template="contact_gone")
        assert first_mail()
        home, listed = client.get("/admin/"), client.get(path(place()).split("contact_first")[0])
        assert "contact_gone" in home.content.decode()
        assert "Textes qui ne servent plus" in listed.content.decode()
        client.post(f"{listed.request['PATH_INFO']}oublier/{MailText.objects.get().pk}/")
        assert no_longer_good(agent) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{lien} {fich}", "Vouliez-vous écrire {fiche}"),
        ("{lien} {zzzzzz}", "Ici, vous avez : {fiche}, {personne}, {lien}"),
        ("Bonjour {personne}", "Il manque {lien}"),
        ("{lien} {{ fiche }}", "Une accolade est seule"),
        ("{lien} {% load i18n %}", "n’existe pas"),
        ("{lien} {personne.email}", "n’existe pas"),
        ("{lien} {personne!r:>99999999}", "n’existe pas"),
        ("{lien} {0.__class__}", "n’existe pas"),
        ("{lien} {", "Une accolade est seule"),
        ("{lien} <b>ici</b>", "sans balises : enlevez <b>"),
    ],
)
def test_mistakes_are_told_beside_the_field(body: str, told: str, agent: User) -> None:
    with pytest.raises(ValidationError) as caught:
        adapt(place(), agent, Words(subject="Un mot", body=body), None)
    assert told in caught.value.message_dict["body"][0].replace("\u00a0", " ")
    assert not MailText.objects.exists()


def test_names_are_known_whatever_their_capitals_accents_and_spaces(agent: User) -> None:
    words = Words(subject="Une fiche", body="{VERIFICATION}\n\n{ Lien }\n\n{lien  de modification}")
    assert adapt(place("listing_check", "asked"), agent, words, None)


def test_who_may_and_two_at_once(agent: User) -> None:
    with pytest.raises(PermissionDenied):
        adapt(place(), make_moderator(millau()), FIRST, None)
    first = adapt(place(), agent, FIRST, None)
    assert first
    with pytest.raises(Overwritten):
        adapt(place(), make_moderator(mende()), Words("Autre", body=FIRST.body), None)
    assert adapt(place(), agent, FIRST, first.pk) == first, "the same words are no new version"
    second = adapt(place(), agent, Words(FIRST.subject, body="{lien}"), first.pk)
    assert second
    assert second != first
    assert [text.pk for text in place().versions] == [second.pk, first.pk]
    own = place().original()
    assert adapt(place(), agent, own, second.pk) is None, "the original's words are none"
    assert place().in_use() is None
    assert Territory.objects.filter(pk=first.territory_id).exists()


class TestDesk:
    def test_one_text_from_end_to_end(self, agent: User, monkeypatch: Any) -> None:
        client, where = desk_of(agent, monkeypatch), place()
        listed = client.get("/admin/courriels/textes/", follow=True).content.decode()
        for letter in LETTERS.values():
            assert f"/{letter.template}/{letter.cases[0].code}/fr/" in listed
        asked = {"subject": "Un mot pour {fiche}", "body": "{personne}\n\n{lien}", "seen": ""}
        wrong = client.post(path(where), {**asked, "body": "{personn}"}).content.decode()
        assert "Vouliez-vous écrire {personne}" in wrong
        seen = client.post(path(where), {**asked, "act": "apercu"}).content.decode()
        assert "pas encore enregistré" in seen
        assert "Un mot pour Le Grenier partagé" in seen
        assert not MailText.objects.exists()
        assert client.post(path(where), asked).status_code == 302
        again = client.post(path(where), {**asked, "body": "{lien}"}).content.decode()
        assert "Une autre personne vient de changer ce texte" in again
        MailText.objects.update(original="Un message\n\nBonjour, cher monde")
        page = client.get(path(where)).content.decode()
        assert "Les mots d’origine ont changé depuis" in page
        assert re.search(r"<del>[^<]*cher", page)
        assert "<ins>" in page
        assert "Avec vos mots" in client.get("/admin/courriels/textes/", follow=True).content.decode()
        assert page.count("<iframe sandbox") == 3
        client.post(f"{path(where)}origine/")
        assert where.in_use() is None
        assert f"Remplacé par {agent}" in client.get(path(where)).content.decode()

    def test_every_text_can_be_opened_in_both_languages(self, agent: User, monkeypatch: Any) -> None:
        client = desk_of(agent, monkeypatch)
        for letter in LETTERS.values():
            case = letter.cases[-1]
            language = "en" if len(letter.template) % 2 else "fr"
            answer = client.get(path(place(letter.template, case.code, language)))
            assert answer.status_code == 200, letter.template

    def test_another_territory_s_are_not_found(self, agent: User, monkeypatch: Any) -> None:
        adapt(place(), agent, FIRST, None)
        stranger = desk_of(make_moderator(millau()), monkeypatch)
        base = path(place()).split("contact_first")[0]
        for address in (path(place()), base):
            assert stranger.get(address).status_code == 404
        for address in (path(place()), f"{path(place())}origine/", f"{base}oublier/{MailText.objects.get().pk}/"):
            assert stranger.post(address, {"body": "{lien}", "subject": "x"}).status_code == 404
        assert place().in_use()
        client = desk_of(agent, monkeypatch)
        for wrong in ("contact_first/autre/fr", "base/texte/fr", "contact_first/texte/de"):
            assert client.get(f"/admin/courriels/textes/{place().territory.pk}/{wrong}/").status_code == 404
        assert Client().get(path(place())).status_code == 302


def test_words_are_those_of_the_row() -> None:
    assert words_of(MailText(subject="a", opening="b", body="c", closing="d")) == Words("a", "b", "c", "d")


def test_a_letter_that_the_desk_words_may_not_break(agent: User) -> None:
    """Names that end a header, and a text of one's own, are one line."""
    adapt(place("contact_message", "recipient"), agent, Words(subject="De {personne}", body="{lien}"), None)
    conversation = write_to(make_place(owner=make_user()))
    conversation.sender_name = "Eve\r\nBcc: x@y.z"
    write_letter(conversation, Side.RECIPIENT, "contact_message", "essai")
    mail = OutgoingMail.objects.filter(template="contact_message").latest("pk")
    assert mail.subject == "De Eve Bcc: x@y.z"
