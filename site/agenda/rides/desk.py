"""The shared cars of an event, at the desk of its agency: what is on the board, and taking a line off it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from agenda.desk.meetings import LIST, REGISTRATIONS
from agenda.models import EventPage
from agenda.models.rides import Ride
from agenda.rides.actions import withdraw
from agenda.rides.board import words_of

NAMESPACE = "rides_desk"


class BoardView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """``/admin/rendez-vous/<pk>/covoiturage/``: as everyone sees it, no name, no address."""

    template_name = "agenda/desk_rides.html"
    header_icon = "site"
    page_title = gettext_lazy("Covoiturage")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find one's own event, or nothing."""
        super().setup(request, *args, **kwargs)
        self.event = get_object_or_404(EventPage.objects.for_user(request.user), pk=kwargs["event"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        meetings = {"url": reverse(LIST), "label": gettext("Rencontres")}
        event = {"url": reverse(REGISTRATIONS, args=[self.event.pk]), "label": self.event.title}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.event.title}
        return [*self.breadcrumbs_items, meetings, event, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The confirmed lines."""
        rides = Ride.objects.of_event(self.event).exclude(confirmed_at=None).select_related("commune")
        shown = {"event": self.event, "rows": [(ride, words_of(ride)) for ride in rides]}
        return {**super().get_context_data(**kwargs), **shown}


class RemoveView(View):
    """``/admin/covoiturages/<pk>/retirer/``, by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, ride: int) -> HttpResponse:
        """Take one of one's own events' lines off."""
        found = get_object_or_404(Ride.objects.for_user(request.user), pk=ride)
        event = found.event_id
        withdraw(found)
        messages.success(request, gettext("La ligne est retirée du tableau."))
        return redirect(f"{NAMESPACE}:board", event)


urlpatterns: list[URLPattern] = [
    path("rendez-vous/<int:event>/covoiturage/", BoardView.as_view(), name="board"),
    path("covoiturages/<int:ride>/retirer/", RemoveView.as_view(), name="remove"),
]


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_ride_urls() -> list[URLResolver]:
    """``/admin/rendez-vous/<pk>/covoiturage/``."""
    return [path("", include((urlpatterns, NAMESPACE)))]
