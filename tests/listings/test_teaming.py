"""Teams, invitations and claims: who may, until when, and what the others are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from listings.archiving import move
from listings.models import Claim, Invitation, TeamMember
from listings.teaming import (
    INVITATION_LIFE,
    MOST_A_DAY,
    MOST_CLAIMS,
    MOST_INVITATIONS,
    AlreadyClosed,
    AlreadyHeld,
    AnotherAddress,
    accept_invitation,
    claim,
    decide_claim,
    hash_of,
    invitation_of,
    invite,
    may_manage_team,
    remove_member,
)
from listings.teams import ClaimState, Role
from mail.models import OutgoingMail
from places.models import Place
from tests.factories.listings import make_moderator, make_user, millau, territory_of
from tests.factories.places import make_place, mende

pytestmark = pytest.mark.django_db


def held(**fields: object) -> Place:
    return make_place(**{"owner": make_user(), **fields})


def join(place: Place, role: Role = Role.EDITOR) -> User:
    user = make_user()
    TeamMember.objects.create(listing=place, user=user, role=role)
    return user


def fresh(place: Place) -> Place:
    return Place.objects.get(pk=place.pk)


def logged(place: Place) -> set[str]:
    return set(ModelLogEntry.objects.for_instance(place).values_list("action", flat=True))


def mails_to(user: User) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(to=user.email).order_by("pk"))


class TestWhoManagesATeam:
    def test_its_owner_and_who_they_made_responsible(self) -> None:
        place = held()
        assert may_manage_team(place.owner, place) is True
        assert may_manage_team(join(place, Role.OWNER), place) is True

    def test_not_a_colleague_nor_a_stranger_nor_a_moderator(self) -> None:
        place = held()
        for user in (join(place), make_user(), make_moderator(mende()), join(held(), Role.OWNER)):
            assert may_manage_team(user, place) is False

    def test_nobody_who_is_suspended(self) -> None:
        place = held()
        place.owner.is_active = False
        assert may_manage_team(place.owner, place) is False


class TestInviting:
    def test_a_colleague_may_not(self) -> None:
        place = held()
        with pytest.raises(PermissionDenied):
            invite(place, join(place), "x@exemple.fr")
        assert not Invitation.objects.exists()

    def test_an_address_is_invited_once_however_it_is_written_and_the_last_link_counts(self) -> None:
        place = held()
        first = invite(place, place.owner, "x@exemple.fr").token_hash
        again = invite(place, place.owner, " X@Exemple.fr ")
        assert (again.email, Invitation.objects.count()) == ("x@exemple.fr", 1)
        assert again.token_hash != first

    def test_the_link_is_in_the_mail_and_only_its_hash_is_kept(self) -> None:
        place = held()
        kept = invite(place, place.owner, "x@exemple.fr")
        (mail,) = OutgoingMail.objects.filter(to="x@exemple.fr")
        token = next(word for word in mail.text.split() if word.startswith("http")).rstrip("/").rpartition("/")[2]
        assert invitation_of(token) == kept
        assert kept.token_hash == hash_of(token) != token
        assert invitation_of(kept.token_hash) is None

    def test_no_more_than_ten_wait_at_a_time(self) -> None:
        place = held()
        for rank in range(MOST_INVITATIONS):
            invite(place, place.owner, f"x{rank}@exemple.fr")
        invite(place, place.owner, "x0@exemple.fr")
        with pytest.raises(ValidationError):
            invite(place, place.owner, "onze@exemple.fr")
        invite(held(owner=place.owner), place.owner, "onze@exemple.fr")
        Invitation.objects.filter(email="x0@exemple.fr").update(expires_at=timezone.now())
        invite(place, place.owner, "onze@exemple.fr")

    def test_a_link_works_two_weeks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        place, token, now = held(), "un-secret", timezone.now()
        monkeypatch.setattr("listings.teaming.secrets.token_urlsafe", lambda _length: token)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        invite(place, place.owner, "x@exemple.fr")
        monkeypatch.setattr("django.utils.timezone.now", lambda: now + INVITATION_LIFE - timedelta(seconds=1))
        assert invitation_of(token)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now + INVITATION_LIFE)
        assert invitation_of(token) is None
        assert invitation_of("autre") is None


class TestAccepting:
    def test_one_joins_as_a_colleague_and_the_link_is_spent(self) -> None:
        place, user = held(), make_user()
        invitation = invite(place, place.owner, user.email)
        assert accept_invitation(invitation, user) == place
        assert [(row.user, row.role) for row in TeamMember.objects.of(place)] == [(user, Role.EDITOR)]
        assert "hameau.team.joined" in logged(place)
        with pytest.raises(Invitation.DoesNotExist):
            accept_invitation(invitation, make_user())

    def test_not_when_who_invited_may_not_any_more(self) -> None:
        place, user = held(), make_user()
        invitation = invite(place, place.owner, user.email)
        Place.objects.filter(pk=place.pk).update(owner=make_user())
        with pytest.raises(Invitation.DoesNotExist):
            accept_invitation(invitation, user)
        assert not TeamMember.objects.exists()

    def test_not_a_link_that_was_replaced(self) -> None:
        place, user = held(), make_user()
        first = invite(place, place.owner, user.email)
        invite(place, place.owner, user.email)
        with pytest.raises(Invitation.DoesNotExist):
            accept_invitation(first, user)

    def test_not_once_the_listing_is_gone(self) -> None:
        place, user = held(), make_user()
        invitation = invite(place, place.owner, user.email)
        place.delete()
        with pytest.raises(Invitation.DoesNotExist):
            accept_invitation(Invitation.objects.filter(pk=invitation.pk).first() or invitation, user)

    def test_not_with_an_account_of_another_address(self) -> None:
        place, forwarded_to = held(), make_user()
        invitation = invite(place, place.owner, make_user().email)
        with pytest.raises(AnotherAddress):
            accept_invitation(invitation, forwarded_to)
        assert not TeamMember.objects.exists()
        assert Invitation.objects.filter(pk=invitation.pk).exists(), "the link is still good for who it was sent to"

    def test_not_with_an_address_that_nobody_confirmed(self) -> None:
        """Else anyone could sign up with the invited address, or ask for it, and join by a link that leaked."""
        place, user = held(), make_user()
        invitation = invite(place, place.owner, "moi@exemple.fr")
        for email in ("moi@exemple.fr", user.email):
            EmailAddress.objects.create(
                user=user, email=email, verified=email == user.email, primary=email == user.email
            )
        with pytest.raises(AnotherAddress):
            accept_invitation(invitation, user)
        EmailAddress.objects.filter(user=user).update(verified=True)
        assert accept_invitation(invitation, user) == place

    def test_the_owner_does_not_become_a_colleague_of_themselves(self) -> None:
        place = held()
        accept_invitation(invite(place, place.owner, place.owner.email), place.owner)
        assert not TeamMember.objects.exists()
        assert "hameau.team.joined" not in logged(place)
        assert not Invitation.objects.exists()


class TestLeaving:
    def test_by_oneself_or_by_who_manages(self) -> None:
        place = held()
        for by_oneself in (True, False):
            user = join(place)
            remove_member(TeamMember.objects.get(user=user), user if by_oneself else place.owner)
            assert not TeamMember.objects.of(place).exists()
        assert "hameau.team.left" in logged(place)

    def test_not_by_a_colleague_nor_a_stranger(self) -> None:
        place = held()
        member = TeamMember.objects.get(user=join(place))
        for user in (join(place), make_user(), join(held(), Role.OWNER)):
            with pytest.raises(PermissionDenied):
                remove_member(member, user)
        assert TeamMember.objects.filter(pk=member.pk).exists()


class TestClaiming:
    def test_the_moderators_of_its_commune_are_told_once(self) -> None:
        place, user, moderator = make_place(), make_user(), make_moderator(mende())
        elsewhere = make_moderator(millau())
        claimed = claim(place, user, "C’est chez moi.")
        assert claim(place, user, "Encore.") == claimed
        assert (claimed.commune, claimed.message, claimed.state) == (mende(), "C’est chez moi.", ClaimState.WAITING)
        (mail,) = mails_to(moderator)
        assert f"/{claimed.pk}/" in mail.text
        assert not mails_to(elsewhere)

    def test_not_what_someone_holds(self) -> None:
        with pytest.raises(AlreadyHeld):
            claim(held(), make_user(), "x")
        assert not Claim.objects.exists()

    def test_accepted_it_is_theirs_and_the_others_are_told_no(self) -> None:
        place, winner, loser, moderator = make_place(), make_user(), make_user(), make_moderator(mende())
        won, lost = claim(place, winner, "x"), claim(place, loser, "y")
        other = claim(make_place(), loser, "z")
        decided = decide_claim(won, moderator, accepted=True)
        assert fresh(place).owner == winner
        assert (decided.state, decided.decided_by) == (ClaimState.ACCEPTED, moderator)
        assert decided.decided_at is not None
        lost.refresh_from_db(), other.refresh_from_db()
        assert (lost.state, lost.decided_by, other.state) == (ClaimState.REFUSED, moderator, ClaimState.WAITING)
        assert lost.comment
        assert "hameau.claimed" in logged(place)
        assert [len(mails_to(user)) for user in (winner, loser)] == [1, 1]
        assert f"/mon-espace/lieu/{place.pk}/" in mails_to(winner)[0].text

    def test_refused_in_words_nobody_holds_it(self) -> None:
        place, user, moderator = make_place(), make_user(), make_moderator(mende())
        claimed = claim(place, user, "x")
        with pytest.raises(ValidationError):
            decide_claim(claimed, moderator, accepted=False, comment="  ")
        decided = decide_claim(claimed, moderator, accepted=False, comment=" Écrivez-nous. ")
        assert (decided.state, decided.comment) == (ClaimState.REFUSED, "Écrivez-nous.")
        assert fresh(place).owner is None
        assert "Écrivez-nous." in mails_to(user)[0].text

    def test_only_by_a_moderator_of_its_commune(self) -> None:
        territory_of(mende())
        claimed = claim(make_place(), make_user(), "x")
        for user in (make_moderator(millau()), make_user(), claimed.user):
            with pytest.raises(PermissionDenied):
                decide_claim(claimed, user, accepted=True)
        claimed.refresh_from_db()
        assert claimed.is_waiting

    def test_the_second_of_two_moderators_is_told(self) -> None:
        claimed, first = claim(make_place(), make_user(), "x"), make_moderator(mende())
        decide_claim(claimed, first, accepted=True)
        with pytest.raises(AlreadyClosed) as told:
            decide_claim(claimed, make_moderator(mende()), accepted=False, comment="Non")
        assert (told.value.claim.decided_by, told.value.claim.state) == (first, ClaimState.ACCEPTED)

    def test_not_given_away_once_someone_holds_it(self) -> None:
        place = make_place()
        claimed, owner = claim(place, make_user(), "x"), make_user()
        Place.objects.filter(pk=place.pk).update(owner=owner)
        with pytest.raises(AlreadyHeld):
            decide_claim(claimed, make_moderator(mende()), accepted=True)
        assert fresh(place).owner == owner


def test_what_is_to_be_decided_oldest_first() -> None:
    now = timezone.now()

    def made(days: int, **fields: object) -> Claim:
        return Claim.objects.create(
            listing=make_place(),
            commune=mende(),
            user=make_user(),
            message="x",
            created_at=now - timedelta(days),
            **fields,
        )

    made(9, state=ClaimState.ACCEPTED, decided_at=now - timedelta(days=3))
    young, old = made(1), made(2)
    assert list(Claim.objects.waiting()) == [old, young]
    assert list(Claim.objects.of(old.listing)) == [old]


class TestFloods:
    def test_one_invites_so_many_a_day_whoever_and_for_whatever(self) -> None:
        """Taking an invitation back and sending it again is another mail to a stranger."""
        place = held()
        for _rank in range(MOST_A_DAY):
            invite(place, place.owner, "voisin@exemple.fr").delete()
        with pytest.raises(ValidationError, match="Vingt invitations"):
            invite(held(owner=place.owner), place.owner, "autre@exemple.fr")
        invite(held(), Place.objects.latest("pk").owner, "voisin@exemple.fr")
        OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
        invite(place, place.owner, "voisin@exemple.fr")

    def test_one_claims_so_many_at_a_time(self) -> None:
        user, places = make_user(), [make_place() for _rank in range(MOST_CLAIMS + 1)]
        for place in places[:-1]:
            claim(place, user, "C’est chez moi")
        with pytest.raises(ValidationError, match="Cinq de vos demandes"):
            claim(places[-1], user, "C’est chez moi")
        assert claim(places[0], user, "C’est chez moi") == Claim.objects.earliest("pk")
        claim(places[-1], make_user(), "C’est chez moi")

    def test_a_suspended_account_is_given_nothing(self) -> None:
        place, moderator = make_place(), make_moderator(mende())
        claimed = claim(place, make_user(), "C’est chez moi")
        User.objects.filter(pk=claimed.user_id).update(is_active=False)
        with pytest.raises(ValidationError, match="suspendu"):
            decide_claim(claimed, moderator, True)
        decide_claim(claimed, moderator, False, "Compte suspendu.")
        assert fresh(place).owner is None


def test_who_moderates_where_a_listing_was_moved_decides_on_its_claims() -> None:
    place, both = make_place(), make_moderator(mende(), millau())
    claimed = claim(place, make_user(), "C’est chez moi")
    move(place, both, millau())
    with pytest.raises(PermissionDenied):
        decide_claim(claimed, make_moderator(mende()), True)
    decide_claim(claimed, make_moderator(millau()), True)
    assert fresh(place).owner == claimed.user
