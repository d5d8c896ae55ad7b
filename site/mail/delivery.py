"""Handing one message to the mail server, step by step, so that it is known what a failure means.

A server takes charge of a message when it answers the end of its data (RFC 5321, 4.2.5 and 6.1). Everything that fails
before the last dot went out may be tried again without the risk of a second copy; a silence after it may not.
"""

from __future__ import annotations

import contextlib
import re
import selectors
import smtplib
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

REPLY_WITHIN = 30
"""Seconds that the server has for each answer."""
TAKEN_WITHIN = 120
"""Seconds it has to take charge of a whole message: it may look for viruses meanwhile."""
NEWS_OF_A_CUT = 0.05
"""Seconds left to the news of a cut connection before the last dot goes out."""
SERVICE_CLOSING = 421
OTHER_HOST = 251


class Unreachable(Exception):
    """The server does not answer, or wants nothing from us: no fault of this mail's."""


class Postponed(Exception):
    """The server does not take this mail now."""


class Refused(Exception):
    """The server will never take this mail."""


class Unanswered(Exception):
    """The whole mail went out and no answer came back: the server may have it."""


def deliver(message: EmailMessage, hand_over: Callable[[], None]) -> None:
    """Send one message to its one recipient; return when the server has taken charge of it.

    ``hand_over`` is called when only the last dot is missing; what it raises stops the sending. Raises ``Unreachable``,
    ``Postponed``, ``Refused`` and ``Unanswered``. Other backends than SMTP (console, files, memory) do it in one step:
    their failure means that nothing was sent.
    """
    backend = get_connection()
    if not isinstance(backend, EmailBackend):
        hand_over()
        try:
            backend.send_messages([message])
        except (OSError, smtplib.SMTPException) as error:
            raise Postponed(words_of(error)) from error
        return
    backend.timeout = backend.timeout or REPLY_WITHIN
    written: Any = message.message()  # Django's own, which ends its lines as it is told
    data = _quoted(written.as_bytes(linesep="\r\n"))
    smtp = _opened(backend)
    try:
        _announce(smtp, message, len(data))
        _transfer(smtp, data, hand_over)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.putcmd("quit")  # its answer is worth no waiting
        smtp.close()


def words_of(error: BaseException) -> str:
    """What went wrong, for the desk."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _opened(backend: EmailBackend) -> smtplib.SMTP:
    """A connection, encrypted and signed in as the settings want."""
    try:
        backend.open()
        smtp: smtplib.SMTP = backend.connection  # type: ignore[assignment]
        smtp.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(words_of(error)) from error
    return smtp


def _announce(smtp: smtplib.SMTP, message: EmailMessage, size: int) -> None:
    """Sender, recipient, and leave to send the data."""
    sender = parseaddr(sanitize_address(message.from_email, "utf-8"))[1]
    recipient = parseaddr(sanitize_address(message.to[0], "utf-8"))[1]
    options = [f"size={size}"] if smtp.has_extn("size") else []
    options += ["body=8bitmime"] if smtp.has_extn("8bitmime") else []
    code, words = _asked(smtp.mail, sender, options)
    if not _is_yes(code):  # ours is the only sender: this is a matter of settings, not of one mail
        raise Unreachable(_said(code, words))
    code, words = _asked(smtp.rcpt, recipient)
    if not _is_yes(code):
        raise _no(code, words)
    code, words = _asked(smtp.docmd, "data")
    if code != 354:
        raise _no(code, words)


def _transfer(smtp: smtplib.SMTP, data: bytes, hand_over: Callable[[], None]) -> None:
    """The data, the last dot, the answer."""
    try:
        smtp.send(data)
    except (OSError, smtplib.SMTPException) as error:
        raise Postponed(words_of(error)) from error
    hand_over()
    if _has_something_to_say(smtp.sock):  # before the end there is only one thing to say: good bye
        raise Postponed("the server hung up before the end")
    try:
        smtp.send(b".\r\n")
    except (OSError, smtplib.SMTPException) as error:
        raise Postponed(words_of(error)) from error
    try:
        smtp.sock.settimeout(TAKEN_WITHIN)  # type: ignore[union-attr]
        code, words = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unanswered(words_of(error)) from error
    if not _is_yes(code):
        raise _no(code, words)


def _asked(command: Callable[..., tuple[int, bytes]], *arguments: Any) -> tuple[int, bytes]:
    """The answer to one command. Silence and cuts before the data are the server's trouble."""
    try:
        return command(*arguments)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(words_of(error)) from error


def _no(code: int, words: bytes) -> Exception:
    """What a negative answer means."""
    if code == SERVICE_CLOSING:
        return Unreachable(_said(code, words))
    if code >= 500:
        return Refused(_said(code, words))
    return Postponed(_said(code, words))


def _is_yes(code: int) -> bool:
    return 200 <= code < 300


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"


def _quoted(data: bytes) -> bytes:
    """Dots that begin a line doubled (RFC 5321, 4.5.2), the last line ended."""
    quoted = re.sub(rb"(?m)^\.", b"..", data)
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"


def _has_something_to_say(sock: Any) -> bool:
    """Whether the server spoke, or hung up, before it was its turn."""
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        return bool(selector.select(NEWS_OF_A_CUT))
