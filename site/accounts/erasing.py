"""Erasing an account, at once and with all that is its owner's; and erasing it again after an older backup came back.

The list of erasures holds no personal data: a keyed digest (HMAC-SHA256 under ``SECRET_KEY``) of the row's number and
the moment of the sign-up, which never change, and a date. It is kept in the database and, so that it outlives a
restored backup, in a file of ``HAMEAU_HOME``: one JSON object a line, appended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Erasure, User
from accounts.rights import erasing

SALT = "accounts.erasing"
FILE = "erasures.jsonl"


class NotErased(Exception):
    """Accounts that a restored backup brought back could not be erased again; its words give each one's number."""


def list_file() -> Path:
    """Where the list is kept beside the database."""
    return Path(settings.HAMEAU_HOME) / FILE


def digest_of(user: User, secret: str | None = None) -> str:
    """What the list remembers of an account: 64 hexadecimal digits. An older backup may know another address of it."""
    identity = f"{user.pk}:{user.date_joined.astimezone(UTC).isoformat()}"
    return salted_hmac(SALT, identity, secret=secret, algorithm="sha256").hexdigest()


def erase(user: User) -> Erasure:
    """Erase an account and everything that is its owner's: all of it or, if a receiver fails, nothing.

    Sessions end; addresses, codes and passkeys go with the row. Raises what a receiver of ``erasing`` raises.
    """
    digest = digest_of(user)
    with transaction.atomic():
        # Without its key: what others write about it meanwhile (a mail, a log entry) holds no lock of theirs up.
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        erasing.send(sender=type(user), user=user)
        end_sessions(user)
        user.delete()
        erasure, _created = Erasure.objects.update_or_create(user_digest=digest, defaults={"erased_at": timezone.now()})
        transaction.on_commit(lambda: _append([erasure]))
    return erasure


def end_sessions(user: User) -> int:
    """Sign a user out everywhere; return the number of sessions ended."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _append(erasures: list[Erasure]) -> None:
    lines = [json.dumps({"user": row.user_digest, "erased_at": row.erased_at.isoformat()}) for row in erasures]
    if lines:
        with list_file().open("a", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")


def listed() -> dict[str, datetime]:
    """Every erasure known to the file or the database, by digest, with its last date. Damaged lines are left out."""
    known: dict[str, datetime] = {}
    for digest, erased_at in [*_read_file(), *Erasure.objects.values_list("user_digest", "erased_at")]:
        known[digest] = max(erased_at, known.get(digest, erased_at))
    return known


def _read_file() -> Iterator[tuple[str, datetime]]:
    try:
        lines = list_file().read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            row: dict[str, Any] = json.loads(line)
            erased_at = datetime.fromisoformat(row["erased_at"])
            yield str(row["user"]), erased_at if erased_at.tzinfo else erased_at.replace(tzinfo=UTC)
        except (ValueError, KeyError, TypeError):  # a line cut short by a full disk
            continue


def due_again() -> list[User]:
    """The accounts that a restored backup brought back after they were erased."""
    known = listed()
    if not known:
        return []
    return [user for user in User.objects.order_by("pk").iterator() if _is_back(user, known)]


def _is_back(user: User, known: dict[str, datetime]) -> bool:
    """Whether this very account was erased. Who came back later of their own will joined at another moment."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(digest_of(user, secret) in known for secret in secrets)


def replay() -> int:
    """Erase again what ``due_again`` names, and let file and database know the same erasures; return how many.

    One that fails keeps no other back. Raises ``NotErased`` at the end, from the last error.
    """
    back = due_again()
    failed: dict[int, Exception] = {}
    for user in back:
        try:
            erase(user)
        except Exception as error:  # whatever a receiver raised
            failed[user.pk] = error
    in_file = {digest for digest, _erased_at in _read_file()}
    known = listed()
    Erasure.objects.bulk_create(
        [Erasure(user_digest=digest, erased_at=known[digest]) for digest in sorted(known)], ignore_conflicts=True
    )
    _append(list(Erasure.objects.filter(user_digest__in=set(known) - in_file).order_by("erased_at")))
    if failed:
        told = "; ".join(f"account {key} ({type(error).__name__}: {error})" for key, error in failed.items())
        raise NotErased(f"Not erased again: {told}.") from list(failed.values())[-1]
    return len(back)
