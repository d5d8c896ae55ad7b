"""What the agency sees of messages: rates, and what is reported to it; nothing of another territory, no address."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from listings.contact import actions
from listings.contact.models import ContactReport, Conversation, Side, State
from listings.contact.reporting import AlreadyHandled, handle
from tests.factories.contact import answered, last_link
from tests.factories.listings import desk_of, make_moderator, make_user, millau
from tests.factories.places import mende

pytestmark = pytest.mark.django_db
LIST = "/admin/messages-signales/"


@pytest.fixture
def report() -> ContactReport:
    return actions.report(answered(text="Venez mardi"), Side.SENDER, "Des insultes")


def test_a_party_reports_once_from_its_link(client: Client, post: Any) -> None:
    conversation = answered()
    link = last_link(conversation.recipient.email)
    for words in ("Elle insiste", "Encore"):
        assert post(client, link, "signaler", problem=words).status_code == 302
    assert [report.text for report in ContactReport.objects.all()] == ["Elle insiste"]


def test_the_moderator_of_the_territory_reads_what_is_reported(report: ContactReport, monkeypatch: Any) -> None:
    desk = desk_of(make_moderator(mende()), monkeypatch)
    listed = desk.get(LIST).content.decode()
    assert report.conversation.listing_name in listed
    assert r"Messages signal\u00e9s (1)" in listed
    page = desk.get(f"{LIST}{report.pk}/").content.decode()
    assert "Des insultes" in page
    assert "Venez mardi" in page
    conversation = report.conversation
    for address in (conversation.sender.email, conversation.recipient.email):
        assert address not in page
        assert address not in listed


def test_nobody_else_does(report: ContactReport, monkeypatch: Any) -> None:
    desk = desk_of(make_moderator(millau()), monkeypatch)
    assert report.conversation.listing_name not in desk.get(LIST).content.decode()
    assert desk.get(f"{LIST}{report.pk}/").status_code == 404
    assert desk.post(f"{LIST}{report.pk}/", {"verdict": "stop"}).status_code == 404
    member = desk_of(make_user(), monkeypatch)
    for path in (LIST, f"{LIST}{report.pk}/"):
        assert member.get(path).status_code in {302, 403}
    report.refresh_from_db()
    assert report.is_new


def test_what_is_not_reported_is_nowhere_at_the_desk(monkeypatch: Any) -> None:
    conversation = answered(text="Venez avec le zébu", subject="Un bureau à pédales")
    desk = desk_of(make_moderator(mende()), monkeypatch)
    for path in ("/admin/", LIST):
        page = desk.get(path).content.decode()
        for words in ("zébu", "pédales", conversation.sender_name, conversation.sender.email):
            assert words not in page


def test_the_first_page_tells_the_rate(monkeypatch: Any) -> None:
    conversation = answered()
    Conversation.objects.filter(pk=conversation.pk).update(answered_at=conversation.sent_at)
    page = desk_of(make_moderator(mende()), monkeypatch).get("/admin/").content.decode()
    assert "Taux de réponse" in page
    assert "100\u00a0%" in page
    assert "Taux" not in desk_of(make_moderator(millau()), monkeypatch).get("/admin/").content.decode()


class TestHandling:
    def test_once_and_the_second_of_two_is_told(self, report: ContactReport, monkeypatch: Any) -> None:
        moderator = make_moderator(mende())
        desk = desk_of(moderator, monkeypatch)
        assert desk.post(f"{LIST}{report.pk}/", {"verdict": "handle"})["Location"] == LIST
        answer = desk.post(f"{LIST}{report.pk}/", {"verdict": "stop"}, follow=True)
        assert "déjà traité" in answer.content.decode()
        report.refresh_from_db()
        assert report.handled_by == moderator
        assert report.conversation.state == State.INTERESTED

    def test_stopping_ends_the_conversation_for_both(self, report: ContactReport) -> None:
        handle(report, make_moderator(mende()), stop=True)
        conversation = Conversation.objects.get()
        assert (conversation.state, bool(conversation.closed_at)) == (State.CLOSED, True)

    def test_not_by_another_territory(self, report: ContactReport) -> None:
        with pytest.raises(PermissionDenied):
            handle(report, make_moderator(millau()))
        handle(report, make_moderator(mende()))
        with pytest.raises(AlreadyHandled):
            handle(report, make_moderator(mende()))

    def test_a_verdict_that_is_none(self, report: ContactReport, monkeypatch: Any) -> None:
        desk = desk_of(make_moderator(mende()), monkeypatch)
        assert desk.post(f"{LIST}{report.pk}/", {"verdict": "x"}).status_code == 200
        report.refresh_from_db()
        assert report.is_new
