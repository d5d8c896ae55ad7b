"""Forms in the kit's dress: labels, hints and errors tied to their field, and a summary of what to mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms


@dataclass(frozen=True)
class Mistake:
    """Something to mend: the field's label and its element's id, both empty where it is about the whole form."""

    message: str
    label: str = ""
    anchor: str = ""


UNFOLDED = 6
"""Boxes to tick that a phone shows at once; a longer list is folded, or the way on is screens below it."""


def look_of(bound: forms.BoundField) -> str:
    """The component that shows a field: ``field``, ``choices``, or ``folded`` for many that one may leave alone."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple) and len(bound) > UNFOLDED and not bound.field.required:
        return "folded"
    return "choices" if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else "field"


class KitForm(forms.Form):
    """A form for ``components/field.html``, ``components/choices.html`` and ``components/error_summary.html``.

    Django ties hints and errors to their field (``aria-describedby``, ``aria-invalid``); this adds the kit's class.
    Browsers' own bubbles are off (``novalidate`` in the template): the summary says it better, and to everyone.
    """

    use_required_attribute = False
    asked: Collection[str] = frozenset()
    """Names of the fields that someone asks to mend: ``components/asked.html`` marks them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()

    def dress(self) -> None:
        """Give each field the kit's class; once more where fields were added."""
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput | forms.CheckboxSelectMultiple):
                others = field.widget.attrs.get("class", "").removeprefix("input")
                field.widget.attrs["class"] = f"input {others.strip()}".strip()

    @property
    def mistakes(self) -> list[Mistake]:
        """What to mend, in the order of the page: the whole form first, then field by field."""
        whole = [Mistake(str(message)) for message in self.non_field_errors()]
        return [*whole, *self._field_mistakes()]

    def _field_mistakes(self) -> Iterator[Mistake]:
        for name in self.fields:
            bound = self[name]
            anchor = f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id
            for message in bound.errors:
                yield Mistake(str(message), str(bound.label).rstrip("?\u202f "), str(anchor))
