"""« Signaler un changement », of a listing of each kind, from its page to the desk's table."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
from django.test import Client

from directory.audiences import LABELS
from listings import report_views
from listings.models import ChangeReport, Listing
from listings.public_forms import MOST_AN_HOUR
from tests.factories.canaries import hidden, leaks
from tests.factories.directory_businesses import make_business
from tests.factories.listings import territory_of
from tests.factories.places import make_place, mende
from tests.factories.public_forms import send, take_time, token_of
from tests.factories.workers import make_worker, worker_draft

pytestmark = pytest.mark.django_db
ADDRESS = "/lieux/la-filature/signaler/"


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    take_time(monkeypatch)


class Sort(NamedTuple):
    """What is asked of a kind of listing."""

    make: Any
    answers: list[str]
    back: str


SORTS = {
    "place": Sort(
        lambda: make_place(name="La Filature"),
        ["closed", "moved", "hours", "contact", "untrue", "other"],
        "Tous les lieux",
    ),
    "person": Sort(
        lambda: make_worker(display_name="La Filature"),
        ["gone", "activity", "untrue", "other"],
        "Toutes les personnes",
    ),
    "business": Sort(
        lambda: make_business(name="La Filature"),
        ["closed", "moved", "activity", "contact", "untrue", "other"],
        "Toutes les entreprises",
    ),
}


def page_of(listing: Any) -> str:
    return f"{listing.get_absolute_url()}signaler/"


@pytest.mark.parametrize("sort", SORTS)
class TestEachKind:
    def test_its_page_leads_there_and_its_report_reaches_the_desk(self, client: Client, sort: str) -> None:
        territory_of(mende())
        listing: Any = SORTS[sort].make()
        page = page_of(listing)
        assert f'href="{page}"' in client.get(listing.get_absolute_url()).content.decode()
        answer = send(client, page, kind="other", message="Plus rien ici", reporter_email="a@exemple.fr")
        assert answer["Location"] == f"{page}merci/"
        report = ChangeReport.objects.get()
        assert (report.listing, report.subject, report.commune) == (listing, "La Filature", mende())
        assert (report.kind, report.message, report.reporter_email) == ("other", "Plus rien ici", "a@exemple.fr")
        thanks = client.get(answer["Location"]).content.decode()
        for words in ("Merci", "La Filature", "Agence de Lozère", SORTS[sort].back):
            assert words in thanks

    def test_asks_what_may_have_changed_of_such_a_thing(self, client: Client, sort: str) -> None:
        page = page_of(SORTS[sort].make())
        html = client.get(page).content.decode()
        assert re.findall(r'type="radio" name="kind" value="(\w+)"', html) == SORTS[sort].answers
        for wrong in {"missing", "hours", "gone", "closed"} - set(SORTS[sort].answers):
            assert send(client, page, kind=wrong, message="x").status_code == 200
        assert not ChangeReport.objects.exists()

    def test_what_is_not_public_has_no_such_page(self, client: Client, sort: str) -> None:
        listing: Any = SORTS[sort].make()
        type(listing).objects.filter(pk=listing.pk).update(live=False)
        for path in (page_of(listing), f"{page_of(listing)}merci/"):
            assert client.get(path).status_code == 404
        assert client.post(page_of(listing), {"kind": "other", "message": "x"}).status_code == 404

    def test_what_leaves_the_site_while_one_writes_is_not_there_any_more(
        self, client: Client, sort: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        listing: Any = SORTS[sort].make()

        def too_late(listing: Listing, *answers: Any, file: Any = report_views.file_report) -> Any:
            type(listing).objects.filter(pk=listing.pk).update(live=False)
            return file(listing, *answers)

        monkeypatch.setattr(report_views, "file_report", too_late)
        assert send(client, page_of(listing), kind="other", message="x").status_code == 404
        assert not ChangeReport.objects.exists()


def test_nothing_of_what_someone_hides_is_told(client: Client) -> None:
    worker = make_worker(audiences=dict.fromkeys(LABELS, "nobody"), **hidden())
    page = page_of(worker)
    mistaken = send(client, page, kind="x", message="").content.decode()
    sent = send(client, page, kind="gone")
    for html in (client.get(page).content.decode(), mistaken, client.get(sent["Location"]).content.decode()):
        assert worker.display_name in html
        assert not leaks(html.lower())


def test_a_draft_that_was_never_public_can_not_be_told_from_nothing(client: Client) -> None:
    for slug in (worker_draft().slug, "personne"):
        assert client.get(f"/teletravailleurs/{slug}/signaler/").status_code == 404


def test_a_preview_does_not_ask_for_reports(client: Client) -> None:
    worker = make_worker()
    client.force_login(worker.owner)
    assert "signaler/" not in client.get("/teletravailleurs/ma-fiche/apercu/public/").content.decode()


class TestTheForm:
    """Alike for every kind: once, on a place."""

    @pytest.fixture(autouse=True)
    def _place(self) -> None:
        make_place(slug="la-filature", name="La Filature")

    def test_a_place_outside_any_territory_is_thanked_for_too(self, client: Client) -> None:
        assert "L’équipe de Hameau" in client.get(f"{ADDRESS}merci/").content.decode()

    def test_mistakes_are_said_first_in_the_title_and_beside_the_field(self, client: Client) -> None:
        answer = send(client, ADDRESS, kind="", message="a" * 10_000, reporter_email="x")
        html = answer.content.decode()
        assert answer.status_code == 200
        assert re.search(r"<title>Erreur\u00a0:\s+Signaler un changement, La Filature \|", html)
        assert 'role="alert" tabindex="-1" data-error-summary' in html
        assert "3 réponses sont à revoir" in html
        for anchor in ("id_kind_0", "id_message", "id_reporter_email"):
            assert f'href="#{anchor}"' in html
            assert f'id="{anchor}"' in html
        assert 'aria-describedby="id_message_helptext id_message_error"' in html
        assert 'id="id_message_error"' in html
        assert not ChangeReport.objects.exists()

    @pytest.mark.parametrize("nasty", ["\x00", "é" * 4001, "\ud7ff\uffff", "<script>alert(1)</script>"])
    def test_no_text_is_an_error_of_ours(self, client: Client, nasty: str) -> None:
        for field in ("kind", "message", "reporter_email", "token", "website"):
            answer = send(client, ADDRESS, **{"kind": "other", "message": "x", field: nasty})
            assert answer.status_code in {200, 302}
            assert "<script>alert" not in answer.content.decode()

    def test_a_double_click_is_one_report(self, client: Client) -> None:
        data = {"token": token_of(client, ADDRESS), "website": "", "kind": "closed"}
        assert client.post(ADDRESS, data).status_code == client.post(ADDRESS, data).status_code == 302
        assert ChangeReport.objects.count() == 1

    def test_too_many_are_told_to_wait(self, client: Client) -> None:
        for _ in range(MOST_AN_HOUR):
            assert send(client, ADDRESS, kind="closed").status_code == 302
        answer = send(client, ADDRESS, kind="closed")
        assert answer.status_code == 429
        assert "Attendez une heure" in answer.content.decode()
        assert ChangeReport.objects.count() == MOST_AN_HOUR

    def test_needs_the_page_s_own_token_against_forgery(self) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(ADDRESS, {"kind": "closed"}).status_code == 403

    def test_the_only_cookie_is_the_form_s(self, client: Client) -> None:
        assert not client.get("/lieux/la-filature/").cookies
        assert set(client.get(ADDRESS).cookies) == {"csrftoken"}

    def test_the_page_is_not_kept_by_caches(self, client: Client) -> None:
        assert "no-store" in client.get(ADDRESS)["Cache-Control"]
