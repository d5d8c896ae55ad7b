"""A listing proposed to the agency of another territory: who may, what stays as it is, who is told, what is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from accounts.rights import erasing, exporting
from directory.models import Business
from listings.answering import accept_offer, decline_offer
from listings.archiving import archive, move
from listings.models import Offer, TeamMember
from listings.offering import AlreadyEnded, propose, version_to_show, withdraw_offer
from listings.offers import OfferState
from mail.models import OutgoingMail
from places.models import Place
from tests.factories.directory_businesses import make_business
from tests.factories.listings import make_moderator, make_superuser, make_user, millau
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.reviews import edit_place, make_held_place, make_review
from tests.factories.workers import make_worker, worker_draft

pytestmark = pytest.mark.django_db


def fresh(place: Any) -> Place:
    return Place.objects.get(pk=place.pk)


def logged(place: Any) -> list[tuple[str, Any, Any]]:
    entries = ModelLogEntry.objects.for_instance(place).order_by("timestamp", "pk")
    return [(entry.action, entry.user, entry.data.get("note")) for entry in entries.filter(action__contains="offer")]


def told(place: Any) -> list[tuple[str, Any]]:
    """The whole log of a place, whoever did it."""
    entries = ModelLogEntry.objects.for_instance(place).order_by("timestamp", "pk")
    return [(entry.action, dict(entry.data or {})) for entry in entries]


class TestPropose:
    def test_leaves_the_listing_where_it_is_and_public(self) -> None:
        place, moderator = make_place(), make_moderator(mende())
        make_moderator(millau())
        offer = propose(place, moderator, millau(), "  Elle a déménagé.  ")
        assert (fresh(place).commune, fresh(place).live) == (mende(), True)
        assert (offer.origin, offer.commune, offer.message) == (mende(), millau(), "Elle a déménagé.")
        assert (offer.proposed_by, offer.is_waiting, offer.listing) == (moderator, True, place)
        assert logged(place) == [("hameau.offer.proposed", moderator, "Elle a déménagé.")]

    def test_by_who_sees_it_on_their_desk(self) -> None:
        there = make_moderator(millau())
        for user in (there, make_user(), make_held_place(live=True).owner):
            with pytest.raises(PermissionDenied):
                propose(make_place(), user, millau(), "x")
        never_sent = worker_draft(make_user())
        with pytest.raises(PermissionDenied):
            propose(never_sent, make_moderator(mende()), millau(), "x")
        assert not Offer.objects.exists()

    def test_the_agency_there_is_told_in_words_and_who_proposes_is_not(self) -> None:
        here, there, colleague = make_moderator(mende()), make_moderator(millau()), make_moderator(millau())
        propose(make_place(name="La Filature"), here, millau(), "Elle a déménagé.")
        mails = {mail.to: mail for mail in OutgoingMail.objects.all()}
        assert set(mails) == {there.email, colleague.email}
        text = mails[there.email].text.replace("\u00a0", " ")
        for words in ("Agence de Lozère", "« La Filature »", "de Mende à Millau", "Elle a déménagé."):
            assert words in text
        assert "/admin/relectures/propositions/" in text
        assert here.email not in text

    @pytest.mark.parametrize(
        ("case", "words"),
        [
            ("same", "déjà dans cette commune"),
            ("both", "déplacez la fiche"),
            ("nobody", "Aucune agence"),
            ("archived", "archivée"),
            ("unsent", "ne l’a pas envoyée"),
            ("twice", "déjà proposée"),
            ("silent", "Écrivez quelques mots"),
        ],
    )
    def test_what_can_t_be_proposed_is_said(self, case: str, words: str) -> None:
        user = make_moderator(mende(), millau()) if case == "both" else make_moderator(mende())
        if case != "nobody":
            make_moderator(millau())
        place = make_held_place() if case == "unsent" else make_place()
        if case == "archived":
            archive(place, user, "closed")
        if case == "twice":
            propose(place, user, millau(), "x")
        with pytest.raises(ValidationError) as error:
            propose(place, user, mende() if case == "same" else millau(), " " if case == "silent" else "x")
        assert words in error.value.messages[0]

    def test_what_was_sent_or_is_the_agency_s_own_is_shown_before_it_is_public(self) -> None:
        sent = make_review(make_held_place(), summary="Envoyée").listing
        own = make_place(live=False)
        draft = own.get_latest_revision_as_object()
        draft.summary = "De l’agence"
        draft.save_revision()
        public = edit_place(make_held_place(live=True), summary="Jamais envoyée")
        shown = [version_to_show(make_offer(fresh(place))) for place in (sent, own, public)]
        assert [getattr(version, "summary", None) for version in shown] == ["Envoyée", "De l’agence", None]
        kept = make_offer(taken := make_held_place(live=True))
        Place.objects.filter(pk=taken.pk).update(live=False)
        assert version_to_show(Offer.objects.get(pk=kept.pk)) is None, "Its holder's own draft is no agency's affair."


class TestWithdraw:
    def test_by_the_agency_that_made_it_and_the_other_is_told(self) -> None:
        offer = make_offer()
        there = make_moderator(millau())
        for user in (there, make_user()):
            with pytest.raises(PermissionDenied):
                withdraw_offer(offer, user)
        colleague = make_moderator(mende())
        OutgoingMail.objects.all().delete()
        withdrawn = withdraw_offer(offer, colleague)
        assert (withdrawn.state, withdrawn.ended_by) == (OfferState.WITHDRAWN, colleague)
        assert set(OutgoingMail.objects.values_list("template", flat=True)) == {"offer_ended"}
        assert there.email in OutgoingMail.objects.values_list("to", flat=True)
        assert logged(offer.listing)[-1] == ("hameau.offer.withdrawn", colleague, "")
        make_offer(offer.listing)

    def test_the_second_of_two_people_is_told(self) -> None:
        offer, there = make_offer(), make_moderator(millau())
        accept_offer(offer, there)
        with pytest.raises(AlreadyEnded) as error:
            withdraw_offer(offer, make_superuser())
        assert error.value.offer.state == OfferState.ACCEPTED

    def test_moving_or_putting_away_the_listing_takes_it_back(self) -> None:
        moved, archived, other = make_offer(), make_offer(), make_offer()
        move(moved.listing, make_superuser(), millau())
        archive(archived.listing, make_moderator(mende()), "closed")
        states = {offer.pk: offer.state for offer in Offer.objects.all()}
        assert states == {moved.pk: "withdrawn", archived.pk: "withdrawn", other.pk: "waiting"}

    @pytest.mark.parametrize("is_agent", [False, True])
    def test_the_other_agency_reads_no_name_of_who_holds_what_is_put_away(self, is_agent: bool) -> None:
        offer = make_offer(make_held_place(live=True))
        user = make_moderator(mende()) if is_agent else offer.listing.owner
        user.first_name = "Nadia"
        user.save()
        archive(offer.listing, user, "closed")
        (ended,) = Offer.objects.all()
        assert (ended.state, ended.ender) == (OfferState.WITHDRAWN, "Nadia" if is_agent else "")


class TestDoors:
    def test_each_side_sees_its_own_and_a_third_neither(self) -> None:
        offer = make_offer()
        here, there, both = make_moderator(mende()), make_moderator(millau()), make_moderator(mende(), millau())
        objects = Offer.objects
        assert [list(objects.for_user(user)) for user in (here, there, both)] == [[], [offer], [offer]]
        assert [list(objects.sent_for(user)) for user in (here, there, both)] == [[offer], [], [offer]]
        assert [list(objects.seen_by(user)) for user in (here, there, both)] == [[offer]] * 3
        blocked = make_moderator(millau())
        blocked.is_active = False
        for user in (make_user(), blocked):
            assert not objects.seen_by(user).exists()
        assert list(objects.seen_by(make_superuser())) == list(objects.sent_for(make_superuser())) == [offer]

    def test_what_waits_comes_first(self) -> None:
        ended, first, second = make_offer(), make_offer(), make_offer()
        withdraw_offer(ended, make_superuser())
        there = make_moderator(millau())
        assert list(Offer.objects.for_user(there).waiting()) == [first, second]
        assert list(Offer.objects.seen_by(there).waiting_first()) == [first, second, ended]


class TestErasure:
    @pytest.mark.parametrize("kind", ["worker", "place", "business", "business of an agency"])
    def test_with_its_holder_goes_the_offer_and_what_was_written_of_it(self, kind: str) -> None:
        owner = make_user()
        if kind == "worker":
            listing: Any = make_worker(owner)
        elif kind == "place":
            listing = make_held_place(live=True, owner=owner)
        else:
            listing = make_business(owner=owner, commune=mende())
            first = listing.save_revision(user=owner if kind == "business" else None)
            Business.objects.filter(pk=listing.pk).update(live_revision=first, latest_revision=first)
        make_moderator(millau())
        make_offer(listing, message="Un mot sur elle")
        kept = make_offer()
        assert OutgoingMail.objects.filter(text__contains="Un mot sur elle").exists()
        erasing.send(sender=type(owner), user=owner)
        assert list(Offer.objects.all()) == [kept]
        assert not OutgoingMail.objects.filter(text__contains="Un mot sur elle").exists()
        assert OutgoingMail.objects.filter(key__startswith=f"offer-{kept.pk}-").exists()

    def test_with_its_holder_go_the_agencies_words_from_the_log_and_nothing_else(self) -> None:
        place, here, there = make_held_place(live=True), make_moderator(mende()), make_moderator(millau())
        TeamMember.objects.create(listing=place, user=make_user())  # so that it stays, with its log
        kept = make_offer(message="Un autre mot")
        decline_offer(make_offer(place, message="Un mot sur elle"), there, "Un mot de plus")
        withdraw_offer(make_offer(place, message="Un mot encore"), here)
        accept_offer(make_offer(place, message="Un mot enfin"), there, "Un mot de fin")
        before = told(place)
        erasing.send(sender=type(place.owner), user=place.owner)
        assert sum("note" in data for _, data in before) == 6
        assert told(place) == [
            (action, {name: value for name, value in data.items() if name != "note"}) for action, data in before
        ]
        assert logged(kept.listing)[0][2] == "Un autre mot"

    def test_a_colleague_who_leaves_takes_nothing_along(self) -> None:
        place, colleague = make_held_place(live=True), make_user()
        TeamMember.objects.create(listing=place, user=colleague)
        make_offer(place)
        erasing.send(sender=type(colleague), user=colleague)
        assert Offer.objects.count() == 1

    def test_who_proposed_may_go_and_the_offer_stays(self) -> None:
        moderator = make_moderator(mende())
        make_moderator(millau())
        propose(make_place(), moderator, millau(), "x")
        moderator.delete()
        assert Offer.objects.get().proposer == ""

    def test_its_holder_learns_to_whom_it_was_shown_not_what_agencies_said(self) -> None:
        place = make_held_place(live=True, name="La Filature")
        make_offer(place, message="Entre nous")
        sections = [section for _, found in exporting.send(sender=None, user=place.owner) for section in found]
        (told,) = [section for section in sections if "autre agence" in section.title]
        assert [(row["fiche"], row["de"], row["a"]) for row in told.rows] == [("La Filature", "Mende", "Millau")]
        assert "Entre nous" not in str(sections)
