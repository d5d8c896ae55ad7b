"""The rights of a person over their data: every package that keeps some answers these two signals.

``exporting`` asks what is kept about ``user``: a receiver returns ``Section``s. ``erasing`` asks to delete or make
anonymous all of it, at once, in the caller's transaction: rows, revisions, index, files, tasks. Both are sent with
``sender=type(user)`` and ``user=user``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.dispatch import Signal

exporting = Signal()
erasing = Signal()


@dataclass(frozen=True)
class Section:
    """One kind of data about a person: a title in their language, its rows, and its files (name → path in storage)."""

    title: str
    rows: Sequence[Mapping[str, Any]]
    files: Mapping[str, str] = field(default_factory=dict)
