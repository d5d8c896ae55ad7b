"""Reviews and claims on Wagtail's desk: who sees what, what a page shows, two people at once, exports."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from listings.desk import claims
from listings.models import Claim, Review
from listings.reviewing import decide
from listings.reviews import ReviewState
from listings.teaming import claim, decide_claim
from places.models import Place
from tests.factories.listings import desk_of, make_moderator, make_superuser, make_user, millau
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review

pytestmark = pytest.mark.django_db
QUEUE = "/admin/relectures/"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The desk of Lozère."""
    return desk_of(make_moderator(mende()), monkeypatch)


def address(review: Review, end: str = "") -> str:
    return f"{QUEUE}{review.pk}/{end}"


class TestAccess:
    def test_another_territory_s_review_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        review = make_review(make_held_place(name="Secret de Lozère"))
        claimed = claim(make_place(name="Secret aussi"), make_user(), "Secret de ma fonction")
        stranger = desk_of(make_moderator(millau()), monkeypatch)
        for end in ("", "apercu/", "publier/", "modification/", "refuser/"):
            assert stranger.get(address(review, end)).status_code == 404
            assert stranger.post(address(review, end), {"comment": "x", "reason": "other"}).status_code == 404
        assert stranger.get(f"{QUEUE}demandes/{claimed.pk}/").status_code == 404
        assert stranger.post(f"{QUEUE}demandes/{claimed.pk}/", {"answer": "oui"}).status_code == 404
        assert Review.objects.get().is_waiting
        assert Claim.objects.get().is_waiting

    def test_a_draft_of_another_commune_does_not_open_the_door(self, monkeypatch: pytest.MonkeyPatch) -> None:
        review = make_review(make_held_place(live=True), commune=millau())
        assert desk_of(make_moderator(millau()), monkeypatch).get(address(review)).status_code == 404

    def test_a_member_is_sent_back(self, client: Client) -> None:
        review = make_review()
        client.force_login(review.submitted_by)
        for page in (address(review), address(review, "publier/")):
            assert client.get(page).status_code == 302

    def test_pages_are_not_kept_by_caches(self, desk: Client) -> None:
        assert "no-store" in desk.get(address(make_review()))["Cache-Control"]

    def test_an_unknown_decision_is_not_there(self, desk: Client) -> None:
        assert desk.get(address(make_review(), "effacer/")).status_code == 404


class TestReview:
    def test_shows_what_changes_in_words(self, desk: Client) -> None:
        place = make_held_place(
            live=True, name="La Filature", summary="Un lieu calme.", types=("coworking",), is_free=None
        )
        review = make_review(
            place,
            summary="Un lieu <b>vif</b>.",
            types=("coworking", "fablab"),
            is_free=True,
            phone="+33466650000",
            desks=8,
        )
        html = desk.get(address(review)).content.decode()
        for words in ("La Filature", "&lt;b&gt;vif", "Fablab", "Oui", "04 66 65 00 00", "8", "reste tant que"):
            assert words in html, words
        labels = [str(comparison.field_label()) for comparison in desk.get(address(review)).context["comparison"]]
        assert labels == ["Types", "En une phrase", "Téléphone", "Gratuit", "Postes de travail"]

    def test_a_new_one_is_shown_whole(self, desk: Client) -> None:
        context = desk.get(address(make_review(make_held_place(name="Neuf")))).context
        labels = [str(comparison.field_label()) for comparison in context["comparison"]]
        assert {"Nom", "Types", "Commune"} <= set(labels)

    def test_the_preview_is_the_page_as_it_would_be(self, desk: Client) -> None:
        review = make_review(make_held_place(live=True, name="Avant"), name="Après")
        html = desk.get(address(review, "apercu/")).content.decode()
        assert "<h1>Après</h1>" in html

    def test_likely_duplicates_are_named(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        make_place(name="La Filature des Cévennes")
        make_place(name="Médiathèque")
        review = make_review(make_held_place(name="Filature des Cevennes"))
        found = desk.get(address(review)).context["duplicates"]
        assert [other.name for other in found] == ["La Filature des Cévennes"]

    def test_earlier_decisions_are_told(self, desk: Client) -> None:
        review = make_review()
        decide(review, make_moderator(mende()), ReviewState.CHANGES, "Et le samedi ?")
        again = make_review(review.listing, name="Corrigé")
        assert "Et le samedi ?" in desk.get(address(again)).content.decode()


class TestDecide:
    def test_publishes_after_a_confirmation(self, desk: Client) -> None:
        review = make_review()
        page = desk.get(address(review, "publier/"))
        assert page.status_code == 200
        assert Review.objects.get().is_waiting
        told = desk.post(address(review, "publier/"), {"comment": ""}, follow=True)
        assert "est en ligne" in told.content.decode()
        assert Place.objects.get(pk=review.object_id).live

    def test_asks_for_a_change_in_words(self, desk: Client) -> None:
        review = make_review()
        assert desk.post(address(review, "modification/"), {"comment": " "}).status_code == 200
        assert Review.objects.get().is_waiting
        desk.post(address(review, "modification/"), {"comment": "Et le samedi ?"})
        assert Review.objects.get().state == ReviewState.CHANGES

    def test_refuses_with_a_reason_and_words(self, desk: Client) -> None:
        review = make_review()
        for wrong in ({"comment": "Non"}, {"reason": "other"}, {"comment": "Non", "reason": "x"}):
            assert desk.post(address(review, "refuser/"), wrong).status_code == 200
        assert Review.objects.get().is_waiting
        desk.post(address(review, "refuser/"), {"comment": "Non", "reason": "advertising"})
        assert (Review.objects.get().state, Review.objects.get().reason) == (ReviewState.REFUSED, "advertising")

    def test_the_second_of_two_is_told_who_was_first(self, desk: Client) -> None:
        review, colleague = make_review(), make_moderator(mende())
        decide(review, colleague, ReviewState.CHANGES, "Et le samedi ?")
        for answer in (desk.get(address(review, "publier/")), desk.post(address(review, "publier/"), {})):
            assert answer.status_code == 409
            assert colleague.email in answer.content.decode()
            assert "Et le samedi" in answer.content.decode()
        assert Review.objects.get().state == ReviewState.CHANGES

    def test_what_can_t_go_live_is_said(self, desk: Client) -> None:
        review = make_review(make_held_place(slug="le-pont"))
        Place.objects.filter(pk=review.object_id).update(slug="a-part")
        make_place(slug="le-pont")
        answer = desk.post(address(review, "publier/"), {"comment": ""})
        assert answer.status_code == 200
        assert answer.context["form"].non_field_errors()
        assert Review.objects.get().is_waiting


class TestClaims:
    def test_is_accepted_and_the_others_are_closed(self, desk: Client) -> None:
        place, first, second = make_place(), make_user(), make_user()
        wanted, other = claim(place, first, "Je suis la gérante"), claim(place, second, "Moi aussi")
        page = desk.get(f"{QUEUE}demandes/{wanted.pk}/").content.decode()
        assert "Je suis la gérante" in page
        desk.post(f"{QUEUE}demandes/{wanted.pk}/", {"answer": "oui"})
        assert Place.objects.get().owner == first
        other.refresh_from_db()
        assert other.state == "refused"

    def test_a_no_needs_words(self, desk: Client) -> None:
        wanted = claim(make_place(), make_user(), "Moi")
        assert desk.post(f"{QUEUE}demandes/{wanted.pk}/", {"answer": "non"}).status_code == 200
        assert Claim.objects.get().is_waiting
        desk.post(f"{QUEUE}demandes/{wanted.pk}/", {"answer": "non", "comment": "Appelez-nous."})
        assert Claim.objects.get().comment == "Appelez-nous."
        assert Place.objects.get().owner is None

    def test_the_second_of_two_is_told(self, desk: Client) -> None:
        wanted = claim(make_place(), make_user(), "Moi")
        decide_claim(wanted, make_superuser(), True)
        answer = desk.post(f"{QUEUE}demandes/{wanted.pk}/", {"answer": "non", "comment": "Non"}, follow=True)
        assert "a déjà répondu" in answer.content.decode()
        assert Claim.objects.get().state == "accepted"

    def test_of_someone_who_erases_it_meanwhile_is_not_there(
        self, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wanted = claim(make_place(), make_user(), "Moi")

        def too_late(*answers: Any, decide: Any = claims.decide_claim) -> Any:
            Claim.objects.all().delete()
            return decide(*answers)

        monkeypatch.setattr(claims, "decide_claim", too_late)
        assert desk.post(f"{QUEUE}demandes/{wanted.pk}/", {"answer": "oui"}).status_code == 404
        assert Place.objects.get().owner is None


class TestExport:
    """The list of places as files: what the desk may see, and no formula."""

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
    def test_no_cell_runs(self, desk: Client, start: str) -> None:
        make_place(
            name=f"{start}HYPERLINK(1)", address="1 rue Basse", latitude=44.5, longitude=-3.5, precision="address"
        )
        make_place(name="Ailleurs", commune=millau())
        answer = desk.get("/admin/lieux/?export=csv")
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
        assert [next(iter(row.values())) for row in rows] == [f"'{start}HYPERLINK(1)"]
        assert "-3.5" in list(rows[0].values())
        sheet = load_workbook(
            io.BytesIO(b"".join(desk.get("/admin/lieux/?export=xlsx").streaming_content))  # type: ignore[attr-defined]
        ).active
        values = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert len(values) == 2
        assert values[1][0].startswith("'")
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)

    def test_as_filtered(self, desk: Client) -> None:
        make_place(name="En ligne")
        make_place(name="Hors ligne", live=False)
        answer = desk.get("/admin/lieux/?etat=hors-ligne&export=csv")
        text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert text.count("\r\n") == 2
        assert text.splitlines()[0].startswith("Nom,Types,Commune,Code INSEE")
