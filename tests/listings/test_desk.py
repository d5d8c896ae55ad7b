"""Reports and moderators on Wagtail's desk: who sees what, and two people at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from listings.actions import MODERATORS_GROUP
from listings.desk import reports
from listings.models import ChangeReport, Moderator
from tests.factories.listings import (
    desk_of,
    make_moderator,
    make_report,
    make_superuser,
    make_user,
    millau,
    territory_of,
)
from tests.factories.places import make_place, mende

pytestmark = pytest.mark.django_db
QUEUE = "/admin/relectures/"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The desk of Lozère."""
    return desk_of(make_moderator(mende()), monkeypatch)


def address(report: ChangeReport) -> str:
    return f"/admin/relectures/signalements/{report.pk}/"


class TestAccess:
    def test_another_territory_s_report_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        report = make_report(proposed_name="Secret de Lozère")
        stranger = desk_of(make_moderator(millau()), monkeypatch)
        assert stranger.get(address(report)).status_code == 404
        assert stranger.post(address(report), {"state": "handled"}).status_code == 404
        assert ChangeReport.objects.get().is_new

    def test_without_a_territory_one_is_sent_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        report, user = make_report(), make_user()
        user.groups.set(make_moderator(mende()).groups.all())
        editor = desk_of(user, monkeypatch)
        for page in (QUEUE, address(report)):
            assert editor.get(page)["Location"] == "/admin/"
        assert "relectures" not in editor.get("/admin/").content.decode()

    def test_a_visitor_signs_in_first(self, client: Client) -> None:
        for page in (QUEUE, address(make_report())):
            assert "connexion" in client.get(page)["Location"]

    def test_a_superuser_sees_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        admin = desk_of(make_superuser(), monkeypatch)
        for report in (make_report(), make_report(commune=millau())):
            assert admin.get(address(report)).status_code == 200

    def test_pages_are_not_kept_by_caches(self, desk: Client) -> None:
        for page in (QUEUE, address(make_report())):
            assert "no-store" in desk.get(page)["Cache-Control"]


class TestReport:
    def test_shows_the_words_and_the_listing(self, desk: Client) -> None:
        place = make_place(name="La Filature")
        report = make_report(place, message="Fermé <le> lundi", reporter_email="a@exemple.fr")
        html = desk.get(address(report)).content.decode()
        for words in (
            "La Filature",
            "Fermé &lt;le&gt; lundi",
            "mailto:a@exemple.fr",
            f"/admin/lieux/{place.pk}/",
            place.get_absolute_url(),
        ):
            assert words in html

    def test_a_proposal_leads_to_a_new_listing(self, desk: Client) -> None:
        report = make_report()
        assert f"/admin/lieux/ajouter/?signalement={report.pk}" in desk.get(address(report)).content.decode()

    def test_a_deleted_listing_is_said(self, desk: Client) -> None:
        place = make_place()
        report = make_report(place)
        place.delete()
        assert "n’existe plus" in desk.get(address(report)).content.decode()

    @pytest.mark.parametrize("state", ["handled", "dismissed"])
    def test_is_closed_with_a_note(self, desk: Client, state: str) -> None:
        report = make_report()
        answer = desk.post(address(report), {"state": state, "note": "Appelé le lieu."}, follow=True)
        report.refresh_from_db()
        assert (report.state, report.note) == (state, "Appelé le lieu.")
        assert "classé" in answer.content.decode()
        assert "Appelé le lieu." in desk.get(address(report)).content.decode()

    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"state": "new"},
            {"state": "x"},
            {"state": "handled", "note": "a" * 2001},
            {"state": "handled", "note": "\x00"},
        ],
    )
    def test_a_wrong_answer_closes_nothing(self, desk: Client, data: dict[str, str]) -> None:
        report = make_report()
        assert desk.post(address(report), data).status_code == 200
        assert ChangeReport.objects.get().is_new

    def test_the_second_of_two_is_told_who_was_first(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        report = make_report()
        colleague = make_moderator(mende())
        desk_of(colleague, monkeypatch).post(address(report), {"state": "handled", "note": "Fait."})
        answer = desk.post(address(report), {"state": "dismissed"}, follow=True)
        assert "l’a déjà classé" in answer.content.decode()
        assert str(colleague) in answer.content.decode()
        assert ChangeReport.objects.get().state == "handled"

    def test_what_someone_erased_while_it_was_read_is_not_there(
        self, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report = make_report()

        def too_late(*answers: Any, close: Any = reports.close_report, **more: Any) -> Any:
            ChangeReport.objects.all().delete()
            return close(*answers, **more)

        monkeypatch.setattr(reports, "close_report", too_late)
        assert desk.post(address(report), {"state": "handled"}).status_code == 404


class TestModerators:
    @pytest.fixture
    def admin(self, monkeypatch: pytest.MonkeyPatch) -> Client:
        return desk_of(make_superuser(), monkeypatch)

    def test_a_superuser_appoints_corrects_and_dismisses(self, admin: Client) -> None:
        first, second, territory = make_user(), make_user(), territory_of(mende())
        admin.post("/admin/moderation/new/", {"user": first.pk, "territory": territory.pk})
        moderator = Moderator.objects.get()
        assert first.groups.filter(name=MODERATORS_GROUP).exists()
        admin.post(f"/admin/moderation/edit/{moderator.pk}/", {"user": second.pk, "territory": territory.pk})
        assert not first.groups.filter(name=MODERATORS_GROUP).exists()
        assert second.groups.filter(name=MODERATORS_GROUP).exists()
        admin.post(f"/admin/moderation/delete/{moderator.pk}/")
        assert not second.groups.filter(name=MODERATORS_GROUP).exists()
        assert not Moderator.objects.exists()

    def test_the_list_and_the_form_open(self, admin: Client) -> None:
        make_moderator(mende())
        for page in ("/admin/moderation/", "/admin/moderation/new/"):
            assert admin.get(page).status_code == 200

    def test_the_same_appointment_twice_is_refused(self, admin: Client) -> None:
        user = make_moderator(mende())
        answer = admin.post("/admin/moderation/new/", {"user": user.pk, "territory": territory_of(mende()).pk})
        assert answer.status_code == 200
        assert Moderator.objects.count() == 1

    def test_a_moderator_appoints_nobody(self, desk: Client) -> None:
        user = make_user()
        moderator = Moderator.objects.get()
        data = {"user": user.pk, "territory": moderator.territory_id}
        for page in ("new/", f"edit/{moderator.pk}/", f"delete/{moderator.pk}/"):
            assert desk.post(f"/admin/moderation/{page}", data).status_code == 302
        assert desk.get("/admin/moderation/").status_code == 404
        assert list(Moderator.objects.values_list("pk", "user")) == [(moderator.pk, moderator.user_id)]
