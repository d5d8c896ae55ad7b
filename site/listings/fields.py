"""A set of codes in one column."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

Codes = tuple[str, ...]


class CodeSetField(models.BigIntegerField):  # type: ignore[type-arg]
    """Several codes of one vocabulary, stored as one integer, a bit a code, and read as a tuple of codes.

    One column keeps facets to a single scan and revisions to a single value. The bit is the code's rank in
    ``vocabulary`` (a ``TextChoices``), so a vocabulary only ever grows at its end; 62 codes fit.

    Look-ups: ``types__any=["coworking", "fablab"]`` (at least one), ``types__all=[…]`` (each of them).
    """

    description = "A set of codes"

    def __init__(
        self, *args: Any, vocabulary: type[models.TextChoices] | None = None, codes: Iterable[str] = (), **kwargs: Any
    ) -> None:
        self.vocabulary = vocabulary
        self.codes: Codes = tuple(vocabulary.values) if vocabulary else tuple(codes)
        kwargs.setdefault("default", ())
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "codes": list(self.codes)}

    def mask(self, value: Any) -> int:
        """The integer of some codes. Raises ``ValidationError`` on a code that is not of the vocabulary."""
        if value is None or value == "":
            return 0
        if isinstance(value, int):
            return value
        codes = value.split(",") if isinstance(value, str) else value
        try:
            return sum({1 << self.codes.index(code) for code in codes})
        except ValueError as error:
            raise ValidationError(
                _("« %(value)s » n’est pas un choix possible."), params={"value": ", ".join(map(str, codes))}
            ) from error

    def unmask(self, mask: int) -> Codes:
        """The codes of an integer, in the vocabulary's order."""
        return _unmasked(self.codes, mask)

    def from_db_value(self, value: int | None, *args: Any) -> Codes | None:
        return None if value is None else self.unmask(value)

    def to_python(self, value: Any) -> Codes | None:
        return self.unmask(self.mask(value))

    def get_prep_value(self, value: Any) -> Any:
        return value if hasattr(value, "resolve_expression") else self.mask(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(value, connection)

    def value_to_string(self, obj: models.Model) -> str:
        return ",".join(self.value_from_object(obj) or ())

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not value and not self.blank:
            raise ValidationError(_("Choisissez au moins une réponse."), code="blank")

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=self.vocabulary.choices if self.vocabulary else [(code, code) for code in self.codes],
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
            # No str(): this is read once, and said in the language of each who fills the form in.
            label=capfirst(self.verbose_name or self.name),
            help_text=self.help_text,
        )

    @property
    def validators(self) -> list[Any]:
        """None of an integer's range checks: the value read is a tuple."""
        return []


@lru_cache(maxsize=4096)
def _unmasked(codes: Codes, mask: int) -> Codes:
    """Kept, because a list reads the same few sets thousands of times."""
    return tuple(code for rank, code in enumerate(codes) if mask >> rank & 1)


class _BitLookup(models.Lookup[Any]):
    """``column & mask`` compared with 0 (any) or with the mask (all)."""

    prepare_rhs = False

    def get_prep_lookup(self) -> int:
        return int(self.lhs.output_field.mask(self.rhs))

    def bits(self, compiler: Any, connection: Any) -> tuple[str, list[Any], int]:
        sql, params = self.process_lhs(compiler, connection)
        return sql, list(params), int(self.rhs)


@CodeSetField.register_lookup
class AnyCode(_BitLookup):
    """At least one of the codes."""

    lookup_name = "any"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params, mask = self.bits(compiler, connection)
        return f"({sql} & %s) <> 0", (*params, mask)


@CodeSetField.register_lookup
class AllCodes(_BitLookup):
    """Each of the codes."""

    lookup_name = "all"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params, mask = self.bits(compiler, connection)
        return f"({sql} & %s) = %s", (*params, mask, mask)
