"""The outbox on the desk: which mails left, which wait and why, which were given up. For superusers only.

Addresses are personal and belong to no territory. The words of a mail are shown to nobody: they hold secret links.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from mail.models import OutgoingMail
from mail.outbox import send_again

NAMESPACE = "mails_desk"
LIST, RESULTS, DETAIL, AGAIN = (f"{NAMESPACE}:{name}" for name in ("list", "results", "mail", "again"))
State = OutgoingMail.State


def unsent() -> int:
    """How many mails were given up, may not have arrived, or wait after an attempt that failed."""
    return int(OutgoingMail.objects.in_trouble().count())


class SuperuserMixin(View):
    """Let superusers in, and nobody else. First among the bases of a view."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse others before anything is looked up."""
        if not (request.user.is_active and request.user.is_superuser):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


class MailFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """What the list may be narrowed to."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("État"), choices=State.choices)
    trouble = django_filters.ChoiceFilter(
        label=gettext_lazy("Erreur"), method="in_trouble", choices=[("oui", gettext_lazy("Avec une erreur"))]
    )

    class Meta:
        model = OutgoingMail
        fields: list[str] = []

    def in_trouble(self, mails: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose last attempt went wrong."""
        return mails.exclude(error="")


class MailListView(SuperuserMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/courriels/``: the latest first."""

    model = OutgoingMail
    page_title = gettext_lazy("Courriels")
    header_icon = "mail"
    index_url_name, index_results_url_name = LIST, RESULTS
    filterset_class = MailFilterSet
    paginate_by = 30
    is_searchable = True
    default_ordering = "-created_at"
    verbose_name_plural = gettext_lazy("courriels")
    columns = [
        TitleColumn(
            "subject",
            label=gettext_lazy("Objet"),
            url_name=DETAIL,
            accessor=lambda mail: mail.subject or gettext("(effacé)"),
        ),
        Column("to", label=gettext_lazy("À")),
        StatusTagColumn("get_state_display", label=gettext_lazy("État"), primary=lambda mail: mail.state == State.SENT),
        Column("error", label=gettext_lazy("Erreur"), accessor=lambda mail: mail.error[:80]),
        Column("attempts", label=gettext_lazy("Essais")),
        DateColumn("created_at", label=gettext_lazy("Écrit"), sort_key="created_at"),
    ]

    def get_base_queryset(self) -> QuerySet[Any]:
        """Every mail, without its words."""
        return OutgoingMail.objects.defer("text", "html")

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By a part of the address, of the subject or of the error."""
        words = self.search_query
        if not self.is_searching:
            return queryset
        return queryset.filter(Q(to__icontains=words) | Q(subject__icontains=words) | Q(error__icontains=words))

    @property
    def no_results_message(self) -> str:
        """The good news, or what to do about a filter."""
        return gettext("Aucun courriel de cette sorte.") if self.is_filtering else gettext("Aucun courriel écrit.")


class MailView(SuperuserMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """``/admin/courriels/<pk>/``: what became of one mail."""

    template_name = "listings/desk_mail.html"
    header_icon = "mail"
    page_title = gettext_lazy("Courriel")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": gettext("Courriels")},
            {"url": "", "label": gettext("Courriel")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mail."""
        mail = get_object_or_404(OutgoingMail, pk=kwargs["pk"])
        return super().get_context_data(mail=mail, again_url=reverse(AGAIN, args=[mail.pk]), **kwargs)


class SendAgainView(SuperuserMixin, View):
    """« Envoyer de nouveau »."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the mail back among those that wait, say so."""
        if send_again(get_object_or_404(OutgoingMail, pk=pk)):
            messages.success(request, gettext("Le courriel repart dans un instant."))
        else:
            messages.error(
                request, gettext("Ce courriel ne peut pas repartir : il est parti, ou son texte est effacé.")
            )
        return redirect(DETAIL, pk)
