"""The desk's pages about who came: check-in, sheets to sign, relay places, the report. Below ``/admin/rencontres/``."""

from __future__ import annotations

import csv
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from agenda.afterwards.figures import figures_of
from agenda.afterwards.lines import parts_of
from agenda.check_in import relays
from agenda.check_in.urls import desk_urlpatterns
from agenda.desk.head_counts import HeadCountForm
from agenda.desk.meetings import LIST, REGISTRATIONS
from agenda.models import EventPage, Seats
from agenda.vocabulary import Mode
from cms.translating import source_of
from listings.desk.exports import without_formula

NAMESPACE = "attendance_desk"


class EventMixin(View):
    """About one event whose pages one's agency publishes; another's is not found."""

    event: EventPage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find it first; keep names and numbers out of shared caches."""
        found = get_object_or_404(EventPage.objects.for_user(request.user), pk=kwargs.pop("pk"))
        self.event = source_of(found)
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def file(self, content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
        """A file to keep: « bilan-rencontres.pdf »."""
        response = HttpResponse(content, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{name}-{slugify(self.event.slug)}.{ending}"'
        return response


class EventPageView(EventMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """A page of the desk about it."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """« Rencontres », the event, this page."""
        meetings = {"url": reverse(LIST), "label": _("Rencontres")}
        event = {"url": reverse(REGISTRATIONS, args=[self.event.pk]), "label": self.event.title}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.event.title}
        return [*self.breadcrumbs_items, meetings, event, here]


class DayView(EventPageView):
    """``<pk>/jour/``: what one opens on the day, and the links of relay places."""

    template_name = "agenda/desk_day.html"
    header_icon = "check"
    page_title = gettext_lazy("Le jour même")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The event and its relay places, each with its link once it was made."""
        told = relays.relays_of(self.event, self.request)
        return super().get_context_data(event=self.event, relays=told, **kwargs)


class RelayForm(forms.Form):
    """Which button was pressed."""

    renew = forms.BooleanField(required=False)


class RelayView(EventMixin):
    """``<pk>/relais/<seats>/``, by POST: make a link, send it, make another in its stead."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, seats_pk: int) -> HttpResponse:
        """Do it, and go back to the page of the day."""
        rows = Seats.objects.of_event(self.event).filter(mode=Mode.RELAY)
        seats = get_object_or_404(rows, pk=seats_pk)
        asked = RelayForm(request.POST)
        if asked.is_valid() and asked.cleaned_data["renew"]:
            relays.renew(seats)
            messages.success(request, _("L’ancien lien ne mène plus nulle part. Envoyez le nouveau."))
        elif relays.send(seats):
            messages.success(request, _("Le lien est envoyé au lieu relais."))
        else:
            messages.warning(request, _("Ce lieu relais n’a pas d’adresse électronique : ajoutez-la à la page."))
        return redirect(reverse(f"{NAMESPACE}:day", args=[self.event.pk]))


class SheetView(EventMixin):
    """``<pk>/emargement.pdf``: all the sheets; ``emargement-<seats>.pdf``, those of one place."""

    def get(self, request: HttpRequest, seats_pk: int = 0) -> HttpResponse:
        """The PDF."""
        from agenda.papers.sheets import signing_sheets  # a tenth of each start, for those that draw nothing

        rows = Seats.objects.of_event(self.event)
        only = get_object_or_404(rows, pk=seats_pk) if seats_pk else None
        return self.file(signing_sheets(self.event, only), "application/pdf", "emargement", "pdf")


class ReportView(EventPageView):
    """``<pk>/bilan/``: the figures, what people wrote, and those who were counted by hand."""

    template_name = "agenda/desk_report.html"
    header_icon = "history"
    page_title = gettext_lazy("Bilan")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figures, whole and part by part."""
        figures = figures_of(self.event)
        kwargs.setdefault("form", HeadCountForm(event=self.event))
        return super().get_context_data(event=self.event, figures=figures, parts=parts_of(figures), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what was counted by hand."""
        form = HeadCountForm(request.POST, event=self.event)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.save()
        messages.success(request, _("Les présences comptées sont enregistrées."))
        return redirect(request.path)


class ReportCsvView(EventMixin):
    """``<pk>/bilan.csv``."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A line a number; no cell can run as a formula."""
        response = self.file(b"", "text/csv; charset=utf-8", "bilan", "csv")
        response.write("\ufeff")  # or spreadsheets take accents for two signs
        writer = csv.writer(response)
        writer.writerow([_("Rubrique"), _("Intitulé"), _("Valeur")])
        for part in parts_of(figures_of(self.event)):
            for line in part.lines:
                writer.writerow([without_formula(part.title), without_formula(line.label), without_formula(line.value)])
        return response


class ReportPdfView(EventMixin):
    """``<pk>/bilan.pdf``, for funders."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The PDF."""
        from agenda.papers.report import report  # as above

        return self.file(report(self.event, figures_of(self.event)), "application/pdf", "bilan", "pdf")


urlpatterns: list[URLPattern] = [
    *desk_urlpatterns,
    path("<int:pk>/jour/", DayView.as_view(), name="day"),
    path("<int:pk>/relais/<int:seats_pk>/", RelayView.as_view(), name="relay"),
    path("<int:pk>/emargement.pdf", SheetView.as_view(), name="sheets"),
    path("<int:pk>/emargement-<int:seats_pk>.pdf", SheetView.as_view(), name="sheet"),
    path("<int:pk>/bilan/", ReportView.as_view(), name="report"),
    path("<int:pk>/bilan.csv", ReportCsvView.as_view(), name="report_csv"),
    path("<int:pk>/bilan.pdf", ReportPdfView.as_view(), name="report_pdf"),
]
