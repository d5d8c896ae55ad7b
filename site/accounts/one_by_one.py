"""Rows that are purged, reminded or erased one by one: one that fails keeps no other back, and is told at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction

NAMED = 20
"""Failures told one by one; of more, the number."""


class NotAll(Exception):
    """Some rows failed; its words name them, with each one's error."""


class OneByOne:
    """Acts on rows, each in a transaction of its own, and keeps what failed for ``finish``."""

    def __init__(self) -> None:
        self.failed: dict[str, Exception] = {}

    def each(self, what: str, keys: Iterable[int], act: Callable[[int], int]) -> int:
        """Act on each key of ``what`` (its name in the report); return how much was done, as each act says it."""
        done = 0
        for key in keys:
            try:
                with transaction.atomic():
                    done += act(key)
            except Exception as error:  # whatever a row, or a receiver of a signal, makes of it
                self.failed[f"{what} {key}"] = error
        return done

    def finish(self) -> None:
        """Raise ``NotAll``, from the last error, when a row failed."""
        if not self.failed:
            return
        told = [f"{name} ({type(error).__name__}: {error})" for name, error in list(self.failed.items())[:NAMED]]
        if len(self.failed) > NAMED:
            told.append(f"and {len(self.failed) - NAMED} more")
        raise NotAll(f"Not done: {'; '.join(told)}.") from list(self.failed.values())[-1]
