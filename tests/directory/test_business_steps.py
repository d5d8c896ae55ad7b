"""Registering a business: four steps, drafts, sending, publishing; who may."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from directory.businesses.actions import begin, draft_of, keep
from directory.businesses.logos import path_of
from directory.models import Business
from directory.register_tasks import attempt_business
from geography.keys import rebuild_commune_keys
from listings.answering import decline_offer
from listings.models import TeamMember
from listings.publishing import EditedMeanwhile, edit_token
from listings.reviewing import decide, submit
from listings.reviews import Review, ReviewState
from tests.directory.company_register import SIRET, answers, company, faulty_register, site
from tests.factories.directory_businesses import make_business
from tests.factories.listings import make_moderator, make_user, millau, territory_of
from tests.factories.offers import make_offer
from tests.factories.places import mende
from tests.geocoder.faulty import FaultyGeocoder

pytestmark = pytest.mark.django_db

FIRST = "/entreprises/inscription/identite/"
IDENTITY = {"name": "Atelier Bleu", "siret": "732 829 320 00074", "lieu": "Mende", "commune": "48095"}


@pytest.fixture
def owner() -> User:
    territory_of(mende())
    territory_of(millau())
    rebuild_commune_keys()
    return make_user()


@pytest.fixture
def member(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


@pytest.fixture
def business(owner: User) -> Business:
    draft = Business(name="Atelier Bleu", siret=SIRET, commune=mende())
    begin(draft, owner)
    return Business.objects.get(pk=draft.pk)


def post(client: Client, business: Business, step: str, **answers: Any) -> Any:
    row = Business.objects.get(pk=business.pk)
    address = f"/entreprises/fiche/{business.pk}/{step}/"
    return client.post(address, {"edit_token": edit_token(row), **answers})


def png(**options: Any) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (600, 400), "teal").save(content, "PNG", **options)
    return SimpleUploadedFile("../../logo.png", content.getvalue(), "image/png")


class TestJourney:
    def test_the_invitation_is_for_everyone_the_form_for_members(self, client: Client) -> None:
        assert client.get("/entreprises/inscription/").status_code == 200
        assert client.get(FIRST).status_code == 302

    def test_a_step_asks_only_what_its_page_reads(self, member: Client) -> None:
        assert {"later", "edit_token"} <= set(member.get(FIRST).context["form"].fields)
        assert "preview" not in member.get(FIRST).context["form"].fields

    def test_from_nothing_to_published(self, member: Client, owner: User) -> None:
        response = member.post(FIRST, IDENTITY)
        business = Business.objects.get()
        assert response["Location"] == f"/entreprises/fiche/{business.pk}/activite/"
        assert (business.owner, business.live, business.siret) == (owner, False, SIRET)
        response = post(
            member, business, "activite", activity="6201z", size="tpe", headline="Des outils", website="a.example"
        )
        assert response["Location"].endswith("/teletravail/")
        response = post(member, business, "teletravail", modes=["hybrid"], remote_days="3", hires_remotely="on")
        assert response["Location"].endswith("/contacts/")
        response = post(
            member, business, "contacts",
            site_0_commune="Mende (48095)", site_0_address="1 rue du Pont",
            contact_0_name="Nadia", contact_0_email="nadia@atelier.example", contact_0_audience="nobody",
        )  # fmt: skip
        assert response["Location"] == f"/mon-espace/entreprise/{business.pk}/"
        draft = draft_of(business)
        assert (draft.activity, draft.sector, draft.website) == ("62.01Z", "J", "https://a.example")
        assert (draft.modes, draft.remote_days, draft.hires_remotely) == (("hybrid",), 3, True)
        assert [site.address for site in draft.sites.all()] == ["1 rue du Pont"]
        assert [contact.name for contact in draft.contacts.all()] == ["Nadia"]
        assert Business.objects.published().count() == 0
        review = submit(Business.objects.get(pk=business.pk), owner)
        decide(review, make_moderator(mende()), ReviewState.APPROVED)
        page = member.get(Business.objects.get(pk=business.pk).get_absolute_url()).content.decode()
        assert "Des outils" in page
        assert "1 rue du Pont" in page
        assert "nadia@" not in page

    def test_each_step_shows_what_was_answered(self, member: Client, business: Business) -> None:
        post(member, business, "activite", headline="Des outils", size="pme")
        page = member.get(f"/entreprises/fiche/{business.pk}/activite/").content.decode()
        assert 'value="Des outils"' in page
        assert "732 829 320 00074" in member.get(f"/entreprises/fiche/{business.pk}/identite/").content.decode()
        assert member.get(f"/entreprises/fiche/{business.pk}/teletravail/").status_code == 200
        assert member.get(f"/entreprises/fiche/{business.pk}/contacts/").status_code == 200

    def test_it_can_be_left(self, member: Client, business: Business) -> None:
        assert post(member, business, "activite", later="1")["Location"] == f"/mon-espace/entreprise/{business.pk}/"

    def test_my_space_previews_and_sends_it(self, member: Client, business: Business) -> None:
        assert "Atelier Bleu" in member.get("/mon-espace/").content.decode()
        assert member.get(f"/mon-espace/entreprise/{business.pk}/").status_code == 200
        assert "Atelier Bleu" in member.get(f"/mon-espace/entreprise/{business.pk}/apercu/").content.decode()
        member.post(f"/mon-espace/entreprise/{business.pk}/envoyer/")
        assert Review.objects.of(business).filter(state=ReviewState.WAITING).count() == 1
        response = post(member, business, "activite", headline="Trop tard")
        assert response.status_code == 200
        assert "en relecture" in response.content.decode()
        assert draft_of(business).headline == ""

    def test_rows_of_sites_and_contacts_come_and_go(self, member: Client, business: Business) -> None:
        post(member, business, "contacts", site_0_commune="Mende (48095)", contact_0_name="Nadia", contact_0_role="DRH")
        response = post(member, business, "contacts", site_0_commune="", contact_0_name="Inès")
        assert response.status_code == 302
        draft = draft_of(business)
        assert not list(draft.sites.all())
        assert [(contact.name, contact.audience) for contact in draft.contacts.all()] == [("Inès", "nobody")]


class TestBadAnswers:
    @pytest.mark.parametrize(
        ("answers", "says"),
        [
            ({"siret": "73282932000079"}, "clé de contrôle"),
            ({"siret": ""}, "Donnez un SIRET"),
            ({"siret": "", "rna": "W48"}, "numéro RNA s’écrit"),
            ({"name": ""}, "Écrivez le nom"),
            ({"name": "x\0"}, "invisible"),
            ({"lieu": "Atlantide", "commune": ""}, "Nous ne connaissons pas"),
        ],
    )
    def test_identity(self, member: Client, answers: dict[str, str], says: str) -> None:
        response = member.post(FIRST, {**IDENTITY, **answers})
        assert response.status_code == 200
        assert says in response.content.decode()
        assert not Business.objects.exists()

    def test_an_association_has_an_rna_number(self, member: Client) -> None:
        member.post(FIRST, {**IDENTITY, "siret": "", "rna": "w482001234"})
        assert Business.objects.get().rna == "W482001234"

    @pytest.mark.parametrize(
        ("step", "answers", "says"),
        [
            ("activite", {"activity": "62"}, "s’écrit comme 62.01Z"),
            ("activite", {"website": "javascript:alert(1)"}, "Vérifiez l’adresse"),
            ("activite", {"headline": "x" * 141}, "140"),
            ("activite", {"size": "zzz"}, "choix"),
            ("teletravail", {"remote_days": "9"}, "1 à 7"),
            ("teletravail", {"agreement": "charter", "agreement_date": "2999-01-01"}, "avenir"),
            ("teletravail", {"agreement": "charter", "agreement_date": "demain"}, "Donnez une date"),
            ("contacts", {"site_0_address": "1 rue du Pont"}, "dans quelle commune"),
            ("contacts", {"contact_0_email": "n@x.example"}, "nom de ce contact"),
            ("contacts", {"contact_0_name": "N", "contact_0_email": "pas une adresse"}, "Vérifiez l’adresse"),
            ("contacts", {"contact_0_name": "N", "contact_0_phone": "12"}, "dix chiffres"),
        ],
    )
    def test_a_step_says_what_is_wrong_and_keeps_nothing(
        self, member: Client, business: Business, step: str, answers: dict[str, str], says: str
    ) -> None:
        response = post(member, business, step, **answers)
        assert response.status_code == 200
        assert says in response.content.decode()
        assert draft_of(business).headline == ""
        assert not list(draft_of(business).contacts.all())

    def test_only_what_is_written_has_a_date(self, member: Client, business: Business) -> None:
        post(member, business, "teletravail", agreement="individual", agreement_date="2025-01-01")
        assert draft_of(business).agreement_date is None

    def test_a_published_number_points_at_its_page(self, member: Client) -> None:
        known = make_business(siret=SIRET, name="Déjà là")
        page = member.post(FIRST, IDENTITY).content.decode()
        assert "demandez à la tenir" in page
        assert known.get_absolute_url() in page

    def test_a_draft_is_not_given_away(self, member: Client) -> None:
        make_business(siret=SIRET, name="Secrète", live=False)
        page = member.post(FIRST, IDENTITY).content.decode()
        assert "déjà en cours" in page
        assert "Secrète" not in page

    def test_the_model_refuses_twice_one_number(self, business: Business) -> None:
        with pytest.raises(ValidationError, match="ce SIRET"):
            begin(Business(name="Autre", siret=SIRET, commune=mende()), make_user())


class TestWho:
    def test_strangers_find_nothing(self, client: Client, business: Business) -> None:
        client.force_login(make_user())
        for address in ("identite", "activite", "teletravail", "contacts"):
            assert client.get(f"/entreprises/fiche/{business.pk}/{address}/").status_code == 404
            assert client.post(f"/entreprises/fiche/{business.pk}/{address}/", IDENTITY).status_code == 404
        assert client.post(f"/entreprises/fiche/{business.pk}/registre/").status_code == 404
        assert client.get(f"/entreprises/fiche/{business.pk}/logo.webp").status_code == 404

    def test_a_colleague_edits(self, client: Client, business: Business) -> None:
        colleague = make_user()
        TeamMember.objects.create(listing=business, user=colleague)
        client.force_login(colleague)
        assert post(client, business, "activite", headline="Par un collègue").status_code == 302
        assert draft_of(business).headline == "Par un collègue"

    def test_the_second_of_two_colleagues_is_told(self, member: Client, business: Business, owner: User) -> None:
        token = edit_token(business)
        assert member.get(f"/entreprises/fiche/{business.pk}/activite/").context["edit_token"] == token
        keep(draft_of(business), make_user(), token)
        response = member.post(f"/entreprises/fiche/{business.pk}/activite/", {"edit_token": token, "headline": "Moi"})
        assert "Quelqu’un a modifié" in response.content.decode()
        with pytest.raises(EditedMeanwhile):
            keep(draft_of(business), owner, token)

    def test_what_is_public_stays_in_its_territory(self, member: Client, owner: User) -> None:
        live = make_business(owner=owner)
        response = post(member, live, "identite", name="X", siret=live.siret, lieu="Millau", commune="12145")
        assert "autre territoire" in response.content.decode()


class TestLogo:
    def test_it_is_cleaned_and_follows_the_draft(
        self, member: Client, business: Business, settings: LazySettings, tmp_path: Any
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        post(member, business, "activite", logo=png())
        name = draft_of(business).logo
        assert (tmp_path / path_of(name)).read_bytes()[8:12] == b"WEBP"
        assert [path.suffix for path in tmp_path.rglob("*.*")] == [".webp"]
        draft_address = f"/entreprises/fiche/{business.pk}/logo.webp"
        assert member.get(draft_address).status_code == 200
        public = f"/entreprises/{business.slug}/logo/{name}.webp"
        assert Client().get(public).status_code == 404, "A draft's logo is nobody's."
        agency = Client()
        agency.force_login(make_moderator(mende()))
        assert agency.get(draft_address).status_code == 404, "It was not sent yet."
        review = submit(Business.objects.get(pk=business.pk), member.get("/mon-espace/").wsgi_request.user)
        assert agency.get(draft_address).status_code == 200
        decide(review, make_moderator(mende()), ReviewState.APPROVED)
        assert Client().get(public)["Content-Type"] == "image/webp"
        assert Client().get(public.replace(name, "0" * 32)).status_code == 404

    def test_the_agency_to_which_it_is_proposed_sees_it_until_it_answers(
        self, member: Client, business: Business, owner: User, settings: LazySettings, tmp_path: Any
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        post(member, business, "activite", logo=png())
        submit(Business.objects.get(pk=business.pk), owner)
        there, agency = make_moderator(millau()), Client()
        agency.force_login(there)
        address = f"/entreprises/fiche/{business.pk}/logo.webp"
        assert agency.get(address).status_code == 404, "Nobody proposed it yet."
        offer = make_offer(Business.objects.get(pk=business.pk))
        assert agency.get(address).status_code == 200
        decline_offer(offer, there, "Non.")
        assert agency.get(address).status_code == 404

    def test_the_old_one_goes_when_the_new_is_public(
        self, member: Client, business: Business, owner: User, settings: LazySettings, tmp_path: Any
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        for _ in range(2):
            post(member, business, "activite", logo=png())
            decide(submit(Business.objects.get(pk=business.pk), owner), make_moderator(mende()), ReviewState.APPROVED)
        assert len(list(tmp_path.rglob("*.webp"))) == 1

    @pytest.mark.parametrize(
        "content", [b"", b"<svg onload='alert(1)'/>", b"GIF89a<script>", b"\x89PNG\r\n\x1a\n" + b"0" * 99]
    )
    def test_what_is_no_picture(
        self, member: Client, business: Business, content: bytes, settings: LazySettings, tmp_path: Any
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        response = post(member, business, "activite", logo=SimpleUploadedFile("x.png", content, "image/png"))
        assert response.status_code == 200
        assert not list(tmp_path.rglob("*.*"))


class TestRegister:
    @pytest.fixture
    def register(self, settings: LazySettings) -> Iterator[FaultyGeocoder]:
        with faulty_register() as server:
            settings.COMPANY_REGISTER_URL = server.url
            server.script = [answers(company(site()))]
            yield server

    def test_a_member_takes_up_what_it_says(self, member: Client, business: Business, register: FaultyGeocoder) -> None:
        attempt_business(business.pk, SIRET)
        page = member.get(f"/entreprises/fiche/{business.pk}/activite/").content.decode()
        assert "Ce que dit le registre" in page
        assert "62.01Z" in page
        member.post(f"/entreprises/fiche/{business.pk}/registre/")
        draft = draft_of(business)
        assert (draft.activity, draft.size, draft.name) == ("62.01Z", "pme", "Atelier Bleu")
        assert (
            "Ce que dit le registre" not in member.get(f"/entreprises/fiche/{business.pk}/activite/").content.decode()
        )

    def test_an_old_answer_says_nothing_of_a_new_number(
        self, member: Client, business: Business, register: FaultyGeocoder
    ) -> None:
        attempt_business(business.pk, SIRET)
        post(member, business, "identite", name="X", siret="00000000000018", lieu="Mende", commune="48095")
        assert (
            "Ce que dit le registre" not in member.get(f"/entreprises/fiche/{business.pk}/activite/").content.decode()
        )

    def test_no_page_waits_for_it(
        self,
        member: Client,
        register: FaultyGeocoder,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            member.post(FIRST, IDENTITY)
        assert Business.objects.exists()
        assert not register.asked, "Asked by the worker only."
