"""Places on the desk: whose they are, and what publishing does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, TestCase
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.admin.admin_url_finder import AdminURLFinder

from cms.models import Picture
from listings.publishing import EditedMeanwhile, edit_token, save_draft
from places.desk import PANELS
from places.indexing import PLACES, index_places
from places.models import Photo, Place
from places.photo_tasks import prepare_photos
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


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The desk of Lozère."""
    return desk_of(make_moderator(mende()), monkeypatch)


def answers_of(place: Place, **changes: Any) -> dict[str, Any]:
    """What the form of a place sends when nobody changes anything, and some changes."""
    row = Place.objects.get(pk=place.pk)
    form = PANELS.get_form_class()(instance=row, for_user=None)
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data["edit_token"] = edit_token(row)
    data["commune"] = f"{row.commune.name} ({row.commune_id})"
    data["is_free"] = {None: "unknown", True: "true", False: "false"}[row.is_free]
    data |= {"photos-TOTAL_FORMS": 0, "photos-INITIAL_FORMS": 0, "photos-MIN_NUM_FORMS": 0, "photos-MAX_NUM_FORMS": 6}
    return {**data, **changes}


def fresh(place: Place) -> Place:
    return Place.objects.get(pk=place.pk)


class TestAccess:
    """Every address, for everyone."""

    @pytest.fixture
    def addresses(self) -> list[tuple[str, str]]:
        place = make_place()
        return [
            ("get", f"/admin/lieux/{place.pk}/"),
            ("post", f"/admin/lieux/{place.pk}/"),
            ("get", f"/admin/lieux/{place.pk}/historique/"),
            ("get", f"/admin/lieux/{place.pk}/historique/results/"),
            ("post", f"/admin/lieux/{place.pk}/verifie/"),
            ("post", f"/admin/lieux/{place.pk}/retirer/"),
        ]

    def test_another_territory_s_place_is_not_there(
        self, addresses: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stranger = desk_of(make_moderator(millau()), monkeypatch)
        before = Place.objects.values().get()
        for method, address in addresses:
            assert getattr(stranger, method)(address).status_code == 404, address
        assert Place.objects.values().get() == before

    def test_a_visitor_is_sent_to_sign_in(self, addresses: list[tuple[str, str]], client: Client) -> None:
        for method, address in [*addresses, ("get", "/admin/lieux/"), ("get", "/admin/lieux/ajouter/")]:
            answer = getattr(client, method)(address)
            assert answer.status_code == 302
            assert "connexion" in answer["Location"]

    def test_an_editor_of_pages_is_sent_back(
        self, addresses: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        user = make_user()
        user.groups.set(make_moderator(mende()).groups.all())  # the desk's door, without a territory
        editor = desk_of(user, monkeypatch)
        for method, address in [*addresses, ("get", "/admin/lieux/"), ("get", "/admin/lieux/ajouter/")]:
            answer = getattr(editor, method)(address)
            assert answer.status_code == 302
            assert answer["Location"] == "/admin/"
        assert Place.objects.get().live

    def test_the_list_is_the_territory_s(self, desk: Client) -> None:
        make_place(name="Ici")
        make_place(name="Là-bas", commune=millau())
        for address in ("/admin/lieux/", "/admin/lieux/results/", "/admin/lieux/results/?q=a", "/admin/lieux/?q=b"):
            assert "Là-bas" not in desk.get(address).content.decode()
        assert "Ici" in desk.get("/admin/lieux/").content.decode()

    def test_wagtail_finds_the_form_for_who_may(self) -> None:
        place = make_place()
        assert AdminURLFinder(make_moderator(mende())).get_edit_url(place) == f"/admin/lieux/{place.pk}/"
        assert AdminURLFinder(make_moderator(millau())).get_edit_url(place) is None

    def test_the_menu_is_for_moderators(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "/admin/lieux/" in desk.get("/admin/").content.decode()
        user = make_user()
        user.groups.set(make_moderator(mende()).groups.all())
        assert "/admin/lieux/" not in desk_of(user, monkeypatch).get("/admin/").content.decode()


class TestList:
    @pytest.fixture(autouse=True)
    def _places(self) -> None:
        today = timezone.localdate()
        make_place(name="Élan", checked_on=today)
        make_place(name="Brouillon", live=False, checked_on=today)
        make_place(name="Ancien", checked_on=today - timedelta(days=200))
        make_place(name="En attente", checked_on=today, has_unpublished_changes=True)

    def test_narrowed(self, desk: Client) -> None:
        for query, found in (
            ("", {"Élan", "Brouillon", "Ancien", "En attente"}),
            ("etat=en-ligne", {"Élan", "Ancien", "En attente"}),
            ("etat=hors-ligne", {"Brouillon"}),
            ("etat=attente", {"En attente"}),
            ("verification=a-faire", {"Ancien"}),
            ("q=ancien", {"Ancien"}),
            ("q=%00", {"Élan", "Brouillon", "Ancien", "En attente"}),
            ("etat=x&verification=y&ordering=z&p=999", {"Élan", "Brouillon", "Ancien", "En attente"}),
        ):
            answer = desk.get(f"/admin/lieux/?{query}")
            assert {place.name for place in answer.context["object_list"]} == found, query


class TestEdit:
    def test_publishing_changes_the_site_and_what_is_derived(self, desk: Client, client: Client) -> None:
        place = make_place(name="Avant", slug="le-lieu")
        address = f"/admin/lieux/{place.pk}/"
        changes = {"name": "Zorglub", "opening_hours": "du lundi au vendredi 9h-12h", "action-publish": "1"}
        answer = desk.post(address, answers_of(place, **changes))
        assert answer.status_code == 302, answer.context["form"].errors
        place = fresh(place)
        assert (place.name, place.slug) == ("Zorglub", "le-lieu"), "the address stays"
        assert place.opening_hours == "Mo-Fr 09:00-12:00"
        assert place.schedule is not None
        assert place.live_revision_id == place.latest_revision_id
        assert "Zorglub" in client.get("/lieux/?q=zorglub").content.decode()

    def test_a_draft_changes_nothing_on_the_site(self, desk: Client) -> None:
        place = make_place(name="Avant")
        assert desk.post(f"/admin/lieux/{place.pk}/", answers_of(place, name="Après")).status_code == 302
        place = fresh(place)
        assert (place.name, place.has_unpublished_changes) == ("Avant", True)
        assert place.get_latest_revision_as_object().name == "Après"
        assert 'value="Après"' in desk.get(f"/admin/lieux/{place.pk}/").content.decode()

    def test_two_at_once_the_second_is_told(self, desk: Client) -> None:
        place = make_place(name="Avant")
        first, second = answers_of(place, name="Premier"), answers_of(place, name="Second")
        assert desk.post(f"/admin/lieux/{place.pk}/", {**first, "action-publish": "1"}).status_code == 302
        answer = desk.post(f"/admin/lieux/{place.pk}/", {**second, "action-publish": "1"})
        assert answer.status_code == 200
        assert "pendant que vous l’aviez ouverte" in answer.content.decode()
        assert fresh(place).name == "Premier"
        with pytest.raises(EditedMeanwhile):
            save_draft(place, make_superuser(), "0-0")

    def test_nobody_moves_a_place_out_of_its_territory(self, desk: Client) -> None:
        place = make_place()
        territory_of(millau())
        answer = desk.post(f"/admin/lieux/{place.pk}/", answers_of(place, commune="Millau (12145)"))
        assert "n’est pas de ce territoire" in answer.content.decode()
        assert fresh(place).commune == mende()

    def test_not_even_who_moderates_both(self, monkeypatch: pytest.MonkeyPatch) -> None:
        place = make_place()
        both = desk_of(make_moderator(mende(), millau()), monkeypatch)
        both.post(f"/admin/lieux/{place.pk}/", answers_of(place, commune="Millau (12145)"))
        assert fresh(place).latest_revision is None

    def test_system_columns_are_not_in_the_form(self, desk: Client) -> None:
        owner = make_user()
        place = make_place(owner=owner, source="CGET", checked_on=date(2026, 1, 1))
        forged = {"owner": "", "source": "x", "checked_on": "2026-11-01", "slug": "autre", "action-publish": "1"}
        desk.post(f"/admin/lieux/{place.pk}/", answers_of(place, **forged))
        place = fresh(place)
        assert (place.owner, place.source, place.checked_on) == (owner, "CGET", date(2026, 1, 1))
        assert place.slug != "autre"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"latitude": "44.5"}, "la latitude et la longitude"),
            ({"latitude": "95", "longitude": "3"}, "entre −90 et 90"),
            ({"latitude": "44", "longitude": "200"}, "entre −180 et 180"),
            ({"is_free": "true", "price_day": "5"}, "Un lieu gratuit n’a pas de prix"),
            ({"price_day": "-5"}, "n’est pas négatif"),
            ({"measured_on": "2026-05-04"}, "Donnez aussi le débit"),
            ({"opening_hours": "quand il fait beau"}, "Nous ne comprenons pas"),
            ({"commune": "Xyzzy"}, "Nous ne connaissons pas"),
            ({"types": []}, "Champ requis"),
            ({"name": "a" * 151}, "150"),
            ({"name": "\x00"}, "caractère"),
        ],
    )
    def test_what_can_t_be_true_is_said_by_its_field(self, desk: Client, changes: dict[str, Any], words: str) -> None:
        place = make_place()
        answer = desk.post(f"/admin/lieux/{place.pk}/", {**answers_of(place, **changes), "action-publish": "1"})
        assert answer.status_code == 200
        assert words in answer.content.decode()
        assert fresh(place).latest_revision is None


class TestPoint:
    POINT = {"latitude": 44.5, "longitude": 3.5, "precision": "address", "point_origin": "geocoder"}

    def save(self, desk: Client, place: Place, **changes: Any) -> Place:
        answer = desk.post(f"/admin/lieux/{place.pk}/", {**answers_of(place, **changes), "action-publish": "1"})
        assert answer.status_code == 302, answer.context["form"].errors
        return fresh(place)

    def test_given_by_hand(self, desk: Client) -> None:
        place = self.save(desk, make_place(), latitude="44.52", longitude="3.51")
        assert (place.latitude, place.longitude, place.precision) == (44.52, 3.51, "address")
        assert place.point_origin == "manual"
        assert place.cell is not None

    def test_of_an_old_address_is_forgotten_and_asked_for_again(
        self, desk: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        place = make_place(address="1 rue Haute", **self.POINT)
        with django_capture_on_commit_callbacks(execute=True):
            place = self.save(desk, place, address="2 rue Basse")
        assert (place.precision, place.point_origin) == ("commune", "commune")
        assert place.point == mende().point
        assert DBTaskResult.objects.filter(args_kwargs__args=[place.pk], task_path__endswith="geocode_place").exists()

    def test_stays_when_only_words_change(self, desk: Client) -> None:
        place = self.save(desk, make_place(address="1 rue Haute", **self.POINT), summary="Autre chose")
        assert (place.latitude, place.point_origin) == (44.5, "geocoder")

    def test_found_while_the_form_was_open_is_kept(self, desk: Client) -> None:
        place = make_place(address="1 rue Haute", latitude=44.1, longitude=3.1, precision="commune")
        data = answers_of(place, summary="Autre chose")
        found = Place.objects.get(pk=place.pk)
        for name, value in self.POINT.items():
            setattr(found, name, value)
        found.save(update_fields=["cell", *self.POINT])
        desk.post(f"/admin/lieux/{place.pk}/", {**data, "action-publish": "1"})
        place = fresh(place)
        assert (place.summary, place.latitude, place.precision) == ("Autre chose", 44.5, "address")

    def test_taken_away(self, desk: Client) -> None:
        place = self.save(desk, make_place(**self.POINT), latitude="", longitude="", precision="address")
        assert (place.point, place.precision, place.cell) == (None, "", None)


class TestCreate:
    def new(self, **changes: Any) -> dict[str, Any]:
        data = answers_of(make_place(name="Modèle", address="1 rue Haute"))
        return {**data, "name": "Café du Pont", "edit_token": "", **changes}

    def test_publishes_with_an_address_a_point_and_a_history(self, desk: Client, client: Client) -> None:
        answer = desk.post("/admin/lieux/ajouter/", {**self.new(), "action-publish": "1"})
        assert answer.status_code == 302
        place = Place.objects.get(name="Café du Pont")
        assert (place.live, place.slug, place.precision) == (True, "cafe-du-pont-mende", "commune")
        assert client.get("/lieux/cafe-du-pont-mende/").status_code == 200
        history = desk.get(f"/admin/lieux/{place.pk}/historique/").content.decode()
        assert "Publié" in history

    def test_a_draft_is_not_public(self, desk: Client, client: Client) -> None:
        desk.post("/admin/lieux/ajouter/", self.new())
        assert not Place.objects.get(name="Café du Pont").live
        assert client.get("/lieux/cafe-du-pont-mende/").status_code == 404

    def test_the_same_name_gets_another_address(self, desk: Client) -> None:
        for _ in range(2):
            desk.post("/admin/lieux/ajouter/", self.new())
        slugs = Place.objects.filter(name="Café du Pont").values_list("slug", flat=True)
        assert set(slugs) == {"cafe-du-pont-mende", "cafe-du-pont-mende-2"}

    def test_only_in_one_s_own_territory(self, desk: Client) -> None:
        territory_of(millau())
        answer = desk.post("/admin/lieux/ajouter/", self.new(commune="Millau (12145)"))
        assert "n’est pas de votre territoire" in answer.content.decode()
        assert not Place.objects.filter(name="Café du Pont").exists()

    def test_begins_with_what_a_visitor_proposed(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        report = make_report(proposed_name="Le Bistrot", proposed_address="3 place", message="Wifi gratuit")
        html = desk.get(f"/admin/lieux/ajouter/?signalement={report.pk}").content.decode()
        for words in ("Le Bistrot", "3 place", "Wifi gratuit", "Mende (48095)"):
            assert words in html
        stranger = desk_of(make_moderator(millau()), monkeypatch)
        for value in (report.pk, "x", "-1", "9" * 30):
            html = stranger.get(f"/admin/lieux/ajouter/?signalement={value}").content.decode()
            assert "Le Bistrot" not in html


class TestActs:
    def test_checked_today(self, desk: Client) -> None:
        place = make_place(checked_on=date(2026, 1, 1))
        desk.post(f"/admin/lieux/{place.pk}/verifie/")
        assert fresh(place).checked_on == timezone.localdate()
        assert "Vérifié" in desk.get(f"/admin/lieux/{place.pk}/historique/").content.decode()

    def test_withdrawn_and_published_again(self, desk: Client, client: Client) -> None:
        place = make_place(slug="x", name="Zorglub")
        desk.post(f"/admin/lieux/{place.pk}/", {**answers_of(place), "action-publish": "1"})
        assert "Zorglub" in client.get("/lieux/?q=zorglub").content.decode()
        desk.post(f"/admin/lieux/{place.pk}/retirer/")
        assert client.get("/lieux/x/").status_code == 404
        assert 'href="/lieux/x/"' not in client.get("/lieux/?q=zorglub").content.decode()
        desk.post(f"/admin/lieux/{place.pk}/", {**answers_of(place), "action-publish": "1"})
        assert client.get("/lieux/x/").status_code == 200

    def test_its_photographs_are_made_ready_once(self, desk: Client) -> None:
        """At its publication; a draft shows none to the public."""
        place = make_place()
        image = Picture.objects.create(title="x", file="original_images/x.webp", width=4, height=3)
        Photo.objects.create(place=place, image=image, alt="La salle")
        (photo,) = place.photos.all()
        asked = []
        for act in ({}, {"action-publish": "1"}):
            names = {"photos-TOTAL_FORMS": 1, "photos-INITIAL_FORMS": 1, "photos-0-id": photo.pk}
            names |= {"photos-0-image": image.pk, "photos-0-alt": photo.alt, "photos-0-ORDER": 1}
            with TestCase.captureOnCommitCallbacks(execute=True):
                answer = desk.post(f"/admin/lieux/{place.pk}/", {**answers_of(place, **names), **act})
            assert answer.status_code == 302
            asked.append(DBTaskResult.objects.filter(task_path=prepare_photos.module_path).count())
        assert asked == [0, 1]

    def test_only_by_a_button(self, desk: Client) -> None:
        place = make_place()
        for act in ("verifie", "retirer"):
            assert desk.get(f"/admin/lieux/{place.pk}/{act}/").status_code == 405
        assert fresh(place).live


def test_expiry_takes_the_place_out_of_the_index() -> None:
    """Wagtail's own command unpublishes: what is derived follows."""
    place = make_place(name="Zorglub", expire_at=timezone.now() - timedelta(minutes=1))
    index_places([place])
    assert PLACES.query("zorglub").filter(Place.objects.all()).exists()
    call_command("publish_scheduled", verbosity=0)
    assert not fresh(place).live
    assert not PLACES.query("zorglub").filter(Place.objects.all()).exists()
