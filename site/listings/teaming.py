"""Inviting, accepting, leaving, claiming: one verb a function, in a transaction, logged."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.names import name_of
from accounts.rights import addresses_of
from listings.contact.teams import leave_conversations
from listings.models import DeskInvitation, Listing
from listings.permissions import may_moderate
from listings.publishing import locked
from listings.review_mails import agency_of, moderators_of, space_address
from listings.teams import Claim, ClaimState, Invitation, Role, TeamMember
from mail.models import OutgoingMail
from mail.outbox import write_mail
from mail.senders import absolute

INVITATION_LIFE = timedelta(days=14)
MOST_INVITATIONS = 10
"""Invitations of one listing that wait at one time."""
MOST_A_DAY = 20
"""Invitations that one person sends a day, for whatever listing: our mails are not for writing to strangers with."""
MOST_CLAIMS = 5
"""Claims of one person that wait at one time."""
JOINED, LEFT, CLAIMED = "hameau.team.joined", "hameau.team.left", "hameau.claimed"


class AlreadyHeld(Exception):
    """Someone holds the listing already."""


class AnotherAddress(Exception):
    """The invitation was sent to an address that is not proved to be this account's."""


class AlreadyClosed(Exception):
    """Someone else decided on the claim first; ``claim`` is as they left it."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(f"Claim {claim.pk} is {claim.state}")
        self.claim = claim


def hash_of(token: str) -> str:
    """What is kept of a secret link."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_manage_team(user: Any, listing: Listing) -> bool:
    """Whether a user names who holds a listing: its owner, or a member of its team with that role."""
    if not user.is_active:
        return False
    return bool(
        listing.owner_id == user.pk or TeamMember.objects.of(listing).filter(user=user, role=Role.OWNER).exists()
    )


@transaction.atomic
def invite(listing: Listing, user: Any, email: str) -> Invitation:
    """Send a secret link to an address; a second invitation of the same address replaces the first.

    Raises ``PermissionDenied`` for who does not manage the team, ``ValidationError`` when too many wait.
    """
    row = locked(listing)
    if not may_manage_team(user, row):
        raise PermissionDenied
    email = email.strip().lower()
    others = Invitation.objects.of(row).filter(expires_at__gt=timezone.now()).exclude(email=email)
    if others.count() >= MOST_INVITATIONS:
        raise ValidationError(_("Dix invitations attendent déjà une réponse. Annulez-en une d’abord."))
    sent = OutgoingMail.objects.filter(key__startswith=f"team-invitation-{user.pk}-")
    if sent.filter(created_at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise ValidationError(_("Vingt invitations sont déjà parties depuis hier. Attendez demain."))
    token, now = secrets.token_urlsafe(32), timezone.now()
    invitation: Invitation
    invitation, _created = Invitation.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        email=email,
        defaults={
            "token_hash": hash_of(token),
            "invited_by": user,
            "invited_at": now,
            "expires_at": now + INVITATION_LIFE,
        },
    )
    context = {"listing": row, "inviter": user, "days": INVITATION_LIFE.days}
    write_mail(
        "team_invitation",
        email,
        lambda: {**context, "address": absolute(reverse("space:accept", args=[token]))},
        language=user.language,
        key=f"team-invitation-{user.pk}-{invitation.token_hash}",
        about=row,
    )
    return invitation


def invitation_of(token: str) -> Invitation | None:
    """The invitation of a secret link while it is good, or ``None``."""
    good = Invitation.objects.filter(token_hash=hash_of(token), expires_at__gt=timezone.now())
    return good.select_related("invited_by").first()


def is_meant_for(invitation: Invitation | DeskInvitation, user: Any) -> bool:
    """Whether the address that was invited is confirmed as this user's: a forwarded mail opens nothing."""
    return invitation.email in addresses_of(user)


@transaction.atomic
def accept_invitation(invitation: Invitation, user: Any) -> Listing:
    """Join the team of a listing; the link is spent.

    Raises ``Invitation.DoesNotExist`` when it was meanwhile, ``AnotherAddress`` for an account of another address.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(token_hash=invitation.token_hash)
    listing: Listing | None = invitation.listing
    if listing is None or not may_manage_team(invitation.invited_by, listing):
        raise Invitation.DoesNotExist
    if not is_meant_for(invitation, user):
        raise AnotherAddress
    if listing.owner_id != user.pk:
        TeamMember.objects.get_or_create(
            content_type=invitation.content_type, object_id=invitation.object_id, user=user
        )
        log(instance=listing, action=JOINED, user=user)
    invitation.delete()
    return listing


@transaction.atomic
def remove_member(member: TeamMember, user: Any) -> None:
    """End someone's part in a team: by who manages it, or by oneself; an address they shared for it goes too.

    Raises ``PermissionDenied``.
    """
    listing: Any = member.listing
    if member.user_id != user.pk and not may_manage_team(user, listing):
        raise PermissionDenied
    member.delete()
    leave_conversations(member)
    log(instance=listing, action=LEFT, user=user, data={"member": str(member.user_id)})


def heir_of(listing: Listing) -> TeamMember | None:
    """Who of its team holds a listing once its owner leaves, its managers first; ``None`` where nobody may."""
    members = TeamMember.objects.of(listing).filter(user__is_active=True).exclude(user=listing.owner_id)
    heir: TeamMember | None
    heir = members.order_by(Case(When(role=Role.OWNER, then=0), default=1), "added_at", "pk").first()
    return heir


@transaction.atomic
def hand_over(listing: Listing) -> None:
    """Give a listing whose owner leaves to the next of its team, its managers first; nothing happens without one."""
    row = locked(listing)
    if heir := heir_of(row):
        type(row)._default_manager.filter(pk=row.pk).update(owner=heir.user_id)
        heir.delete()  # who owns a listing is no colleague of themselves


@transaction.atomic
def claim(listing: Listing, user: Any, message: str) -> Claim:
    """Say that a listing that nobody holds is one's own; its moderators are told. A second claim is the first.

    Raises ``AlreadyHeld``, ``ValidationError`` when too many wait.
    """
    row = locked(listing)
    if row.owner_id is not None:
        raise AlreadyHeld
    others = Claim.objects.filter(user=user, state=ClaimState.WAITING)
    if others.count() >= MOST_CLAIMS and not others.of(row).exists():
        raise ValidationError(_("Cinq de vos demandes attendent déjà une réponse."))
    claimed: Claim
    claimed, created = Claim.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        user=user,
        state=ClaimState.WAITING,
        defaults={"commune": row.commune, "message": message},
    )
    if created:
        context = {"listing": row, "author": name_of(user), "message": message, "commune": row.commune.name}
        for moderator in moderators_of(row.commune):
            write_mail(
                "claim_waiting",
                moderator.email,
                lambda: {**context, "address": absolute(reverse("reviews_desk:claim", args=[claimed.pk]))},
                key=f"claim-waiting-{claimed.pk}-{moderator.pk}",
                about=row,
            )
    return claimed


@transaction.atomic
def decide_claim(claimed: Claim, user: Any, accepted: bool, comment: str = "") -> Claim:
    """Give a listing to who claims it, or say no in words; they are told. Other claims of it then say no by themselves.

    Raises ``AlreadyClosed``, ``PermissionDenied``, ``AlreadyHeld``, ``ValidationError`` without words for a no.
    """
    # Without its relations: PostgreSQL drops a joined row whose commune another changed while one waited for it.
    claimed = Claim.objects.select_for_update(of=("self",)).get(pk=claimed.pk)
    if not claimed.is_waiting:
        raise AlreadyClosed(claimed)
    if not may_moderate(user, claimed.commune):
        raise PermissionDenied
    if accepted and not claimed.user.is_active:
        raise ValidationError({"comment": _("Ce compte est suspendu : il ne peut rien tenir.")})
    if not accepted and not comment.strip():
        raise ValidationError({"comment": _("Écrivez quelques mots : la personne les recevra.")})
    listing: Any = claimed.listing
    if accepted:
        row = locked(listing)
        if row.owner_id is not None:
            raise AlreadyHeld
        row.owner = claimed.user
        row.save(update_fields=["owner"])
        log(instance=row, action=CLAIMED, user=user, data={"owner": claimed.user_id})
    _close(claimed, user, ClaimState.ACCEPTED if accepted else ClaimState.REFUSED, comment.strip())
    if accepted:
        others = Claim.objects.of(listing).waiting().select_related("user", "commune")
        for other in others:
            with override(other.user.language):
                words = _("Cette fiche a été confiée à une autre personne.")
            _close(other, user, ClaimState.REFUSED, words)
    return claimed


def _close(claimed: Claim, user: Any, state: ClaimState, comment: str) -> None:
    claimed.state, claimed.comment = state, comment
    claimed.decided_by, claimed.decided_at = user, timezone.now()
    claimed.save(update_fields=["state", "comment", "decided_by", "decided_at"])
    is_accepted = state == ClaimState.ACCEPTED
    write_mail(
        "claim_decided",
        claimed.user.email,
        lambda: {
            "listing": claimed.listing,
            "accepted": is_accepted,
            "comment": comment,
            "agency": agency_of(claimed.commune),
            "address": absolute(space_address(claimed.listing) if is_accepted else reverse("space:home")),
        },
        key=f"claim-decided-{claimed.pk}",
        about=claimed.listing,
    )
