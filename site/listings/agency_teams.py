"""Who is in an agency's team: inviting, joining, naming managers, removing; one verb a function, logged."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from geography.models import Territory
from listings.actions import appoint_moderator, appoint_writer, dismiss_moderator, dismiss_writer
from listings.agencies import Role
from listings.models import DeskInvitation, Moderator, Writer
from listings.moderators import managed_by
from listings.teaming import AnotherAddress, hash_of, is_meant_for
from mail.outbox import write_mail
from mail.senders import absolute

INVITATION_LIFE = timedelta(days=7)
MOST_INVITATIONS = 20
"""Invitations of one agency that wait at one time."""
INVITED, JOINED, LEFT, MANAGES, MANAGES_NO_MORE = (
    f"hameau.desk.{verb}" for verb in ("invited", "joined", "left", "manages", "manages_no_more")
)


class LastManager(Exception):
    """Without this person, nobody of the agency could invite or remove anyone."""


def may_manage_agency(user: Any, territory: Territory) -> bool:
    """Whether a user invites and removes members of a territory's agency."""
    return bool(managed_by(user).filter(pk=territory.pk).exists())


@transaction.atomic
def invite_agent(territory: Territory, user: Any, email: str, role: str = Role.AGENCY) -> DeskInvitation:
    """Send a secret link to an address; a second invitation of the same address replaces the first.

    Raises ``PermissionDenied`` for who does not manage the team, ``ValidationError`` for who is in it already, or when
    too many wait.
    """
    _team_of(territory, user)
    email = email.strip().lower()
    known: dict[str, Any] = {"territory": territory, "user__email__iexact": email}
    writes = role == Role.WRITING and Writer.objects.filter(**known).exists()  # one may be asked to moderate
    if writes or Moderator.objects.filter(**known).exists():
        raise ValidationError(_("Cette personne fait déjà partie de l’équipe."))
    others = DeskInvitation.objects.open().filter(territory=territory).exclude(email=email)
    if others.count() >= MOST_INVITATIONS:
        raise ValidationError(_("Vingt invitations attendent déjà une réponse. Annulez-en une d’abord."))
    token, now = secrets.token_urlsafe(32), timezone.now()
    invitation: DeskInvitation
    invitation, _created = DeskInvitation.objects.update_or_create(
        territory=territory,
        email=email,
        defaults={
            "role": role,
            "token_hash": hash_of(token),
            "invited_by": user,
            "invited_at": now,
            "expires_at": now + INVITATION_LIFE,
        },
    )
    context = {"agency": territory.agency_name, "territory": territory, "inviter": user, "days": INVITATION_LIFE.days}
    write_mail(
        "desk_invitation",
        email,
        lambda: {
            **context,
            "address": absolute(reverse("space:join_agency", args=[token])),
            "mission": mission_of(role, territory),
        },
        language=user.language,
        on_behalf=territory,
    )
    log(instance=territory, action=INVITED, user=user)
    return invitation


def mission_of(role: str, territory: Territory) -> str:
    """What someone with a role does in an agency, as a sentence goes on after « vous pourrez »."""
    told = {"name": territory.name}
    if role == Role.WRITING:
        return _("écrire les pages du site de %(name)s, que l’agence relit et publie") % told
    return _("relire et publier les fiches de %(name)s, écrire et publier les pages de son site") % told


def desk_invitation_of(token: str) -> DeskInvitation | None:
    """The invitation of a secret link while it is good, or ``None``."""
    good = DeskInvitation.objects.open().filter(token_hash=hash_of(token))
    return good.select_related("territory", "invited_by").first()


@transaction.atomic
def join_agency(invitation: DeskInvitation, user: Any) -> Moderator | Writer:
    """Join the agency's team; the link is spent.

    Raises ``DeskInvitation.DoesNotExist`` when it was meanwhile, or when who sent it no longer manages the team;
    ``AnotherAddress`` for an account of another address: a forwarded mail does not open a desk.
    """
    found = DeskInvitation.objects.select_for_update(of=("self",)).select_related("territory", "invited_by")
    invitation = found.get(token_hash=invitation.token_hash)
    if not may_manage_agency(invitation.invited_by, invitation.territory):
        raise DeskInvitation.DoesNotExist
    if not is_meant_for(invitation, user):
        raise AnotherAddress
    appoint = appoint_writer if invitation.role == Role.WRITING else appoint_moderator
    member: Moderator | Writer = appoint(user, invitation.territory)
    log(instance=invitation.territory, action=JOINED, user=user, data={"member": str(user.pk)})
    invitation.delete()
    return member


@transaction.atomic
def cancel_invitation(invitation: DeskInvitation, user: Any) -> None:
    """Make a link worthless. Raises ``PermissionDenied``."""
    _team_of(invitation.territory, user)
    invitation.delete()


@transaction.atomic
def remove_agent(moderator: Moderator, user: Any) -> None:
    """End someone's access to the desk, at their next request. Raises ``PermissionDenied``, ``LastManager``."""
    moderator = _one_of(moderator, user)
    dismiss_moderator(moderator)
    log(instance=moderator.territory, action=LEFT, user=user, data={"member": str(moderator.user_id)})


@transaction.atomic
def remove_writer(writer: Writer, user: Any) -> None:
    """End someone's access to the pages, at their next request. Raises ``PermissionDenied``."""
    _team_of(writer.territory, user)
    dismiss_writer(writer)
    log(instance=writer.territory, action=LEFT, user=user, data={"member": str(writer.user_id)})


@transaction.atomic
def let_manage(moderator: Moderator, user: Any) -> None:
    """Let a member invite and remove others. Raises ``PermissionDenied``."""
    _set_manager(moderator, user, True)


@transaction.atomic
def stop_managing(moderator: Moderator, user: Any) -> None:
    """Take that back. Raises ``PermissionDenied``, ``LastManager``."""
    _set_manager(_one_of(moderator, user), user, False)


def _set_manager(moderator: Moderator, user: Any, is_manager: bool) -> None:
    _team_of(moderator.territory, user)
    Moderator.objects.filter(pk=moderator.pk).update(is_manager=is_manager)
    action = MANAGES if is_manager else MANAGES_NO_MORE
    log(instance=moderator.territory, action=action, user=user, data={"member": str(moderator.user_id)})


def _team_of(territory: Territory, user: Any) -> list[Moderator]:
    """The team, locked until the end of the transaction. Raises ``PermissionDenied`` for who does not manage it."""
    team = list(Moderator.objects.select_for_update(of=("self",)).filter(territory=territory).order_by("pk"))
    if not may_manage_agency(user, territory):
        raise PermissionDenied
    return team


def _one_of(moderator: Moderator, user: Any) -> Moderator:
    """The member as they are now, whom the team can do without. A superuser may also take away the last manager."""
    team = _team_of(moderator.territory, user)
    found = next((member for member in team if member.pk == moderator.pk), None)
    if found is None:
        raise Moderator.DoesNotExist
    others = [member for member in team if member.is_manager and member.pk != found.pk]
    if not others and not user.is_superuser:
        raise LastManager
    return found
