"""The mails that did not arrive, at the desk of the agency: what and why, never an address nor a word of them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from mail.models import OutgoingMail
from tests.factories.listings import desk_of, make_moderator, make_user, millau
from tests.factories.mails import make_mail
from tests.factories.places import make_place, mende
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db
LIST = "/admin/courriels/fiches/"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The desk of Lozère."""
    return desk_of(make_moderator(mende()), monkeypatch)


@pytest.fixture
def mail() -> OutgoingMail:
    """A decision that did not reach who holds a place of Mende."""
    return make_mail(
        about=make_place(name="La Filature", owner=make_user()),
        template="review_decided",
        to="claire@demo.example",
        subject="Objet secret",
        text="Des mots secrets.\n",
        state="failed",
        error="550 5.1.1 <claire@demo.example>: User unknown",
        attempts=1,
    )


def page(desk: Client, address: str) -> str:
    return desk.get(address).content.decode().replace("\u00a0", " ")


def test_the_first_page_leads_to_what_and_why_without_a_name(desk: Client, mail: OutgoingMail) -> None:
    home = page(desk, "/admin/")
    assert "1 courriel n’est pas arrivé" in home
    assert LIST in home
    for address in (LIST, f"{LIST}results/", f"{LIST}{mail.pk}/"):
        html = page(desk, address)
        for words in ("La Filature", "La décision de l’agence", "La personne qui tient la fiche", "n’existe pas"):
            assert words in html, (address, words)
        for secret in ("claire@", "secret", "550 5", "unknown"):
            assert secret not in html, (address, secret)
    assert f"/admin/lieux/{mail.about_id}/" in page(desk, f"{LIST}{mail.pk}/")


def test_it_is_sent_again_or_put_aside(desk: Client, mail: OutgoingMail) -> None:
    assert desk.get(f"{LIST}{mail.pk}/envoyer/").status_code == 405
    assert desk.post(f"{LIST}{mail.pk}/autre/").status_code == 404
    desk.post(f"{LIST}{mail.pk}/mettre-de-cote/")
    assert "n’est pas arrivé" not in page(desk, "/admin/")
    assert "Mis de côté" in page(desk, LIST)
    assert "Mettre de côté" not in page(desk, f"{LIST}{mail.pk}/")
    assert "repart dans un instant" in desk.post(f"{LIST}{mail.pk}/envoyer/", follow=True).content.decode()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.put_aside_at) == ("waiting", 0, None)
    assert desk.get(f"{LIST}{mail.pk}/").status_code == 404, "It waits without trouble."
    assert "Tous les courriels" in page(desk, LIST)


def test_what_waits_is_not_sent_twice(desk: Client, mail: OutgoingMail) -> None:
    OutgoingMail.objects.update(state="waiting", error="TimeoutError: timed out")
    html = page(desk, f"{LIST}{mail.pk}/")
    assert "repart tout seul" in html
    assert "Envoyer de nouveau" not in html
    assert "ne peut pas repartir" in desk.post(f"{LIST}{mail.pk}/envoyer/", follow=True).content.decode()
    mail.refresh_from_db()
    assert mail.error == "TimeoutError: timed out"


def test_another_agency_finds_nothing(mail: OutgoingMail, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(make_moderator(millau()), monkeypatch)
    assert "La Filature" not in page(desk, LIST)
    assert desk.get(f"{LIST}{mail.pk}/").status_code == 404
    for act in ("envoyer", "mettre-de-cote"):
        assert desk.post(f"{LIST}{mail.pk}/{act}/").status_code == 404
    mail.refresh_from_db()
    assert (mail.state, mail.put_aside_at) == ("failed", None)


@pytest.mark.parametrize("number", [2, 12])
def test_the_same_queries_whatever_the_number(desk: Client, number: int) -> None:
    desk.get(LIST)
    for _ in range(number):
        make_mail(state="failed", error="550 non", about=make_place(), created_at=timezone.now())
    with reviewed_queries("desk-mail-troubles"):
        desk.get(f"{LIST}results/")
