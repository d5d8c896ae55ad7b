"""The reports of visitors: the list, and each one with what to do about it."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from listings.actions import AlreadyClosed, close_report
from listings.desk.access import ModeratorMixin
from listings.models import ChangeReport
from listings.reports import ChangeReportQuerySet, ReportKind, ReportState
from ui.typography import long_date

LIST, RESULTS, DETAIL = (f"listings_desk:{name}" for name in ("reports", "reports_results", "report"))


class ReportFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """What the list of reports may be narrowed to."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("État"), choices=ReportState.choices)
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Quoi"), choices=ReportKind.choices)

    class Meta:
        model = ChangeReport
        fields: list[str] = []


class ReportListView(ModeratorMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/signalements/``: what is to be done first."""

    model = ChangeReport
    page_title = gettext_lazy("Signalements")
    header_icon = "warning"
    index_url_name = LIST
    index_results_url_name = RESULTS
    filterset_class = ReportFilterSet
    paginate_by = 30
    verbose_name_plural = gettext_lazy("signalements")
    columns = [
        TitleColumn("subject", label=gettext_lazy("À propos de"), url_name=DETAIL),
        Column("get_kind_display", label=gettext_lazy("Quoi")),
        Column("commune", label=gettext_lazy("Commune")),
        StatusTagColumn("get_state_display", label=gettext_lazy("État"), primary=lambda report: report.is_new),
        DateColumn("created_at", label=gettext_lazy("Reçu"), width="15%"),
    ]

    def get_base_queryset(self) -> ChangeReportQuerySet:
        """The reports of this moderator's communes."""
        reports = ChangeReport.objects.for_user(self.request.user).select_related("commune")
        return reports.prefetch_related("listing").new_first()

    @property
    def no_results_message(self) -> str:
        """The good news, or what to do about a filter."""
        if self.is_filtering:
            return gettext("Aucun signalement de cette sorte.")
        return gettext("Aucun signalement. Ceux que vous recevrez seront ici.")


class CloseForm(forms.Form):
    """What becomes of a report."""

    state = forms.ChoiceField(choices=[choice for choice in ReportState.choices if choice[0] != ReportState.NEW])
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ce qui a été fait, ou pourquoi rien. Visible de l’agence seulement."),
    )


class ReportView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/signalements/<pk>/``: the visitor's words, the listing, and two ways to close."""

    template_name = "listings/desk_report.html"
    form_class = CloseForm
    header_icon = "warning"
    page_title = gettext_lazy("Signalement")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the report among those of this moderator."""
        super().setup(request, *args, **kwargs)
        reports = ChangeReport.objects.for_user(request.user)
        reports = reports.select_related("commune__departement", "content_type", "handled_by")
        self.report: ChangeReport = get_object_or_404(reports, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """What it is about."""
        return self.report.subject

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        here = [{"url": reverse(LIST), "label": gettext("Signalements")}, {"url": "", "label": self.report.subject}]
        return [*self.breadcrumbs_items, *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The report, and where its listing is edited."""
        report, model = self.report, self.report.content_type.model_class()
        edit_url = AdminURLFinder(self.request.user).get_edit_url(report.listing) if report.listing else None
        add_url_name = getattr(model, "DESK_ADD_URL_NAME", "") if report.kind == ReportKind.MISSING else ""
        return super().get_context_data(
            report=report,
            edit_url=edit_url,
            add_url=f"{reverse(add_url_name)}?signalement={report.pk}" if add_url_name else None,
            **kwargs,
        )

    def form_valid(self, form: CloseForm) -> HttpResponse:
        """Close the report, or tell who was faster."""
        try:
            report = close_report(self.report, self.request.user, **form.cleaned_data)
        except AlreadyClosed as error:
            messages.warning(self.request, _already(error.report))
            return redirect(DETAIL, self.report.pk)
        messages.success(
            self.request,
            gettext("Signalement classé : %(state)s.") % {"state": report.get_state_display().lower()},
        )
        return redirect(LIST)


def _already(report: ChangeReport) -> str:
    words = {
        "name": report.handled_by or gettext("une personne dont le compte n’existe plus"),
        "date": long_date(report.handled_at) if report.handled_at else "",
        "state": report.get_state_display().lower(),
    }
    return gettext("%(name)s l’a déjà classé le %(date)s : %(state)s. Votre réponse n’a rien changé.") % words
