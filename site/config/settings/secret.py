"""The demo's secret key: nobody has to think of one, and no two demos share one."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def kept_secret(path: Path) -> str:
    """The secret kept in a file only its owner may read; made on the first call.

    Two processes that start together get the same one: the file appears whole, and only the first stays.
    Raises ``ImproperlyConfigured`` where the file can't be written.
    """
    try:
        if not path.exists():
            _keep(path, secrets.token_urlsafe(64))
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"HAMEAU_HOME must be a folder one can write in: {error}") from error


def _keep(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secret)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
