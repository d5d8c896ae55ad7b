"""Two listings side by side, and the choice of what is kept of each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from listings.desk.access import ModeratorMixin
from listings.desk.comparison import words_of
from listings.kinds import kind_named
from listings.merging import choices_of, merge

SIDES = [("kept", "kept"), ("other", "other")]
POINT = ("latitude", "longitude", "precision")
"""One choice takes them all (``listings.merging``), so one line tells them."""


class PairForm(forms.Form):
    """The other listing, by its key."""

    avec = forms.IntegerField(min_value=1)


class MergeView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/relectures/reunir/<kind>/<pk>/?avec=<pk>``: both of this moderator's communes, else 404."""

    template_name = "listings/desk_merge.html"
    header_icon = "copy"
    page_title = gettext_lazy("Réunir deux fiches")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find both among those of this moderator."""
        super().setup(request, *args, **kwargs)
        found, pair = kind_named(kwargs["kind"]), PairForm(request.GET)
        if found is None or not pair.is_valid() or pair.cleaned_data["avec"] == kwargs["pk"]:
            raise Http404
        listings = found.model.objects.for_user(request.user).select_related("commune", "owner")
        self.kind = found
        self.kept = get_object_or_404(listings, pk=kwargs["pk"])
        self.other = get_object_or_404(listings, pk=pair.cleaned_data["avec"])
        self.choices = choices_of(self.kept, self.other)

    def get_page_subtitle(self) -> str:
        """What is kept."""
        return str(self.kept)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the one kept."""
        back = reverse(self.kind.desk_edit_name, args=[self.kept.pk]) if self.kind.desk_edit_name else ""
        here = [{"url": back, "label": str(self.kept)}, {"url": "", "label": gettext("Réunir deux fiches")}]
        return [*self.breadcrumbs_items, *here]

    def get_form(self, form_class: Any = None) -> forms.Form:
        """One choice a field that differs: what the kept one says, unless it says nothing."""
        form = forms.Form(self.request.POST if self.request.method == "POST" else None)
        for choice in () if self.kept.HOLDER_PUBLISHES else self.choices:
            form.fields[choice.name] = forms.ChoiceField(
                choices=SIDES,
                widget=forms.RadioSelect,
                initial="kept" if words_of(self.kept, choice.name) else "other",
            )
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows of the table: label, field, both sides in words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = context["form"]
        context["rows"] = [
            {
                "label": gettext("Point sur la carte") if choice.name == POINT[0] else choice.label,
                "name": choice.name,
                "chosen": form[choice.name].value() if choice.name in form.fields else "",
                "kept": _told(self.kept, choice.name),
                "other": _told(self.other, choice.name),
            }
            for choice in self.choices
        ]
        swap = reverse("reviews_desk:merge", args=[self.kind.slug, self.other.pk])
        context["may_choose"] = not self.kept.HOLDER_PUBLISHES
        return {**context, "kept": self.kept, "other": self.other, "swap_url": f"{swap}?avec={self.kept.pk}"}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Merge, or say why not."""
        chosen = [name for name, side in form.cleaned_data.items() if side == "other"]
        try:
            merge(self.kept, self.other, self.request.user, chosen)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        told = gettext("« %(other)s » est archivée, « %(kept)s » est gardée.")
        messages.success(self.request, told % {"other": self.other, "kept": self.kept})
        return redirect(self.kind.desk_edit_name, self.kept.pk)


def _told(listing: Any, name: str) -> str:
    """One line of the table, on one side."""
    told = [words_of(listing, column) for column in (POINT if name == POINT[0] else (name,))]
    return ", ".join(filter(None, told))
