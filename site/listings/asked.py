"""What a visitor may ask of a list, checked: known choices, questions to a queryset, a page number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

Rows = Any
"""A queryset of the list's own class, which has the questions."""


class KnownChoicesField(forms.MultipleChoiceField):
    """Several codes: those that are known are kept, the others are said to be unknown."""

    default_error_messages = {"invalid_choice": _("« %(value)s » n’est pas un choix possible : nous l’avons ignoré.")}

    def validate(self, value: list[str]) -> None:
        """Leave unknown codes to ``split``, which ``KnownChoicesForm.clean`` calls."""

    def split(self, value: list[str]) -> tuple[list[str], list[str]]:
        """The known codes, each once, and the others."""
        values = list(dict.fromkeys(value))
        return [v for v in values if self.valid_value(v)], [v for v in values if not self.valid_value(v)]


class KnownChoicesForm(forms.Form):
    """The cleaned parameters; unknown codes are reported and left out, the others still count."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, KnownChoicesField) and cleaned.get(name):
                known, unknown = field.split(cleaned[name])
                if unknown:
                    value = ", ".join(unknown)[:60]
                    self.add_error(
                        name, ValidationError(field.error_messages["invalid_choice"], params={"value": value})
                    )
                cleaned[name] = known
        return cleaned


class Ask(django_filters.Filter):  # type: ignore[misc]
    """A filter that asks the queryset a named question: ``Ask("of_types")`` calls ``queryset.of_types(value)``.

    A box that is ticked (``True``) asks the question without a value.
    """

    def __init__(self, question: str, field_class: type[forms.Field], **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.question, self.field_class = question, field_class

    def filter(self, queryset: Rows, value: Any) -> Rows:
        if not value:
            return queryset
        question: Callable[..., Rows] = getattr(queryset, self.question)
        return question() if value is True else question(value)


class Given(django_filters.Filter):  # type: ignore[misc]
    """A parameter that the list uses itself: words, where, order, page."""

    def __init__(self, field_class: type[forms.Field], **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.field_class = field_class

    def filter(self, queryset: Rows, value: Any) -> Rows:
        return queryset


def sorted_by(orders: Iterable[tuple[str, Any]]) -> Given:
    """The parameter that says in which order, of these."""
    messages = KnownChoicesField.default_error_messages
    return Given(forms.ChoiceField, label=_("Trier par"), choices=orders, error_messages=messages)


def whole_number_up_to(most: int, message: Any) -> dict[str, Any]:
    """The arguments of a whole number from 1 to ``most``, with one message whatever is wrong."""
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), message)
    return {"min_value": 1, "max_value": most, "error_messages": errors}


class AskedSet(django_filters.FilterSet):  # type: ignore[misc]
    """The parameters of a list; subclasses add words, order and their questions."""

    page = Given(
        forms.IntegerField,
        label=_("Page"),
        **whole_number_up_to(1_000_000, _("Ce numéro de page n’en est pas un : voici la première.")),
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, self._meta.model._default_manager.none())

    def ask(self, queryset: Rows, without: Collection[str] = ()) -> Rows:
        """The rows that answer every valid question, some of them left out if told."""
        for name, value in self.form.cleaned_data.items():
            if name in self.filters and name not in without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def cleaned(self) -> dict[str, Any]:
        """The valid parameters."""
        self.form.is_valid()
        return dict(self.form.cleaned_data)

    @property
    def problems(self) -> list[str]:
        """What was wrong, in the visitor’s words; empty when nothing was."""
        return list(dict.fromkeys(str(message) for messages in self.form.errors.values() for message in messages))
