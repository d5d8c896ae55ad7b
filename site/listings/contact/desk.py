"""What the agency sees of messages: the answer rate, and the conversations that a party reported. No address, ever."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from listings.contact.models import ContactReport
from listings.contact.rates import rates_for
from listings.contact.reporting import AlreadyHandled, handle
from listings.desk.access import ModeratorMixin

LIST, RESULTS, DETAIL = (f"contact_desk:{name}" for name in ("reports", "reports_results", "report"))


class ContactReportListView(ModeratorMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/messages-signales/``: what waits first."""

    model = ContactReport
    page_title = gettext_lazy("Messages signalés")
    header_icon = "mail"
    index_url_name = LIST
    index_results_url_name = RESULTS
    paginate_by = 30
    verbose_name_plural = gettext_lazy("messages signalés")
    columns = [
        TitleColumn("conversation", label=gettext_lazy("À propos de"), url_name=DETAIL),
        Column("get_side_display", label=gettext_lazy("Signalé par")),
        Column("commune", label=gettext_lazy("Commune")),
        StatusTagColumn("state_in_words", label=gettext_lazy("État"), primary=lambda report: report.is_new),
        DateColumn("created_at", label=gettext_lazy("Signalé"), width="15%"),
    ]

    def get_base_queryset(self) -> Any:
        """The reports of this moderator's communes, those that wait first."""
        reports = ContactReport.objects.for_user(self.request.user).select_related("commune", "conversation")
        return reports.waiting_first()

    @property
    def no_results_message(self) -> str:
        """The good news."""
        return gettext("Aucun message signalé. Ceux que l’on vous signalera seront ici.")


class HandleForm(forms.Form):
    """What becomes of it."""

    verdict = forms.ChoiceField(choices=[("handle", "handle"), ("stop", "stop")])


class ContactReportView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/messages-signales/<pk>/``: the conversation that someone of it reported."""

    template_name = "contact/desk_report.html"
    form_class = HandleForm
    header_icon = "mail"
    page_title = gettext_lazy("Message signalé")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the report among those of this moderator."""
        super().setup(request, *args, **kwargs)
        reports = ContactReport.objects.for_user(request.user).select_related("conversation", "commune", "handled_by")
        self.report: ContactReport = get_object_or_404(reports, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """What the conversation is about."""
        return str(self.report.conversation)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        here = [
            {"url": reverse(LIST), "label": gettext("Messages signalés")},
            {"url": "", "label": self.get_page_subtitle()},
        ]
        return [*self.breadcrumbs_items, *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The report and the conversation."""
        conversation = self.report.conversation
        return super().get_context_data(
            report=self.report, conversation=conversation, sent=conversation.messages.all(), **kwargs
        )

    def form_valid(self, form: HandleForm) -> HttpResponse:
        """Close the report, or tell who was faster."""
        try:
            handle(self.report, self.request.user, stop=form.cleaned_data["verdict"] == "stop")
        except AlreadyHandled:
            messages.warning(self.request, gettext("Quelqu’un l’a déjà traité. Votre réponse n’a rien changé."))
            return redirect(DETAIL, self.report.pk)
        messages.success(self.request, gettext("Message signalé : traité."))
        return redirect(LIST)


class RatesPanel(Component):  # type: ignore[misc]
    """The answer rates, on the first page of the desk."""

    name = "hameau-contact"
    template_name = "contact/desk_rates.html"
    order = 60

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The rates."""
        return {"rates": rates_for(self.user), "title": gettext("Réponses aux messages")}
