"""A person's rights over their part in teams, claims and reviews: to take it along, to have it gone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.rights import Section, addresses_of, erasing, exporting
from listings.asking import labels_of
from listings.kinds import kinds
from listings.models import ChangeReport, Claim, DeskInvitation, Invitation, Offer, Review, TeamMember
from listings.offering import forget_offers
from listings.reviews import ReviewState
from listings.teaming import hand_over
from mail.models import OutgoingMail


def connect() -> None:
    """Listen to both signals."""
    exporting.connect(export, dispatch_uid="listings.held")
    erasing.connect(erase, dispatch_uid="listings.held")


def export(*, user: Any, **_kwargs: Any) -> list[Section]:
    """What they submitted and what was decided, their teams, claims and reports, to whom theirs was proposed."""
    reviews = Review.objects.filter(submitted_by=user).select_related("revision").order_by("submitted_at", "pk")
    claims = Claim.objects.filter(user=user).prefetch_related("listing").order_by("created_at", "pk")
    members = TeamMember.objects.filter(user=user).prefetch_related("listing")
    reports = _reports_of(user).order_by("created_at", "pk")
    owned = [row for kind in kinds() for row in kind.model.objects.filter(owner=user)]
    offers = [offer for row in owned for offer in Offer.objects.of(row)]
    sections = [
        Section(_("Vos fiches envoyées à la relecture"), [_review(review) for review in reviews]),
        Section(_("Les équipes dont vous êtes"), [_member(member) for member in members]),
        Section(_("Les fiches que vous avez demandé à tenir"), [_claim(claim) for claim in claims]),
        Section(_("Vos signalements"), [_report(report) for report in reports]),
        Section(_("Vos fiches proposées à une autre agence"), [_offer(offer) for offer in offers]),
    ]
    return [section for section in sections if section.rows]


def _review(review: Review) -> dict[str, Any]:
    return {
        "fiche": review.title,
        "envoyee_le": review.submitted_at,
        "etat": review.get_state_display(),
        "decidee_le": review.decided_at,
        "motif": review.get_reason_display(),
        "message_de_l_agence": review.comment,
        "champs_a_revoir": labels_of(review),
        "contenu": review.revision.content,
    }


def _member(member: TeamMember) -> dict[str, Any]:
    return {"fiche": str(member.listing or ""), "role": member.get_role_display(), "depuis_le": member.added_at}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "fiche": str(claim.listing or ""),
        "message": claim.message,
        "envoyee_le": claim.created_at,
        "etat": claim.get_state_display(),
        "reponse": claim.comment,
    }


def _reports_of(user: Any) -> Any:
    """The reports that came from their addresses."""
    return ChangeReport.objects.alias(reporter=Lower("reporter_email")).filter(reporter__in=addresses_of(user))


def _report(report: ChangeReport) -> dict[str, Any]:
    return {"a_propos_de": report.subject, "message": report.message, "envoye_le": report.created_at}


def _offer(offer: Offer) -> dict[str, Any]:
    """To whom a listing of theirs was shown, not what agencies said to each other."""
    return {
        "fiche": str(offer.listing),
        "de": offer.origin.name,
        "a": offer.commune.name,
        "proposee_le": offer.proposed_at,
        "etat": offer.get_state_display(),
    }


def erase(*, user: Any, **_kwargs: Any) -> None:
    """Their part in teams, claims, invitations by or to them, and what they wrote that never went live.

    What they held passes to the next of its team.
    """
    for kind in kinds():
        held = list(kind.model.objects.held_by(user))
        _forget_drafts(held, user)
        forget_offers(*(listing for listing in held if listing.owner_id == user.pk))
        for listing in held:
            if kind.has_team and listing.owner_id == user.pk:
                hand_over(listing)
    TeamMember.objects.filter(user=user).delete()
    _forget_words_to_others(user)
    Claim.objects.filter(user=user).delete()
    for invitations in (Invitation.objects, DeskInvitation.objects):
        # Both keep addresses in small letters.
        invitations.filter(Q(invited_by=user) | Q(email__in=addresses_of(user))).delete()
    _reports_of(user).update(reporter_email="", message="")
    submitted = Review.objects.filter(submitted_by=user).select_related("revision")
    for review in submitted.exclude(state=ReviewState.APPROVED):
        _forget_version(review)
    submitted.update(submitted_by=None)


def _forget_drafts(held: Iterable[Any], user: Any) -> None:
    """Delete what they wrote of public listings and never sent: nobody else has read it."""
    for listing in held:
        draft = listing.latest_revision
        is_theirs = listing.live and draft and draft.pk != listing.live_revision_id and draft.user_id == user.pk
        if is_theirs and not Review.objects.of(listing).filter(revision=draft).exists():
            _leave_public(listing)
            draft.delete()


def _forget_words_to_others(user: Any) -> None:
    """Delete the mails that tell others of them: of their claims, with their words, and of their invitations."""
    claims = Claim.objects.filter(user=user).values_list("pk", flat=True)
    keys = [f"team-invitation-{user.pk}-", *(f"claim-waiting-{pk}-" for pk in claims)]
    OutgoingMail.objects.filter(reduce(or_, (Q(key__startswith=key) for key in keys))).delete()


def _leave_public(row: Any) -> None:
    """Make what is public the latest version of a listing."""
    type(row).objects.filter(pk=row.pk).update(latest_revision=row.live_revision_id, has_unpublished_changes=False)


def _forget_version(review: Review) -> None:
    """Delete a version that never went live, and its review; what is public stays."""
    row: Any = review.listing
    if not row.live or row.live_revision_id == review.revision_id:
        return
    if row.latest_revision_id == review.revision_id:
        _leave_public(row)
    review.revision.delete()
