"""The mails about listings that did not arrive, at the desk of who moderates them: what, when, why, and again.

Neither an address nor the words of a mail: ``desk.mails``, for superusers, has the addresses.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from listings.desk.access import ModeratorMixin
from listings.kinds import kind_of
from listings.mail_troubles import said_by, troubles_for
from mail.models import OutgoingMail
from mail.outbox import put_aside, send_again
from mail.plain_words import reason_of, what_to_do

LIST, RESULTS, DETAIL, ACT = (f"mails_desk:{name}" for name in ("troubles", "troubles_results", "trouble", "act"))


class TroubleListView(ModeratorMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/courriels/fiches/``: the latest first."""

    model = OutgoingMail
    page_title = gettext_lazy("Courriels qui ne sont pas arrivés")
    header_icon = "mail"
    index_url_name, index_results_url_name = LIST, RESULTS
    paginate_by = 30
    default_ordering = "-created_at"
    verbose_name_plural = gettext_lazy("courriels")
    columns = [
        TitleColumn("about", label=gettext_lazy("Fiche"), url_name=DETAIL),
        Column("what", label=gettext_lazy("Ce qu’il disait"), accessor=lambda mail: said_by(mail).what),
        Column("whom", label=gettext_lazy("À qui"), accessor=lambda mail: said_by(mail).to),
        Column("why", label=gettext_lazy("Pourquoi"), accessor=reason_of),
        StatusTagColumn(
            "state",
            label=gettext_lazy("État"),
            accessor=lambda mail: gettext("Mis de côté") if mail.put_aside_at else mail.get_state_display(),
            primary=lambda mail: not mail.put_aside_at,
        ),
        DateColumn("created_at", label=gettext_lazy("Écrit"), width="12%"),
    ]

    def get_base_queryset(self) -> QuerySet[Any]:
        """Those of this moderator's listings, without their words."""
        mails = troubles_for(self.request.user).defer("text", "html", "subject")
        return mails.select_related("about_type").prefetch_related("about")

    @property
    def no_results_message(self) -> str:
        """The good news."""
        return gettext("Tous les courriels sur vos fiches sont arrivés.")


class TroubleView(ModeratorMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """``/admin/courriels/fiches/<pk>/``: one of them, and what can be done."""

    template_name = "listings/desk_trouble.html"
    header_icon = "mail"
    page_title = gettext_lazy("Courriel qui n’est pas arrivé")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the mail among those of this moderator's listings."""
        super().setup(request, *args, **kwargs)
        self.mail = get_object_or_404(troubles_for(request.user), pk=kwargs["pk"])
        self.listing: Any = self.mail.about

    def get_page_subtitle(self) -> str:
        """Which listing."""
        return str(self.listing)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        here = [{"url": reverse(LIST), "label": gettext("Courriels")}, {"url": "", "label": str(self.listing)}]
        return [*self.breadcrumbs_items, *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it told, whom, why it did not arrive, what helps."""
        mail = self.mail
        return super().get_context_data(
            mail=mail,
            said=said_by(mail),
            reason=reason_of(mail),
            advice=what_to_do(mail),
            listing=self.listing,
            listing_url=reverse(kind_of(self.listing).desk_edit_name, args=[self.listing.pk]),
            **kwargs,
        )


class TroubleActView(ModeratorMixin, View):
    """« Envoyer de nouveau » and « Mettre de côté », by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Act, say so, go back to the list."""
        mail = get_object_or_404(troubles_for(request.user), pk=pk)
        if act == "envoyer":
            if send_again(mail):
                messages.success(request, gettext("Le courriel repart dans un instant."))
            else:
                messages.error(request, gettext("Ce courriel ne peut pas repartir : il attend déjà, ou il est parti."))
        elif act == "mettre-de-cote":
            put_aside(mail)
            messages.success(request, gettext("Ce courriel ne vous attend plus."))
        else:
            raise Http404
        return redirect(LIST)
