"""What happens in a conversation: one verb a function, each under the conversation's lock, in a transaction.

Each raises ``Refused``, with words for the person, when it can't be done any more: the other side was faster, the
conversation is over, a limit is reached. The same ``submission`` twice (a double click) acts once. ``colleague`` is who
acts for the recipient, as one of its team.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from listings.contact import limits
from listings.contact.letters import forget_letters, one_line, write_letter, write_to_all, write_to_colleague
from listings.contact.links import revoke_links
from listings.contact.models import (
    ContactBlock,
    ContactReport,
    Conversation,
    DeclineReason,
    Message,
    Side,
    State,
)
from listings.contact.permissions import Act, acts_of
from listings.models import Listing


class Refused(Exception):
    """It can't be done; ``str()`` tells the person why and what to do."""


@dataclass(frozen=True)
class Sender:
    """Who writes: a name, an address, and the account when they are signed in."""

    name: str
    email: str
    account: Any = None


@dataclass(frozen=True)
class Letter:
    """A first message: who one is, what about, what one proposes, by when."""

    introduction: str
    subject: str
    text: str
    wanted_by: date | None = None


@transaction.atomic
def write(listing: Listing, sender: Sender, letter: Letter, submission: UUID) -> Conversation:
    """Begin a conversation with whoever holds a listing.

    From an account it leaves at once. From an address alone it waits until that address is confirmed: a mail with a
    secret link goes there, and nowhere else. Raises ``Refused``.
    """
    known: Conversation | None = Conversation.objects.filter(submission=submission).first()
    if known is not None:
        return known
    conversation = _conversation(listing, sender, letter, submission)
    if limits.sent_too_many(conversation.sender_digest, proved=sender.account is not None):
        raise Refused(
            _("Cinq messages sont déjà partis de votre adresse depuis hier. Attendez demain pour en écrire un autre.")
        )
    try:
        with transaction.atomic():
            conversation.save()
    except IntegrityError:  # the other click of two was faster
        return Conversation.objects.get(submission=submission)
    Message.objects.create(conversation=conversation, side=Side.SENDER, text=letter.text, submission=submission)
    if sender.account is not None:
        _send(conversation)
    else:
        write_letter(conversation, Side.SENDER, "contact_confirm")
    return conversation


def _conversation(listing: Listing, sender: Sender, letter: Letter, submission: UUID) -> Conversation:
    return Conversation(
        content_type=ContentType.objects.get_for_model(listing),
        object_id=listing.pk,
        listing_name=one_line(str(listing))[:200],
        commune=listing.commune,
        submission=submission,
        sender=sender.account,
        sender_name=one_line(sender.name),
        sender_email="" if sender.account else sender.email,
        sender_digest=limits.address_digest(sender.email),
        sender_language=(get_language() or "")[:5],
        recipient=listing.owner,
        recipient_email="" if listing.owner_id else listing.public_address,
        recipient_key=limits.recipient_key(listing),
        introduction=letter.introduction,
        subject=one_line(letter.subject),
        wanted_by=letter.wanted_by,
    )


def confirm(conversation: Conversation) -> Conversation:
    """The sender's address is theirs: let the first message leave. Raises ``Refused``."""
    with transaction.atomic():
        row = _allowed(conversation, Side.SENDER, Act.CONFIRM)
        # They read the mail: the account of that address, if there is one, is theirs.
        accounts = get_user_model().objects.filter(email__iexact=row.sender_email, is_active=True)
        row.sender = accounts.first()
        _send(row)
    return row


def _send(conversation: Conversation) -> None:
    """Let the first message leave, unless the recipient is gone, had enough, or wants nothing from this sender."""
    if not conversation.address_of(Side.RECIPIENT):
        raise Refused(_("Plus personne ne lit les messages de cette fiche. Le vôtre n’est pas parti."))
    if limits.is_blocked(conversation):
        raise Refused(_("Votre message n’est pas parti : cette fiche ne reçoit plus de messages de votre part."))
    if limits.received_too_many(conversation.recipient_key):
        raise Refused(_("Cette fiche a reçu beaucoup de messages aujourd’hui. Réessayez demain."))
    conversation.state, conversation.sent_at = State.OPEN, timezone.now()
    conversation.last_at = conversation.sent_at
    conversation.save()
    write_letter(conversation, Side.RECIPIENT, "contact_first")


@transaction.atomic
def answer(
    conversation: Conversation,
    state: State,
    submission: UUID,
    reason: str = "",
    text: str = "",
    colleague: Any = None,
) -> Conversation:
    """The recipient answers: yes, not now, no with a reason, or in words only (``OPEN``). Raises ``Refused``."""
    row = _locked(conversation)
    if Message.objects.filter(submission=submission).exists():
        return row
    if row.state == state and row.reason == reason and row.is_answered and not text:
        return row  # the second click
    _insist(row, Side.RECIPIENT, Act.ANSWER, colleague)
    row.state, row.answered_at = state, row.answered_at or timezone.now()
    row.answered_by, row.answerer_gone = colleague, False
    row.reason = DeclineReason(reason) if state == State.DECLINED else ""
    _add_words(row, Side.RECIPIENT, text, submission, colleague)
    row.save()
    _mark_read(row, Side.RECIPIENT)
    write_letter(row, Side.SENDER, "contact_answer", str(submission), state=state)
    return row


@transaction.atomic
def say(conversation: Conversation, side: Side, text: str, submission: UUID, colleague: Any = None) -> Conversation:
    """Add words of one side; the other is told by mail, without them. Raises ``Refused``."""
    row = _locked(conversation)
    if Message.objects.filter(submission=submission).exists():
        return row
    _insist(row, side, Act.WRITE, colleague)
    _add_words(row, side, text, submission, colleague)
    row.save(update_fields=["last_at"])
    _mark_read(row, side)
    write_to_all(row, side.other, "contact_message", str(submission))
    return row


def _add_words(conversation: Conversation, side: Side, text: str, submission: UUID, colleague: Any) -> None:
    if not text:
        return
    if limits.wrote_too_many(conversation, side):
        raise Refused(_("Vingt messages sont déjà partis d’ici depuis hier. Attendez demain pour continuer."))
    Message.objects.create(conversation=conversation, side=side, text=text, submission=submission, colleague=colleague)
    conversation.last_at = timezone.now()


@transaction.atomic
def share(conversation: Conversation, side: Side, colleague: Any = None) -> Conversation:
    """A side chooses to share its address; both see the other's once both did. Raises ``Refused``.

    A colleague shares their own, not that of who received.
    """
    row = _locked(conversation)
    if row.shares(side):
        return row
    _insist(row, side, Act.SHARE, colleague)
    if side == Side.SENDER:
        row.sender_shares = True
    else:
        row.recipient_shares, row.shared_by = True, colleague
    if row.sender_shares and row.recipient_shares:
        row.state = State.SHARED
        _tell_shared(row)
    else:
        write_to_all(row, side.other, "contact_offer")
    row.save(update_fields=["sender_shares", "recipient_shares", "shared_by", "state"])
    return row


def _tell_shared(row: Conversation) -> None:
    write_letter(row, Side.SENDER, "contact_shared")
    if row.shared_by is None:
        write_letter(row, Side.RECIPIENT, "contact_shared")
    else:
        write_to_colleague(row, row.shared_by, "contact_shared")


@transaction.atomic
def close(conversation: Conversation, side: Side) -> Conversation:
    """A side ends the conversation. Raises ``Refused``."""
    row = _locked(conversation)
    if row.state == State.CLOSED:
        return row
    _insist(row, side, Act.CLOSE)
    row.state, row.closed_at = State.CLOSED, timezone.now()
    row.save(update_fields=["state", "closed_at"])
    write_to_all(row, side.other, "contact_ended")
    return row


@transaction.atomic
def block(conversation: Conversation, colleague: Any = None) -> Conversation:
    """The recipient wants nothing more from this sender, in this conversation or another. Raises ``Refused``.

    A colleague decides for the listing of their team only, not for whatever else its owner holds.
    """
    row = _locked(conversation)
    if row.state == State.BLOCKED:
        return row
    _insist(row, Side.RECIPIENT, Act.BLOCK, colleague)
    key = limits.listing_key(row) if colleague else row.recipient_key
    ContactBlock.objects.get_or_create(recipient_key=key, sender_digest=row.sender_digest)
    row.state, row.reason, row.closed_at = State.BLOCKED, "", timezone.now()
    row.save(update_fields=["state", "reason", "closed_at"])
    return row


@transaction.atomic
def report(conversation: Conversation, side: Side, text: str) -> ContactReport:
    """A side tells the agency, which may read this conversation from now on. Once a side. Raises ``Refused``."""
    row = _allowed(conversation, side, Act.REPORT)
    made: ContactReport
    made, _new = ContactReport.objects.get_or_create(
        conversation=row, side=side, defaults={"commune": row.commune, "text": text}
    )
    return made


@transaction.atomic
def revoke(conversation: Conversation, side: Side, colleague: Any = None) -> None:
    """End the links of one side's mails. Raises ``Refused``."""
    row = _allowed(conversation, side, Act.REVOKE, colleague)
    revoke_links(row, side)


@transaction.atomic
def send_new_link(conversation: Conversation, side: Side) -> None:
    """Send a side a new link, at most one a day: whoever holds an old one gains nothing."""
    write_letter(conversation, side, "contact_link", str(timezone.localdate()))


def mark_read(conversation: Conversation, side: Side) -> None:
    """Note that a side, signed in, has opened what the other wrote. Never on a secret link: machines open those."""
    _mark_read(conversation, side)


def forget(conversation: Conversation, *sides: Side) -> None:
    """Erase what some sides wrote, their address and links; the other side is told. In the caller's transaction."""
    forget_letters(conversation)
    row = _locked(conversation)
    row.messages.filter(side__in=sides).delete()
    row.links.filter(side__in=sides).delete()
    if Side.SENDER in sides:
        row.sender, row.sender_gone, row.sender_shares = None, True, False
        row.sender_name = row.sender_email = row.sender_digest = row.introduction = row.subject = ""
        row.wanted_by = None
    if Side.RECIPIENT in sides:
        row.recipient, row.recipient_gone, row.recipient_shares = None, True, False
        row.answered_by = row.shared_by = None
        row.recipient_key = row.recipient_email = row.listing_name = ""  # a worker's listing bears their name
    row.reports.filter(side__in=sides).update(text="")
    if (row.sender_gone and row.recipient_gone) or row.sent_at is None:
        row.delete()
        return
    if row.state != State.BLOCKED:
        row.state, row.reason = State.CLOSED, ""
    row.closed_at = row.closed_at or timezone.now()
    row.save()


def hand_on(conversation: Conversation, heir: Any) -> None:
    """Who received leaves, and ``heir`` of their team holds the listing: what they wrote goes, the rest goes on.

    In the caller's transaction.
    """
    forget_letters(conversation, Side.RECIPIENT)
    row = _locked(conversation)
    row.messages.filter(side=Side.RECIPIENT, colleague=None).delete()
    row.messages.filter(colleague=heir).update(colleague=None)
    row.links.filter(side=Side.RECIPIENT).delete()
    row.reports.filter(side=Side.RECIPIENT).update(text="")
    if row.shared_by is None:
        _share_no_more(row)
    row.recipient, row.recipient_key = heir, limits.user_key(heir.pk)
    if row.answered_by is None:  # who leaves answered
        row.answerer_gone = row.is_answered
    elif row.answered_by == heir:
        row.answered_by = None
    row.shared_by = None if row.shared_by == heir else row.shared_by
    row.save()
    if row.state == State.BLOCKED:  # their own block goes with them
        ContactBlock.objects.get_or_create(recipient_key=limits.listing_key(row), sender_digest=row.sender_digest)
    elif row.state == State.OPEN and not row.is_answered:
        write_letter(row, Side.RECIPIENT, "contact_first")


def forget_colleague(conversation: Conversation, user: Any) -> None:
    """Erase what one of the team wrote, and their shared address. In the caller's transaction."""
    row = _locked(conversation)
    row.messages.filter(colleague=user).delete()
    if row.shared_by == user:
        row.shared_by = None
        _share_no_more(row)
    if row.answered_by == user:
        row.answered_by, row.answerer_gone = None, True
    row.save(update_fields=["answered_by", "answerer_gone", "shared_by", "recipient_shares", "state"])


def take_back_address(conversation: Conversation, user: Any) -> None:
    """One of the team leaves it: their shared address goes, their words stay. In the caller's transaction."""
    row = _locked(conversation)
    if row.shared_by == user:
        row.shared_by = None
        _share_no_more(row)
        row.save(update_fields=["shared_by", "recipient_shares", "state"])


def _share_no_more(row: Conversation) -> None:
    """The address that the recipient's side had shared is gone."""
    row.recipient_shares = False
    if row.state == State.SHARED:
        row.state = State.INTERESTED


def _mark_read(conversation: Conversation, side: Side) -> None:
    Message.objects.unread_by(side).filter(conversation=conversation).update(read_at=timezone.now())


def _locked(conversation: Conversation) -> Conversation:
    # Without its relations: PostgreSQL drops a joined row of which one changed while one waited for it.
    Conversation.objects.select_for_update(of=("self",)).only("pk").get(pk=conversation.pk)
    related = ("sender", "recipient", "commune", "answered_by", "shared_by")
    row: Conversation = Conversation.objects.select_related(*related).get(pk=conversation.pk)
    return row


def _allowed(conversation: Conversation, side: Side, act: Act, colleague: Any = None) -> Conversation:
    row = _locked(conversation)
    _insist(row, side, act, colleague)
    return row


def _insist(row: Conversation, side: Side, act: Act, colleague: Any = None) -> None:
    if act not in acts_of(row, side, colleague):
        raise Refused(_("Ce n’est plus possible : la conversation a changé entre-temps. Voici où elle en est."))
