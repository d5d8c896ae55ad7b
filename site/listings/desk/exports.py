"""Lists taken away as CSV or XLSX, where no cell can run as a formula."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from wagtail.admin.views.mixins import SpreadsheetExportMixin

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class ExportForm(forms.Form):
    """The format asked for."""

    export = forms.ChoiceField(choices=[(name, name) for name in SpreadsheetExportMixin.FORMATS])


def without_formula(value: Any) -> Any:
    """The same text, with an apostrophe before what a spreadsheet would run; other values as they are."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class SafeExportMixin(SpreadsheetExportMixin):  # type: ignore[misc]
    """``?export=csv`` and ``?export=xlsx`` of a list, as it is filtered. First among the bases of a list view."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """What a cell holds."""
        if value is None:
            return ""
        if isinstance(value, list | tuple):
            value = ", ".join(map(str, value))
        return without_formula(value if isinstance(value, int | float) else str(value))

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, or the page."""
        if self.is_export:
            form = ExportForm(self.request.GET)
            chosen = form.cleaned_data["export"] if form.is_valid() else self.FORMAT_CSV
            return self.as_spreadsheet(context["object_list"], chosen)  # type: ignore[no-any-return]
        return super().render_to_response(context, **kwargs)  # type: ignore[no-any-return]
