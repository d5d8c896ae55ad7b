"""What an import would do, or did, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from places.importing.converting import Draft, Refused
from places.importing.remarks import Kind, Remark
from places.models import Place


class Outcome(TextChoices):
    """How a row ends."""

    CREATED = "created", _("créé")
    UPDATED = "updated", _("mis à jour")
    UNCHANGED = "unchanged", _("inchangé")
    KEPT = "kept", _("tenu sur le site, laissé")
    DUPLICATE = "duplicate", _("doublon possible")
    REFUSED = "refused", _("refusé")


@dataclass(frozen=True, slots=True)
class Twin:
    """The place a row probably repeats: a row of the file, or a place of the site."""

    number: int | None
    """The row, or ``None`` for a place of the site."""
    pk: int | None
    name: str
    address: str
    source: str
    why: str
    """The evidence, in French."""


@dataclass(slots=True)
class RowOutcome:
    """One row's end."""

    number: int
    outcome: Outcome
    name: str = ""
    column: str = ""
    value: str = ""
    reason: str = ""
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Before and after, by field."""
    twin: Twin | None = None
    remarks: list[Remark] = field(default_factory=list)

    @classmethod
    def of_refusal(cls, refused: Refused) -> RowOutcome:
        """The end of a row that can't be a place."""
        return cls(
            refused.number,
            Outcome.REFUSED,
            refused.name,
            refused.column,
            refused.value,
            refused.reason,
            remarks=list(refused.remarks),
        )

    @classmethod
    def of_draft(cls, draft: Draft, outcome: Outcome) -> RowOutcome:
        """The end of a row that is a place."""
        return cls(draft.number, outcome, draft.name, remarks=list(draft.remarks))


@dataclass(slots=True)
class Plan:
    """What to write, and the end of every row."""

    create: list[Place] = field(default_factory=list)
    update: list[Place] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    rows: list[RowOutcome] = field(default_factory=list)

    def counts(self) -> dict[Outcome, int]:
        """Rows by outcome, every outcome present."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in Outcome}

    def remark_counts(self) -> dict[Kind, int]:
        """Remarks by kind, those that occur, in the order of ``Kind``."""
        found = Counter(remark.kind for row in self.rows for remark in row.remarks)
        return {kind: found[kind] for kind in Kind if found[kind]}

    def having(self, *outcomes: Outcome) -> Iterable[RowOutcome]:
        """The rows that ended so."""
        return (row for row in self.rows if row.outcome in outcomes)
