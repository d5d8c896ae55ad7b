"""Lists of pages, page by page, with what is wrong in their address said in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

PER_PAGE = 20


class NumberForm(forms.Form):
    """``page`` of an address: from 1."""

    page = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000_000,
    )

    def clean_page(self) -> int:
        """One when nothing is asked."""
        return self.cleaned_data["page"] or 1


def numbered(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> dict[str, Any]:
    """``listed``, the page of rows that an address asks for, ``page_range`` and ``problems``, sentences."""
    form = NumberForm(request.GET)
    number = form.cleaned_data["page"] if form.is_valid() else 1
    problems = [] if form.is_valid() else [_("Ce numéro de page ne veut rien dire : voici la première.")]
    paginator: Paginator[Any] = Paginator(rows, per_page)
    try:
        listed = paginator.page(number)
    except EmptyPage:
        listed = paginator.page(paginator.num_pages)
        problems = [_("La liste n’a pas autant de pages : voici la dernière.")]
    around = [
        piece if isinstance(piece, int) else 0
        for piece in paginator.get_elided_page_range(listed.number, on_each_side=1, on_ends=1)
    ]
    return {"listed": listed, "page_range": around, "problems": problems}
