"""Writing a mail: rendered and kept in the caller's transaction, sent by a task once that is committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Model
from django.utils import timezone, translation

from mail.languages import language_of
from mail.models import OutgoingMail, OutgoingMailQuerySet, Unsubscription
from mail.rendering import one_line, written
from mail.senders import Sender, sender_for, writing_as
from mail.unsubscribing import digest_of, is_unsubscribed, unsubscribe_url

Told = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
"""What a template reads, or what makes it: links and labels then speak the language of the mail."""


class Attachment(NamedTuple):
    """A text that goes with a mail. ``type`` is its media type with parameters: ``text/calendar; method=REQUEST``."""

    name: str
    type: str
    text: str


Attached = Sequence[Attachment] | Callable[[], Sequence[Attachment]]
"""What goes with a mail, or what makes it: once it is known that the mail is to be written, in its language."""


def write_mail(
    template: str,
    to: str,
    context: Told,
    *,
    language: str = "",
    key: str = "",
    unsubscribe: str = "",
    about: Model | None = None,
    on_behalf: Callable[[], Sender] | object = None,
    attachments: Attached = (),
) -> OutgoingMail | None:
    """Write to an address with ``templates/mail/<template>.txt``, whose first line is the subject.

    ``context`` is what the template reads, plus ``site_url``. Nothing is escaped: it is text, from which the HTML is
    derived. The language is that of the account that has the address; ``language`` is for those without one (the page
    they wrote from), the site's by default. Whatever depends on the language or on the site, a link first
    (``mail.senders.absolute``), is made by a ``context`` that is a function, called in it.
    ``key`` names the occasion, and nobody: written twice, it is one mail. ``unsubscribe`` is the kind of a mail that is
    no transaction, registered in ``mail.unsubscribing``: the mail then says how to receive no more. ``about`` is what
    it speaks of: whoever sees to that learns when the mail does not arrive. ``on_behalf`` is whose name it is written
    in (``mail.senders``): a row, a request, or what finds the sender; by default what it speaks of. ``attachments`` are
    texts that go with it.

    Returns the mail, new or known, or ``None`` when this address wants no mails of this kind. Raises
    ``ValidationError`` for an address that is none, ``UnknownKind``.
    """
    validate_email(to)
    with translation.override(language_of(to, language)):
        sender = on_behalf() if callable(on_behalf) else sender_for(on_behalf if on_behalf is not None else about)
        with writing_as(sender):
            told = context() if callable(context) else context
            link = unsubscribe_url(to, unsubscribe) if unsubscribe else ""
            attached = attachments() if callable(attachments) else attachments
        known: dict[str, Any] = {"site_url": sender.site_url, **told}
        if unsubscribe and is_unsubscribed(to, unsubscribe):
            return None
        mail_text = written(template, known, sender)
        values = {
            "template": template,
            "sender": one_line(sender.name)[:200],
            "sender_address": sender.address,
            "to": to,
            "subject": mail_text.subject,
            "text": mail_text.text(sender, link),
            "html": mail_text.html(sender, link),
            "headers": _headers(sender, link),
            "attachments": [one._asdict() for one in attached],
            "about": about,
        }
    mail: OutgoingMail
    mail, created = OutgoingMail.objects.get_or_create(key=key or uuid4().hex, defaults=values)
    if created:
        _send_soon()
    return mail


def send_again(mail: OutgoingMail) -> bool:
    """Put a mail that was given up, or is uncertain, back to what waits; whether it was one of these."""
    with transaction.atomic():
        fresh = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
        if not fresh.can_be_sent_again:
            return False
        fresh.state, fresh.attempts, fresh.error = OutgoingMail.State.WAITING, 0, ""
        fresh.next_attempt_at, fresh.handed_over_at = timezone.now(), None
        fresh.claim, fresh.claimed_by, fresh.claimed_until = None, "", None
        fresh.put_aside_at = None
        fresh.save()
        _send_soon()
    return True


def put_aside(mail: OutgoingMail) -> None:
    """Record that there is nothing more to do about a mail that did not arrive."""
    OutgoingMail.objects.filter(pk=mail.pk).update(put_aside_at=timezone.now())


def mails_to(address: str) -> OutgoingMailQuerySet:
    """What is kept of the mails to an address: for the export of a person's data."""
    mails: OutgoingMailQuerySet = OutgoingMail.objects.to(address).order_by("created_at")
    return mails


def forget(address: str) -> int:
    """Delete every mail to an address, sent or waiting, and its unsubscriptions; return how many mails.

    Whoever erases an account calls it, before writing the mail that says so.
    """
    Unsubscription.objects.filter(address=digest_of(address)).delete()
    deleted, _by_model = OutgoingMail.objects.to(address).delete()
    return int(deleted)


def _headers(sender: Sender, link: str) -> dict[str, str]:
    headers = {"Reply-To": sender.reply_to} if sender.reply_to else {}
    if link:
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def _send_soon() -> None:
    from mail.tasks import send_due

    transaction.on_commit(lambda: send_due.enqueue())
