"""« Identité » and « Ouvrir un territoire » on the desk: whose they are, what they refuse, what they make."""

from __future__ import annotations

from io import BytesIO
from typing import ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.test import Client
from PIL import Image
from wagtail.models import Site

from cms.models import Picture, SiteTerritory
from geography.models import Territory
from listings.actions import appoint_moderator
from listings.models import TerritoryDesk
from tests.factories.listings import make_superuser, make_user, millau, territory_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Wagtail leaves the files of renditions open
]


@pytest.fixture(autouse=True)
def _wagtails_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail's own templates read variables that are not always there."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    monkeypatch.setattr("cms.opening.translate_first_pages", lambda home, words: 0)


def logo_file() -> SimpleUploadedFile:
    """A picture that says where it was taken, as a camera's do."""
    content, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "Chez Camille"
    Image.new("RGB", (300, 120), "#1f4d3a").save(content, "JPEG", exif=exif)
    return SimpleUploadedFile("logo.jpg", content.getvalue(), "image/jpeg")


class TestIdentity:
    """Who manages Lozère's team says how Lozère looks."""

    FORM = {"name": "Gévaudan", "agency_name": "Agence du Gévaudan", "agency_email": "ici@hameau.example"}

    @pytest.fixture
    def desk(self, client: Client, lozere_site: Site, lozere: Territory) -> Client:
        manager = make_user()
        appoint_moderator(manager, lozere)
        client.force_login(manager)
        return client

    def test_name_logo_and_colours_show_at_once(self, desk: Client, lozere: Territory) -> None:
        assert desk.get("/admin/identite/", follow=True).status_code == 200
        address = f"/admin/identite/{lozere.pk}/"
        told = {**self.FORM, "brand": "#27408B", "accent": "", "new_logo": logo_file()}
        assert desk.post(address, told).status_code == 302
        link = SiteTerritory.objects.select_related("territory", "logo", "site").get()
        assert (link.territory.name, link.territory.agency_email, link.brand, link.site.site_name) == (
            "Gévaudan",
            "ici@hameau.example",
            "#27408b",
            "Gévaudan",
        )
        picture = link.logo
        assert picture
        assert picture.collection == TerritoryDesk.objects.get(territory=lozere).collection
        with picture.file.open("rb") as file:
            assert not Image.open(file).getexif(), "written anew"
        page = desk.get("/").content.decode()
        assert 'class="logo"' in page
        assert 'width="100"' in page
        assert 'height="40"' in page
        assert "Gévaudan" in page
        assert desk.post(address, {**self.FORM, "without_logo": "on"}).status_code == 302
        assert 'class="logo"' not in desk.get("/").content.decode()
        assert Picture.objects.filter(pk=picture.pk).exists(), "still in the folder"

    def test_what_is_wrong_is_said_and_nothing_saved(self, desk: Client, lozere: Territory) -> None:
        wrong = {"brand": "#ffd400", "accent": "bleu", "new_logo": SimpleUploadedFile("logo.jpg", b"<svg/>")}
        answer = desk.post(f"/admin/identite/{lozere.pk}/", {**self.FORM, **wrong})
        assert answer.status_code == 200
        errors = answer.context["form"].errors
        assert errors.keys() == {"brand", "accent", "new_logo"}
        assert "4,5" in errors["brand"][0]
        assert SiteTerritory.objects.get().brand == ""
        assert Territory.objects.get(pk=lozere.pk).name == "Lozère"

    def test_another_s_is_not_there(self, desk: Client, lozere: Territory) -> None:
        aveyron = territory_of(millau())
        assert desk.get(f"/admin/identite/{aveyron.pk}/").status_code == 404
        assert desk.post(f"/admin/identite/{aveyron.pk}/", self.FORM).status_code == 404
        member = make_user()
        appoint_moderator(member, lozere)
        desk.force_login(member)
        assert desk.get(f"/admin/identite/{lozere.pk}/").status_code == 404, "in the team, without managing it"
        assert "/admin/identite/" not in desk.get("/admin/").content.decode()


class TestOpening:
    """A superuser opens a territory in two screens."""

    ADDRESS = "/admin/territoires/ouvrir/"
    FORM = {"agency_name": "Agence", "agency_email": "ici@hameau.example", "name": "Deux communes"}

    @pytest.fixture
    def desk(self, client: Client, lozere: Territory) -> Client:
        client.force_login(make_superuser())
        return client

    def test_says_what_it_will_make_then_makes_it(self, desk: Client) -> None:
        assert desk.get(self.ADDRESS).status_code == 200
        told = {**self.FORM, "codes": "48095 48061"}
        seen = desk.post(self.ADDRESS, told)
        words = seen.content.decode()
        assert "un territoire de 2 communes" in words
        assert "http://deux-communes.localhost:8000/" in words
        assert "des communes en partage" in words
        assert not Territory.objects.filter(slug="deux-communes").exists()
        back = desk.post(self.ADDRESS, {**told, "step": "back"}).content.decode()
        assert 'value="Deux communes"' in back
        answer = desk.post(self.ADDRESS, {**told, "step": "open"})
        territory = Territory.objects.get(slug="deux-communes")
        assert answer["Location"] == f"/admin/equipe/{territory.pk}/"
        assert Site.objects.filter(hostname="deux-communes.localhost").exists()
        again = desk.post(self.ADDRESS, {**told, "step": "open"})
        assert "porte déjà ce nom" in again.content.decode()

    REFUSED: ClassVar[list[tuple[dict[str, str], str, str]]] = [
        ({}, "__all__", "Choisissez"),
        ({"departement": "48", "epci": "200069151"}, "__all__", "Choisissez"),
        ({"codes": "48095 99999", "brand": "#ffd400"}, "codes", "99999"),
        ({"codes": "48095", "name": ""}, "name", "Donnez un nom"),
        ({"codes": "48095", "url": "lozere"}, "url", "Écrivez une adresse"),
        ({"codes": "48095 99999", "brand": "#ffd400"}, "brand", "4,5"),
        ({"codes": "48095", "accent": "rouge"}, "accent", "Écrivez une couleur"),
    ]

    def test_what_is_wrong_is_said(self, desk: Client) -> None:
        for told, field, words in self.REFUSED:
            errors = desk.post(self.ADDRESS, {**self.FORM, **told, "step": "open"}).context["form"].errors
            assert words in " ".join(errors[field])
        assert Territory.objects.count() == 1

    def test_agencies_do_not_open_any(self, desk: Client, lozere: Territory) -> None:
        manager = make_user()
        appoint_moderator(manager, lozere)
        desk.force_login(manager)
        assert desk.get(self.ADDRESS).status_code in {302, 403, 404}
        assert desk.post(self.ADDRESS, {**self.FORM, "codes": "48095", "step": "open"}).status_code in {302, 403, 404}
        assert Territory.objects.count() == 1
