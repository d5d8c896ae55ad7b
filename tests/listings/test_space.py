"""« Mon espace »: what is mine, its state in words, editing, sending, taking back; nobody else's is there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from listings.archiving import archive
from listings.models import Archive, Claim, Invitation, Review, TeamMember
from listings.publishing import edit_token, mark_checked, publish, unpublish
from listings.reviewing import decide
from listings.reviews import ReviewState
from listings.space import registry
from listings.space.history import history_of
from listings.space.registry import Asked, Entry
from listings.space.standing import standings
from mail.models import OutgoingMail
from places.member_form import PlaceMemberForm
from places.models import Place
from tests.factories.listings import make_moderator, make_user, millau
from tests.factories.places import make_place, mende
from tests.factories.reviews import edit_place, make_held_place, make_review
from tests.factories.workers import make_worker
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db
HOME = "/mon-espace/"
STANDINGS = r"Lieu\s*: Lieu ([^<]+)\s*</a>.*?badge[^>]*>(?:<svg.*?</svg>)?([^<]+)<"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(place: Any, end: str = "") -> str:
    return f"{HOME}lieu/{place.pk}/{end}"


def answers_of(place: Place, **changes: Any) -> dict[str, Any]:
    """What the member's form sends when nothing is changed, and some changes."""
    row = Place.objects.get(pk=place.pk)
    form = PlaceMemberForm(instance=row.get_latest_revision_as_object())
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"edit_token": edit_token(row), "commune": f"{row.commune.name} ({row.commune_id})"}
    return {**data, "is_free": "unknown", **changes}


ENDS = [
    ("get", ""),
    ("get", "modifier/"),
    ("post", "modifier/"),
    ("get", "apercu/"),
    ("post", "envoyer/"),
    ("post", "reprendre/"),
    ("post", "retirer/"),
    ("post", "ressortir/"),
    ("get", "equipe/"),
    ("post", "equipe/"),
    ("post", "equipe/1/retirer/"),
    ("post", "equipe/invitation/1/annuler/"),
]


class TestDoors:
    @pytest.mark.parametrize(("method", "end"), ENDS)
    def test_someone_else_s_is_not_there(self, method: str, end: str) -> None:
        place = make_held_place(live=True)
        before = Place.objects.values().get()
        for stranger in (make_user(), make_moderator(mende())):
            assert getattr(signed_in(stranger), method)(page_of(place, end)).status_code == 404
        assert Place.objects.values().get() == before

    @pytest.mark.parametrize(("method", "end"), [*ENDS, ("get", "../../")])
    def test_a_visitor_signs_in_first(self, client: Client, method: str, end: str) -> None:
        place = make_held_place(live=True)
        assert getattr(client, method)(page_of(place, end) if end != "../../" else HOME).status_code == 302

    def test_an_unknown_kind_is_not_there(self) -> None:
        place = make_held_place()
        client = signed_in(place.owner)
        assert client.get(f"{HOME}rien/{place.pk}/").status_code == 404
        assert client.get(f"{HOME}revendiquer/rien/{place.pk}/").status_code == 404

    def test_acts_are_posts(self) -> None:
        place = make_held_place()
        for end in ("envoyer/", "reprendre/", "retirer/", "ressortir/"):
            assert signed_in(place.owner).get(page_of(place, end)).status_code == 405

    def test_pages_are_not_kept_by_caches(self) -> None:
        place = make_held_place()
        for address in (HOME, page_of(place), page_of(place, "modifier/")):
            assert "no-store" in signed_in(place.owner).get(address)["Cache-Control"]


class TestHome:
    def test_says_what_is_mine_and_where_it_stands(self) -> None:
        me = make_user(first_name="Claire")
        names = ["Brouillon", "En relecture", "En ligne", "Modification demandée", "Refusée", "Archivée"]
        places = [make_held_place(owner=me, name=f"Lieu {name}", live=name == "En ligne") for name in names]
        make_place(name="À une autre")
        moderator = make_moderator(mende())
        make_review(places[1])
        decide(make_review(places[3]), moderator, ReviewState.CHANGES, "Le samedi ?")
        decide(make_review(places[4]), moderator, ReviewState.REFUSED, "Déjà là", "duplicate")
        Archive.objects.create(listing=places[5], reason="left")
        html = signed_in(me).get(HOME).content.decode()
        rows = dict(re.findall(STANDINGS, html, re.DOTALL))
        assert {name.strip(): state for name, state in rows.items()} == {name: name for name in names}
        assert "Bonjour Claire" in html
        assert "À une autre" not in html

    def test_a_colleague_s_too_until_it_ends(self) -> None:
        place, me = make_held_place(name="Chez nous"), make_user()
        member = TeamMember.objects.create(listing=place, user=me)
        assert "Chez nous" in signed_in(me).get(HOME).content.decode()
        member.delete()
        assert "Chez nous" not in signed_in(me).get(HOME).content.decode()

    def test_a_draft_that_was_never_sent_is_asked_for(self) -> None:
        place = make_held_place(name="Le Pont")
        html = signed_in(place.owner).get(HOME).content.decode()
        assert "Envoyer « Le Pont »" in html
        assert "Une chose vous attend" in html
        make_review(place)
        assert "Rien ne vous attend" in signed_in(place.owner).get(HOME).content.decode()

    def test_nothing_yet(self) -> None:
        assert "pas encore de fiche" in signed_in(make_user()).get(HOME).content.decode()

    def test_others_add_entries_and_what_is_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(registry, "_entries", {})
        monkeypatch.setattr(registry, "_askers", [])
        registry.register_entry(Entry("Autre porte", "mail", "places:list", count=lambda user: 3))
        registry.register_entry(Entry("Cachée", "mail", "home", shown_to=lambda user: False))
        registry.register_asker(lambda user: [Asked("Répondre", "À Aubrac Conseil.", "/lieux/", "Répondre")])
        html = signed_in(make_user()).get(HOME).content.decode()
        assert "Autre porte (3)" in html
        assert "Aubrac Conseil" in html
        assert "Une chose vous attend" in html
        assert "Cachée" not in html

    @pytest.mark.parametrize("number", [2, 25])
    def test_the_same_queries_whatever_the_number(self, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(registry, "_entries", {})
        monkeypatch.setattr(registry, "_askers", [])
        me = make_user()
        for _ in range(number):
            make_review(make_held_place(owner=me))
        client = signed_in(me)
        client.get(HOME)
        with reviewed_queries("space-home"):
            client.get(HOME)


class TestEditing:
    def test_a_draft_is_kept_and_what_is_public_stays(self) -> None:
        place = make_held_place(live=True, name="Avant")
        client = signed_in(place.owner)
        assert "Avant" in client.get(page_of(place, "modifier/")).content.decode()
        client.post(page_of(place, "modifier/"), answers_of(place, name="Après"))
        row = Place.objects.get()
        assert (row.name, row.get_latest_revision_as_object().name) == ("Avant", "Après")
        assert not Review.objects.exists()

    def test_sent_in_the_same_go(self) -> None:
        place = make_held_place()
        data = answers_of(place, opening_hours="du lundi au vendredi 9h-12h", phone="04 66 65 00 00", submit="1")
        signed_in(place.owner).post(page_of(place, "modifier/"), data)
        assert Review.objects.get().is_waiting
        draft = Place.objects.get().get_latest_revision_as_object()
        assert (draft.opening_hours, str(draft.phone)) == ("Mo-Fr 09:00-12:00", "04 66 65 00 00")

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", ""), ("types", ""), ("opening_hours", "un jour"), ("website", "javascript:1")],
    )
    def test_what_is_wrong_is_said(self, field: str, value: str) -> None:
        place = make_held_place()
        answer = signed_in(place.owner).post(page_of(place, "modifier/"), answers_of(place, **{field: value}))
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
        assert Place.objects.get().latest_revision is None

    def test_what_is_public_does_not_leave_the_territory(self) -> None:
        make_moderator(mende(), millau())
        public, new = make_held_place(live=True), make_held_place()
        for place, is_kept in ((public, False), (new, True)):
            data = answers_of(place, commune="Millau (12145)")
            signed_in(place.owner).post(page_of(place, "modifier/"), data)
            assert bool(Place.objects.get(pk=place.pk).latest_revision) is is_kept

    def test_someone_faster_is_said(self) -> None:
        place = make_held_place()
        data = answers_of(place, name="Lent")
        edit_place(place, name="Rapide")
        answer = signed_in(place.owner).post(page_of(place, "modifier/"), data)
        assert "pendant que vous" in answer.content.decode()
        assert Place.objects.get().get_latest_revision_as_object().name == "Rapide"

    def test_not_while_it_waits(self) -> None:
        review = make_review()
        client = signed_in(review.submitted_by)
        assert client.get(page_of(review.listing, "modifier/")).status_code == 302
        client.post(page_of(review.listing, "modifier/"), answers_of(review.listing, name="Autre"))
        assert Place.objects.get().latest_revision == review.revision

    def test_the_preview_is_the_draft_s(self) -> None:
        place = edit_place(make_held_place(live=True, name="Avant"), name="Après")
        answer = signed_in(place.owner).get(page_of(place, "apercu/"))
        assert "<h1>Après</h1>" in answer.content.decode()
        assert answer["X-Robots-Tag"] == "noindex"

    def test_the_preview_says_that_it_is_one(self, client: Client) -> None:
        place = make_held_place(live=True)
        preview = signed_in(place.owner).get(page_of(place, "apercu/")).content.decode()
        assert "comme tout le monde le verrait" in preview
        assert f'href="{page_of(place)}"' in preview
        assert "comme tout le monde" not in client.get(place.get_absolute_url()).content.decode()

    def test_owner_and_source_are_not_in_the_form(self) -> None:
        place = make_held_place()
        data = answers_of(place, owner="1", source="x", checked_on="2020-01-01", live="on", slug="autre")
        signed_in(place.owner).post(page_of(place, "modifier/"), data)
        draft = Place.objects.get().get_latest_revision_as_object()
        assert (draft.owner, draft.source, draft.checked_on, draft.slug) == (place.owner, "", None, place.slug)


class TestActs:
    def test_the_whole_way(self) -> None:
        """Sent, asked for a change, corrected, sent, published: each step told on its page."""
        place, moderator = make_held_place(name="Le Pont"), make_moderator(mende())
        client = signed_in(place.owner)
        html = client.get(page_of(place)).content.decode()
        assert "Envoyer à l’agence" in html
        assert f'href="{page_of(place, "apercu/")}"' in html
        client.post(page_of(place, "envoyer/"))
        html = client.get(page_of(place)).content.decode()
        assert "Reprendre pour la corriger" in html
        assert "Envoyer à l’agence" not in html
        decide(Review.objects.get(), moderator, ReviewState.CHANGES, "Et le <samedi> ?")
        assert "Et le &lt;samedi&gt; ?" in client.get(page_of(place)).content.decode()
        client.post(page_of(place, "modifier/"), answers_of(place, opening_note="Fermé le samedi", submit="1"))
        decide(Review.objects.waiting().get(), moderator, ReviewState.APPROVED)
        html = client.get(page_of(place)).content.decode()
        assert "Tout le monde la voit" in html
        assert html.count("Envoyée à la relecture") == 2
        assert client.get(Place.objects.get().get_absolute_url()).status_code == 200

    def test_what_was_sent_back_is_corrected_first(self) -> None:
        review = make_review()
        place, owner = review.listing, review.listing.owner
        decide(review, make_moderator(mende()), ReviewState.CHANGES, "Et les horaires ?")
        call = re.compile(r'class="button call"[^>]*>(?:<svg.*?</svg>)?([^<]+)<', re.DOTALL)
        assert call.findall(signed_in(owner).get(page_of(place)).content.decode()) == ["Corriger"]
        edit_place(place, summary="Du lundi au jeudi.")
        assert call.findall(signed_in(owner).get(page_of(place)).content.decode()) == ["Envoyer à l’agence"]

    def test_taken_back(self) -> None:
        review = make_review()
        client = signed_in(review.submitted_by)
        client.post(page_of(review.listing, "reprendre/"))
        assert Review.objects.get().state == ReviewState.WITHDRAWN
        late = client.post(page_of(review.listing, "reprendre/"), follow=True)
        assert "décidé entre-temps" in late.content.decode()

    def test_sent_twice_is_said(self) -> None:
        review = make_review()
        told = signed_in(review.submitted_by).post(page_of(review.listing, "envoyer/"), follow=True)
        assert "déjà en relecture" in told.content.decode()
        assert Review.objects.count() == 1

    def test_nothing_new_is_said(self) -> None:
        place = make_held_place(live=True)
        told = signed_in(place.owner).post(page_of(place, "envoyer/"), follow=True)
        assert "déjà en ligne" in told.content.decode()

    def test_taken_off_and_out_again(self) -> None:
        place = make_held_place(live=True)
        client = signed_in(place.owner)
        client.post(page_of(place, "retirer/"))
        assert (Place.objects.get().live, Archive.objects.get().reason) == (False, "left")
        assert client.get(place.get_absolute_url()).status_code == 404
        client.post(page_of(place, "ressortir/"))
        assert not Archive.objects.exists()
        client.post(page_of(place, "envoyer/"))
        assert Review.objects.get().is_waiting

    def test_not_taken_off_while_it_waits(self) -> None:
        review = make_review(make_held_place(live=True))
        signed_in(review.submitted_by).post(page_of(review.listing, "retirer/"))
        assert Place.objects.get().live


class TestTeam:
    def link(self) -> str:
        mail = OutgoingMail.objects.filter(template="team_invitation").latest("pk")
        found = re.search(r"(/mon-espace/invitation/\S+)", mail.text)
        assert found
        return found[1]

    def test_a_colleague_joins_by_a_secret_link_that_works_once(self) -> None:
        place, colleague = make_held_place(name="Chez nous"), make_user()
        signed_in(place.owner).post(page_of(place, "equipe/"), {"email": colleague.email.upper()})
        link = self.link()
        assert link.split("/")[-2] not in Invitation.objects.get().token_hash
        client = signed_in(colleague)
        assert "Chez nous" in client.get(link).content.decode()
        assert not TeamMember.objects.exists()  # a mail scanner follows links, it does not press buttons
        client.post(link)
        assert TeamMember.objects.get().user == colleague
        assert client.get(page_of(place)).status_code == 200
        assert client.get(link).status_code == 410
        assert signed_in(make_user()).post(link).status_code == 410

    def test_a_forwarded_invitation_says_which_account_it_is_meant_for(self) -> None:
        place = make_held_place(name="Chez nous")
        signed_in(place.owner).post(page_of(place, "equipe/"), {"email": "collegue@exemple.fr"})
        client = signed_in(make_user())
        for answer in (client.get(self.link()), client.post(self.link())):
            assert answer.status_code == 403
            page = answer.content.decode()
            assert "c…@exemple.fr" in page
            assert "collegue@" not in page
            assert "Chez nous" not in page
        assert not TeamMember.objects.exists()

    def test_a_visitor_signs_in_first(self, client: Client) -> None:
        place = make_held_place()
        signed_in(place.owner).post(page_of(place, "equipe/"), {"email": "a@exemple.fr"})
        assert client.get(self.link()).status_code == 302

    @pytest.mark.parametrize("how", ["expired", "cancelled", "again", "demoted"])
    def test_a_dead_link_is_said(self, how: str) -> None:
        place, invited = make_held_place(), make_user()
        owner = signed_in(place.owner)
        owner.post(page_of(place, "equipe/"), {"email": invited.email})
        link, invitation = self.link(), Invitation.objects.get()
        if how == "expired":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        elif how == "cancelled":
            owner.post(page_of(place, f"equipe/invitation/{invitation.pk}/annuler/"))
        elif how == "again":
            owner.post(page_of(place, "equipe/"), {"email": invited.email.upper()})
            assert Invitation.objects.count() == 1
        else:
            Place.objects.update(owner=make_user())
        assert signed_in(invited).post(link).status_code == 410
        assert not TeamMember.objects.exists()

    def test_a_colleague_invites_nobody_and_may_leave(self) -> None:
        place, colleague = make_held_place(), make_user()
        member = TeamMember.objects.create(listing=place, user=colleague)
        other = TeamMember.objects.create(listing=place, user=make_user())
        client = signed_in(colleague)
        assert client.post(page_of(place, "equipe/"), {"email": "a@exemple.fr"}).status_code == 403
        assert client.post(page_of(place, f"equipe/{other.pk}/retirer/")).status_code == 403
        client.post(page_of(place, f"equipe/{member.pk}/retirer/"))
        assert list(TeamMember.objects.all()) == [other]

    def test_a_member_of_another_team_is_not_removed_from_here(self) -> None:
        mine, theirs = make_held_place(), make_held_place()
        member = TeamMember.objects.create(listing=theirs, user=make_user())
        assert signed_in(mine.owner).post(page_of(mine, f"equipe/{member.pk}/retirer/")).status_code == 404

    def test_too_many_invitations_are_refused(self) -> None:
        place = make_held_place()
        client = signed_in(place.owner)
        for rank in range(11):
            client.post(page_of(place, "equipe/"), {"email": f"a{rank}@exemple.fr"})
        assert Invitation.objects.count() == 10


class TestClaim:
    def test_a_place_without_owner_is_claimed_from_its_page(self) -> None:
        place, me, moderator = make_place(), make_user(), make_moderator(mende())
        client = signed_in(me)
        address = f"{HOME}revendiquer/lieu/{place.pk}/"
        assert address in client.get(place.get_absolute_url()).content.decode()
        client.get(address)
        client.post(address, {"message": "Je suis la gérante"})
        client.post(address, {"message": "Je suis la gérante"})
        assert Claim.objects.count() == 1
        assert OutgoingMail.objects.get(template="claim_waiting").to == moderator.email
        assert "attend la réponse" in client.get(address).content.decode()

    def test_not_one_that_someone_holds(self) -> None:
        place = make_held_place(live=True)
        answer = signed_in(make_user()).post(f"{HOME}revendiquer/lieu/{place.pk}/", {"message": "Moi"})
        assert "tient déjà" in answer.content.decode()
        assert not Claim.objects.exists()

    def test_not_one_that_is_not_public(self) -> None:
        place = make_place(live=False)
        assert signed_in(make_user()).get(f"{HOME}revendiquer/lieu/{place.pk}/").status_code == 404

    def test_needs_words(self) -> None:
        place = make_place()
        assert signed_in(make_user()).post(f"{HOME}revendiquer/lieu/{place.pk}/", {"message": " "}).status_code == 200
        assert not Claim.objects.exists()


def test_the_account_is_one_link_away(client: Client) -> None:
    client.force_login(make_user())
    page = client.get("/mon-espace/").content.decode()
    for name in ("accounts:home", "accounts:data", "directory:worker_join", "businesses:join"):
        assert f'href="{reverse(name)}"' in page


def test_who_has_a_profile_is_not_asked_for_a_second_one(client: Client) -> None:
    user = make_user()
    make_worker(user)
    client.force_login(user)
    page = client.get("/mon-espace/").content.decode()
    assert reverse("directory:worker_join") not in page
    assert reverse("businesses:join") in page


def test_what_is_off_the_site_says_so_and_why() -> None:
    """Never « brouillon »: its holder would not know that what was public no longer is."""
    place = make_held_place(live=True, first_published_at=timezone.now())
    unpublish(place, make_moderator(mende()))
    ((_row, standing),) = standings([Place.objects.get(pk=place.pk)])
    assert (standing.code, standing.may_edit) == ("offline", True)
    assert "n’est plus en ligne" in standing.words
    Place.objects.filter(pk=place.pk).update(to_confirm=True)
    ((_row, standing),) = standings([Place.objects.get(pk=place.pk)])
    assert "faute de confirmation" in standing.words


def test_what_an_agency_did_without_a_review_is_told_too() -> None:
    place, agency = make_held_place(live=True), make_moderator(mende())
    decide(make_review(place, summary="Paru"), agency, ReviewState.APPROVED)
    edit_place(Place.objects.get(pk=place.pk), agency, summary="Corrigé")
    publish(Place.objects.get(pk=place.pk).latest_revision, agency)
    mark_checked(place, place.owner)
    archive(place, agency, "outdated", "Trois appels.")
    events = history_of(Place.objects.get(pk=place.pk), place.owner)
    assert [event.label for event in events] == [
        *("Archivée", "Retirée du site", "Vérifiée", "Corrigée et publiée par l’agence"),
        *("Publiée", "Envoyée à la relecture", "Fiche créée"),
    ]
    assert (events[0].reason, events[0].comment) == ("Plus à jour, et personne ne répond", "Trois appels.")
    page = signed_in(place.owner).get(page_of(place)).content.decode()
    assert "Trois appels." in page
    assert agency.email not in page
