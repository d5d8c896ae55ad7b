"""Putting away, taking back, moving, merging: who may, what stays, where addresses lead."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from geography.models import Territory
from listings.archiving import archive, kept_instead_of, move, restore
from listings.checks import CheckRound, Step
from listings.merging import choices_of, merge
from listings.models import Archive, ChangeReport, Review, TeamMember
from listings.publishing import AwaitingReview, unpublish
from listings.reviewing import decide
from listings.reviews import ReviewState
from mail.models import OutgoingMail
from places.indexing import PLACES
from places.models import Place
from tests.factories.listings import desk_of, make_moderator, make_report, make_superuser, make_user, millau
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review

pytestmark = pytest.mark.django_db


def fresh(place: Any) -> Place:
    return Place.objects.get(pk=place.pk)


def logged(place: Place) -> list[str]:
    return list(ModelLogEntry.objects.for_instance(place).values_list("action", flat=True))


class TestArchive:
    def test_is_off_the_site_with_who_and_why(self, client: Client) -> None:
        place, moderator = make_place(), make_moderator(mende())
        kept = archive(place, moderator, "closed", "Rideau baissé")
        assert (kept.archived_by, kept.reason, kept.comment) == (moderator, "closed", "Rideau baissé")
        assert not fresh(place).live
        assert client.get(place.get_absolute_url()).status_code == 404
        assert "hameau.archived" in logged(place)
        assert archive(place, moderator, "other") == kept

    def test_by_who_moderates_or_holds_it(self) -> None:
        place, colleague = make_held_place(live=True), make_user()
        for user in (make_user(), make_moderator(millau())):
            with pytest.raises(PermissionDenied):
                archive(place, user, "other")
        TeamMember.objects.create(listing=place, user=colleague)
        archive(place, colleague, "left")
        with pytest.raises(PermissionDenied):
            restore(place, make_moderator(millau()))
        restore(place, place.owner)
        assert not Archive.objects.exists()
        assert not fresh(place).live

    def test_who_holds_it_is_told_why_unless_they_did_it(self) -> None:
        place = make_held_place(live=True)
        unpublish(place, make_moderator(mende()))
        unpublish(place, make_moderator(mende()))
        (mail,) = OutgoingMail.objects.filter(to=place.owner.email)
        assert "n’est plus en ligne" in mail.subject
        archive(place, make_moderator(mende()), "outdated", "Nous avons appelé trois fois.")
        mail = OutgoingMail.objects.filter(to=place.owner.email).latest("pk")
        assert "Plus à jour, et personne ne répond" in mail.text
        assert "Nous avons appelé trois fois." in mail.text
        assert "la ressortir, la changer" in mail.text
        theirs = make_held_place(live=True)
        archive(theirs, theirs.owner, "left")
        assert not OutgoingMail.objects.filter(to=theirs.owner.email).exists()

    @pytest.mark.parametrize("was_live", [True, False])
    @pytest.mark.parametrize("by_agency", [True, False])
    def test_the_mail_says_who_put_away_what(self, *, was_live: bool, by_agency: bool) -> None:
        place, actor = make_held_place(live=was_live), make_moderator(mende()) if by_agency else make_user()
        if not by_agency:
            TeamMember.objects.create(listing=place, user=actor)
        archive(place, actor, "left")
        mail = OutgoingMail.objects.get(to=place.owner.email)
        assert ("n’est plus en ligne" in mail.subject, "est archivée" in mail.subject) == (was_live, not was_live)
        assert ("du site" in mail.text, "n’était pas en ligne" in mail.text) == (was_live, not was_live)
        assert ("L’agence" in mail.text, "de votre équipe" in mail.text) == (by_agency, not by_agency)
        assert ("Motif" in mail.text) == by_agency

    def test_nobody_is_asked_any_more_whether_it_is_true(self) -> None:
        place = make_held_place()
        row = CheckRound.objects.create(listing=place, owner=place.owner, step=Step.LAPSED)
        archive(place, place.owner, "left")
        row.refresh_from_db()
        assert not row.is_open

    def test_not_while_a_review_waits(self) -> None:
        review = make_review(make_held_place(live=True))
        with pytest.raises(AwaitingReview):
            archive(review.listing, make_moderator(mende()), "other")
        assert fresh(review.listing).live

    def test_at_the_desk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        place = make_place()
        desk = desk_of(make_moderator(mende()), monkeypatch)
        assert f"/admin/relectures/archiver/lieu/{place.pk}/" in desk.get(f"/admin/lieux/{place.pk}/").content.decode()
        desk.post(f"/admin/relectures/archiver/lieu/{place.pk}/", {"reason": "closed", "comment": ""})
        assert Archive.objects.get().reason == "closed"
        assert f"/admin/relectures/ressortir/lieu/{place.pk}/" in desk.get(f"/admin/lieux/{place.pk}/").content.decode()
        desk.post(f"/admin/relectures/ressortir/lieu/{place.pk}/")
        assert not Archive.objects.exists()


class TestMove:
    def test_by_who_moderates_both_ends(self) -> None:
        place, both = make_place(), make_moderator(mende(), millau())
        for user in (make_moderator(mende()), make_moderator(millau()), make_user()):
            with pytest.raises(PermissionDenied):
                move(place, user, millau())
        move(place, both, millau())
        assert fresh(place).commune == millau()
        assert "hameau.moved" in logged(place)
        with pytest.raises(ValidationError):
            move(place, make_superuser(), millau())

    def test_one_finds_it_where_it_is_now(self) -> None:
        place = make_place(name="La Filature")
        move(place, make_moderator(mende(), millau()), millau())
        query = PLACES.query("millau filature")
        assert list(query.filter(Place.objects.all())) == [place]

    def test_its_review_and_its_draft_go_with_it(self) -> None:
        review = make_review(make_held_place(live=True), name="Après")
        move(review.listing, make_moderator(mende(), millau()), millau())
        moved = Review.objects.get()
        assert moved.commune == millau()
        with pytest.raises(PermissionDenied):
            decide(moved, make_moderator(mende()), ReviewState.APPROVED)
        decide(moved, make_moderator(millau()), ReviewState.APPROVED)
        assert (fresh(review.listing).commune, fresh(review.listing).name) == (millau(), "Après")

    def test_a_report_that_waits_goes_with_it_and_one_that_is_settled_stays(self) -> None:
        place, other = make_place(), make_place()
        waiting, elsewhere = make_report(place), make_report(other)
        settled = make_report(place, state="handled", handled_at=timezone.now())
        move(place, make_moderator(mende(), millau()), millau())
        assert list(ChangeReport.objects.for_user(make_moderator(millau()))) == [waiting]
        assert set(ChangeReport.objects.for_user(make_moderator(mende()))) == {settled, elsewhere}

    def test_at_the_desk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        place = make_place()
        address = f"/admin/relectures/deplacer/lieu/{place.pk}/"
        of_one = desk_of(make_moderator(mende()), monkeypatch)
        millau()
        answer = of_one.post(address, {"commune": "Millau (12145)"}, follow=True)
        assert answer.redirect_chain[0][0].startswith(f"/admin/relectures/proposer/lieu/{place.pk}/?commune=Millau+%28")
        for words in ("ne modérez pas", 'value="Millau (12145)"'):
            assert words in answer.content.decode()
        assert fresh(place).commune == mende()
        of_both = desk_of(make_moderator(mende(), millau()), monkeypatch)
        of_both.post(address, {"commune": "Millau (12145)"})
        assert fresh(place).commune == millau()
        assert of_one.get(address).status_code == 404


class TestToldToItsHolder:
    def test_of_a_move_and_by_whom_it_is_read_now(self) -> None:
        place = make_held_place(live=True, name="La Filature")
        move(place, make_moderator(mende(), millau()), millau())
        mail = OutgoingMail.objects.get(to=place.owner.email)
        text = mail.text.replace("\u00a0", " ")
        assert (mail.template, "est maintenant à Millau" in mail.subject) == ("listing_moved", True)
        for words in ("était à Mende", "Agence de Aveyron s’en occupe désormais", "Elle reste en ligne"):
            assert words in text
        assert f"/mon-espace/lieu/{place.pk}/" in text

    def test_of_a_move_inside_a_territory_without_another_agency(self) -> None:
        place, moderator = make_held_place(), make_moderator(mende(), millau())
        Territory.objects.get(communes=mende()).communes.add(millau())
        Territory.objects.exclude(communes=mende()).delete()
        move(place, moderator, millau())
        text = OutgoingMail.objects.get(to=place.owner.email).text
        assert "s’en occupe" not in text
        assert "Tout ce qu’elle dit est gardé." in text

    @pytest.mark.parametrize("by_agency", [True, False])
    def test_of_a_restore(self, *, by_agency: bool) -> None:
        place, actor = make_held_place(live=True), make_moderator(mende()) if by_agency else make_user()
        if not by_agency:
            TeamMember.objects.create(listing=place, user=actor)
        archive(place, actor, "left")
        OutgoingMail.objects.all().delete()
        for _time in range(2):
            restore(place, actor)
        (mail,) = OutgoingMail.objects.all()
        assert (mail.template, mail.to) == ("listing_restored", place.owner.email)
        assert ("L’agence a ressorti" in mail.text, "de votre équipe" in mail.text) == (by_agency, not by_agency)
        assert "n’est pas en ligne" in mail.text

    def test_not_of_their_own_acts_nor_to_who_left(self) -> None:
        place, gone = make_held_place(), make_held_place()
        archive(place, place.owner, "left")
        restore(place, place.owner)
        gone.owner.is_active = False
        gone.owner.save()
        move(gone, make_moderator(mende(), millau()), millau())
        assert not OutgoingMail.objects.exists()


class TestMerge:
    def test_field_by_field_and_the_old_address_leads_on(self, client: Client) -> None:
        kept = make_place(name="La Filature", slug="filature", summary="Calme", phone="+33466650000")
        other = make_place(name="Filature", slug="la-filature", summary="Vive", phone="", desks=8)
        names = [choice.name for choice in choices_of(kept, other)]
        assert names == ["name", "summary", "phone", "desks"]
        merge(kept, other, make_moderator(mende()), ["summary", "desks", "slug", "owner", "live"])
        row = fresh(kept)
        assert (row.name, row.summary, str(row.phone), row.desks) == ("La Filature", "Vive", "04 66 65 00 00", 8)
        assert (row.slug, row.live) == ("filature", True)
        assert Archive.objects.get().kept_id == kept.pk
        answer = client.get("/lieux/la-filature/")
        assert (answer.status_code, answer["Location"]) == (301, "/lieux/filature/")
        assert "hameau.merged" in logged(row)

    def test_several_merges_lead_to_the_last(self, client: Client) -> None:
        first, second, third = (make_place(slug=f"lieu-{rank}") for rank in "abc")
        moderator = make_moderator(mende())
        merge(second, first, moderator, [])
        merge(third, second, moderator, [])
        for slug in ("lieu-a", "lieu-b"):
            assert client.get(f"/lieux/{slug}/")["Location"] == "/lieux/lieu-c/"
        archive(third, moderator, "closed")
        assert client.get("/lieux/lieu-a/").status_code == 404
        assert kept_instead_of(fresh(first)) is None

    def test_what_pointed_to_one_points_to_the_other(self) -> None:
        kept, other = make_place(), make_held_place(live=True)
        colleague = make_user()
        TeamMember.objects.create(listing=other, user=colleague)
        make_report(other)
        merge(kept, other, make_moderator(mende()), [])
        assert fresh(kept).owner == other.owner
        assert TeamMember.objects.get().listing == kept
        assert ChangeReport.objects.get().listing == kept

    def test_a_point_goes_whole(self) -> None:
        kept, other = (
            make_place(latitude=44.1, longitude=3.1, precision="commune"),
            make_place(latitude=44.2, longitude=3.2, precision="address"),
        )
        merge(kept, other, make_moderator(mende()), ["latitude"])
        row = fresh(kept)
        assert (row.latitude, row.longitude, row.precision) == (44.2, 3.2, "address")

    def test_not_by_a_stranger_to_one_of_them(self) -> None:
        for user in (make_moderator(mende()), make_moderator(millau()), make_user()):
            with pytest.raises(PermissionDenied):
                merge(make_place(), make_place(commune=millau()), user, [])

    @pytest.mark.parametrize("how", ["itself", "two owners", "waiting", "archived"])
    def test_what_can_t_be_one_is_said(self, how: str) -> None:
        kept, other, moderator = make_held_place(live=True), make_held_place(live=True), make_moderator(mende())
        if how == "itself":
            other = kept
        elif how == "waiting":
            Place.objects.update(owner=kept.owner)
            make_review(fresh(other))
        elif how == "archived":
            Place.objects.update(owner=kept.owner)
            archive(other, moderator, "closed")
        with pytest.raises(ValidationError):
            merge(kept, other, moderator, [])
        assert fresh(kept).live

    def test_side_by_side_at_the_desk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kept = make_place(name="La Filature des Cévennes", summary="Calme")
        point = {"latitude": 44.51, "longitude": 3.25, "precision": "address"}
        other = make_place(name="Filature des Cevennes", summary="Vive", types=("fablab",), **point)
        address = f"/admin/relectures/reunir/lieu/{kept.pk}/?avec={other.pk}"
        desk = desk_of(make_moderator(mende()), monkeypatch)
        assert address.split("?")[0] in desk.get(f"/admin/lieux/{kept.pk}/").content.decode()
        html = desk.get(address).content.decode()
        for words in ("Calme", "Vive", "Fablab", "Garder plutôt", "Point sur la carte", "44.51, 3.25, "):
            assert words in html
        desk.post(address, {"name": "kept", "types": "other", "summary": "other", "latitude": "other"})
        assert (fresh(kept).summary, fresh(kept).types, fresh(kept).latitude) == ("Vive", ("fablab",), 44.51)
        assert not fresh(other).live

    def test_another_territory_s_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        here, there = make_place(commune=millau()), make_place()
        desk = desk_of(make_moderator(millau()), monkeypatch)
        for pk, avec in (
            (here.pk, there.pk),
            (there.pk, here.pk),
            (here.pk, here.pk),
            (here.pk, "x"),
            (here.pk, 10**30),
        ):
            assert desk.get(f"/admin/relectures/reunir/lieu/{pk}/?avec={avec}").status_code == 404
