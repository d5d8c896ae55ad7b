"""What waits is sent one mail at a time, and never twice by itself, whoever is killed and however many work.

A worker **claims** a mail for a short time, speaks with the server, and, when only the last dot of the data is missing,
writes that it **hands over**, provided its claim still holds. So:

- killed before: the claim ends, another worker sends the mail. The first, had it only been slow, can't hand over;
- killed after: the server most likely has the mail. It is *uncertain*: shown at the desk, where a person may send it
  again, and not sent again by itself. We rather ask than send twice. The same holds for a server that falls silent
  after the last dot.

``Message-ID`` is the same at each attempt, so that mailboxes fold what a person sends again.

Failures of one mail are tried again after ``DELAYS``, then given up; a refusal is final at once. A server that is down
costs no mail an attempt: all of them wait until it is back.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError
from django.utils import timezone

from mail.delivery import TAKEN_WITHIN, Postponed, Refused, Unanswered, Unreachable, deliver, words_of
from mail.models import OutgoingMail

State = OutgoingMail.State

DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""Wait after the first failed attempt, after the second… After one more, the mail is given up."""
OUTAGE = timedelta(minutes=5)
"""Wait before a server that did not answer is asked again."""
CLAIM = timedelta(minutes=2)
"""How long a worker may take to get a mail as far as its last dot."""
ANSWER = timedelta(seconds=TAKEN_WITHIN + 60)
"""How long after the last dot a mail is uncertain."""


class Overtaken(Exception):
    """The claim ended before the mail was handed over: it is no longer ours to send."""


def claim_next(now: datetime) -> OutgoingMail | None:
    """Claim the mail that is due longest, or ``None`` when nothing is due."""
    release_claims_of_the_dead(now)
    due = OutgoingMail.objects.due(now)
    while (pk := due.values_list("pk", flat=True).first()) is not None:
        # A single UPDATE that looks again: of two workers, one changes a row.
        claim = uuid4()
        this = OutgoingMail.objects.due(now).order_by().filter(pk=pk)
        if this.update(claim=claim, claimed_by=worker_name(), claimed_until=now + CLAIM):
            mail: OutgoingMail | None = OutgoingMail.objects.filter(pk=pk, claim=claim).first()
            return mail
    return None


def worker_name() -> str:
    """This process, among those of all machines."""
    return f"{socket.gethostname()[:100]} {os.getpid()}"


def release_claims_of_the_dead(now: datetime) -> int:
    """End the claims of processes of this machine that are no more, without waiting; return their number.

    A wrong guess (two containers with one name) costs nothing: who lost the claim can't hand over.
    """
    held = OutgoingMail.objects.filter(state=State.WAITING, claimed_until__gt=now, handed_over_at__isnull=True)
    names = set(held.order_by().values_list("claimed_by", flat=True))
    dead = [name for name in names if _is_dead(name)]
    return int(held.filter(claimed_by__in=dead).update(claim=None, claimed_by="", claimed_until=None)) if dead else 0


def _is_dead(name: str) -> bool:
    host, _, pid = name.rpartition(" ")
    if host != socket.gethostname()[:100] or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def attempt(mail: OutgoingMail) -> bool:
    """Try to send a mail that this worker claimed, and write down what came of it.

    Return whether it is worth going on with others: not when the server is out of reach.
    """
    settle = partial(_settle, mail)
    try:
        deliver(message_of(mail), partial(hand_over, mail))
    except Overtaken:
        return True
    except Unreachable as trouble:
        now = timezone.now()
        outage = {"error": str(trouble), "next_attempt_at": now + OUTAGE}
        settle(**outage, handed_over_at=None)
        OutgoingMail.objects.due(now).order_by().update(**outage)  # or each of them would wait for the server in turn
        return False
    except Postponed as trouble:
        _try_later(mail, str(trouble))
    except Unanswered as trouble:
        settle(state=State.UNCERTAIN, error=str(trouble), attempts=mail.attempts + 1)
    except Refused as trouble:
        settle(state=State.FAILED, error=str(trouble), attempts=mail.attempts + 1, handed_over_at=None)
    except DatabaseError as trouble:  # ours, before the last dot: no fault of the mail's
        _try_later(mail, words_of(trouble))
    except Exception as trouble:  # a mail that can't be written out must not keep back those behind it
        settle(state=State.FAILED, error=f"{type(trouble).__name__}: {trouble}", handed_over_at=None)
    else:
        settle(state=State.SENT, error="", attempts=mail.attempts + 1, sent_at=timezone.now())
    return True


def hand_over(mail: OutgoingMail) -> None:
    """Write that the server may have the mail from now on. Raises ``Overtaken`` when the claim is over."""
    now = timezone.now()
    ours = OutgoingMail.objects.filter(pk=mail.pk, claim=mail.claim, claimed_until__gt=now, state=State.WAITING)
    if not ours.update(handed_over_at=now, claimed_until=now + ANSWER):
        raise Overtaken


def settle_the_unanswered(now: datetime) -> int:
    """Call uncertain what was handed over by a worker that never said what came of it; return their number."""
    lost = OutgoingMail.objects.filter(state=State.WAITING, handed_over_at__isnull=False)
    return int(
        lost.unclaimed(now).update(
            state=State.UNCERTAIN,
            error="The worker was killed while it handed the mail over.",
            claim=None,
            claimed_by="",
            claimed_until=None,
        )
    )


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The message of a mail: text and HTML, a ``Message-ID`` of its own that lasts."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    identity = uuid5(NAMESPACE_URL, f"{settings.SITE_URL}/courriel/{mail.pk}/{mail.key}").hex
    address = mail.sender_address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        from_email=formataddr((mail.sender, address)),
        to=[mail.to],
        headers={**mail.headers, "Message-ID": f"<{identity}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attached in mail.attachments:
        message.attach(_part(**attached))
    return message


def _part(name: str, type: str, text: str) -> MIMEText:
    """A text that goes with a mail."""
    part = MIMEText(text, _charset="utf-8")
    part.replace_header("Content-Type", f'{type}; charset="utf-8"')
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def _try_later(mail: OutgoingMail, error: str) -> None:
    attempts = mail.attempts + 1
    if attempts > len(DELAYS):
        _settle(mail, state=State.FAILED, error=error, attempts=attempts, handed_over_at=None)
    else:
        moment = timezone.now() + DELAYS[attempts - 1]
        _settle(mail, error=error, attempts=attempts, next_attempt_at=moment, handed_over_at=None)


def _settle(mail: OutgoingMail, **values: Any) -> None:
    """Write what came of an attempt and end the claim, unless it is no longer ours."""
    free = {"claim": None, "claimed_by": "", "claimed_until": None}
    OutgoingMail.objects.filter(pk=mail.pk, claim=mail.claim).update(**{**values, **free})
