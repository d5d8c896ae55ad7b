"""A commune in a block, kept by its INSEE code and written as « Mende (48095) »."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from wagtail.blocks import FieldBlock

from geography.forms import CommuneField
from geography.models import Commune


class CommuneBlock(FieldBlock):  # type: ignore[misc]
    """One line where an editor writes the name of a commune; its value is a code, or nothing."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self._options = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> CommuneField:
        """The field of the desk's other forms."""
        return CommuneField(**self._options)

    def value_for_form(self, value: str | None) -> Any:
        """The text of a code; what was typed stays as it is."""
        return self.field.prepare_value(value)

    def value_from_form(self, value: Any) -> str:
        """The code of what was typed."""
        return value.pk if isinstance(value, Commune) else value or ""
