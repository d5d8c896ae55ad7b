"""One report of a visitor, with what to do about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from listings.actions import AlreadyClosed, close_report
from listings.desk.access import ModeratorMixin
from listings.desk.queue import LIST
from listings.models import ChangeReport
from listings.reports import ReportKind, ReportState
from ui.typography import long_date

DETAIL = "reviews_desk:report"


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
    """``/admin/relectures/signalements/<pk>/``: the visitor's words, the listing, and two ways to close."""

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
        """The way back to the queue."""
        here = [{"url": reverse(LIST), "label": gettext("Relectures")}, {"url": "", "label": self.report.subject}]
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
        except ChangeReport.DoesNotExist as error:  # whom it was about erased their account meanwhile
            raise Http404 from error
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
