"""« Calendriers de partenaires » on the desk: which addresses are read for one's territories, and what came of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from agenda.imports.tasks import read_one
from agenda.models import CalendarAddress, ImportedEvent
from geography.models import Territory
from listings.desk.access import ModeratorMixin
from listings.moderators import territories_of

NAMESPACE = "calendars_desk"
HOME, ONE = f"{NAMESPACE}:home", f"{NAMESPACE}:one"
MOST_ADDRESSES = 50
"""Of a territory: each is read every day."""
SHOWN = 100
LABELS = {
    "dates": gettext_lazy("Dates"),
    "venue": gettext_lazy("Lieu"),
    "title": gettext_lazy("Titre"),
    "text": gettext_lazy("Présentation"),
    "status": gettext_lazy("Tenue"),
}


class CalendarForm(forms.ModelForm[CalendarAddress]):
    """The address of a calendar, and whose it is."""

    url = forms.CharField(
        label=gettext_lazy("Adresse du calendrier"),
        max_length=500,
        error_messages={"required": gettext_lazy("Écrivez l’adresse du calendrier.")},
        help_text=gettext_lazy("Elle finit souvent par « .ics » ; webcal:// convient aussi."),
    )

    class Meta:
        model = CalendarAddress
        fields = ("url", "name", "territory")
        error_messages: ClassVar[Any] = {"name": {"required": gettext_lazy("Écrivez qui tient ce calendrier.")}}

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["territory"]
        choice.queryset, choice.initial, choice.empty_label = territories, territories.first(), None
        if territories.count() < 2:
            choice.widget = forms.HiddenInput()

    def clean_url(self) -> str:
        """An address of the web. Raises ``ValidationError``."""
        url: str = self.cleaned_data["url"].strip()
        if url.lower().startswith("webcal://"):
            url = f"https://{url[len('webcal://') :]}"
        field = forms.URLField(max_length=500, assume_scheme="https")
        cleaned: str = field.clean(url)
        if not cleaned.startswith(("http://", "https://")):
            raise forms.ValidationError(gettext("Commencez l’adresse par https://."))
        return cleaned

    def clean(self) -> dict[str, Any]:
        """So many addresses of a territory. Raises ``ValidationError``."""
        known = super().clean() or {}
        territory = known.get("territory")
        if territory and CalendarAddress.objects.filter(territory=territory).count() >= MOST_ADDRESSES:
            raise forms.ValidationError(gettext("Ce territoire lit déjà 50 calendriers : retirez-en un d’abord."))
        return known


class CalendarsView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/calendriers/``: the list, and the form that adds one."""

    template_name = "agenda/desk_calendars.html"
    form_class = CalendarForm
    header_icon = "calendar"
    page_title = gettext_lazy("Calendriers de partenaires")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """One's own territories."""
        return {**super().get_form_kwargs(), "territories": territories_of(self.request.user).order_by("name")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One's own calendars."""
        rows = CalendarAddress.objects.for_user(self.request.user).select_related("territory")
        rows = rows.annotate(to_see=Count("events", filter=Q(events__is_to_see=True)))
        return super().get_context_data(rows=rows, **kwargs)

    def form_valid(self, form: CalendarForm) -> HttpResponse:
        """Keep it, and have it read."""
        address = form.save()
        read_one.enqueue(address.pk)
        messages.success(self.request, gettext("Le calendrier est ajouté : il sera lu dans les minutes qui viennent."))
        return redirect(ONE, address.pk)


class CalendarView(ModeratorMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """``/admin/calendriers/<pk>/``: what the last reading did, and what is to be looked at."""

    template_name = "agenda/desk_calendar.html"
    header_icon = "calendar"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find one's own, or nothing."""
        super().setup(request, *args, **kwargs)
        self.address = get_object_or_404(CalendarAddress.objects.for_user(request.user), pk=kwargs["address"])

    def get_page_title(self) -> str:
        """The organiser."""
        return str(self.address)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        home = {"url": "..", "label": CalendarsView.page_title}
        return [*self.breadcrumbs_items, home, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The calendar, its drafts and what its partner says otherwise."""
        events = self.address.events.select_related("page")
        to_see = [(row, _differences(row)) for row in events.filter(is_to_see=True)[:SHOWN]]
        drafts = events.filter(page__live=False)[:SHOWN]
        shown = {"address": self.address, "to_see": to_see, "drafts": drafts}
        return {**super().get_context_data(**kwargs), **shown}


def _differences(row: ImportedEvent) -> list[tuple[str, str]]:
    """What a partner writes otherwise: what it is about, and the words."""
    return [(str(LABELS[name]), words) for name, words in row.proposed.items() if name in LABELS]


class _DeedView(ModeratorMixin, View, ABC):
    """Something done to one's own calendar, by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, address: int, **known: int) -> HttpResponse:
        """Do it, and go back."""
        found = get_object_or_404(CalendarAddress.objects.for_user(request.user), pk=address)
        return self.do(request, found, **known)

    @abstractmethod
    def do(self, request: HttpRequest, address: CalendarAddress) -> HttpResponse:
        """The deed."""


class ReadView(_DeedView):
    """``…/lire/``: have it read now."""

    def do(self, request: HttpRequest, address: CalendarAddress) -> HttpResponse:
        """By the worker."""
        read_one.enqueue(address.pk)
        messages.success(request, gettext("Le calendrier sera relu dans les minutes qui viennent."))
        return redirect(ONE, address.pk)


class PauseView(_DeedView):
    """``…/suspendre/``: read it no more every day, or again."""

    def do(self, request: HttpRequest, address: CalendarAddress) -> HttpResponse:
        """The other way round."""
        address.is_read = not address.is_read
        address.save(update_fields=["is_read"])
        return redirect(ONE, address.pk)


class RemoveView(_DeedView):
    """``…/retirer/``: forget the address; the pages stay."""

    def do(self, request: HttpRequest, address: CalendarAddress) -> HttpResponse:
        """Forget it."""
        address.delete()
        messages.success(request, gettext("Le calendrier est retiré. Les pages déjà lues restent."))
        return redirect(HOME)


class SeenView(_DeedView):
    """``…/vu/<pk>/``: what a partner says otherwise has been looked at."""

    def do(self, request: HttpRequest, address: CalendarAddress, event: int = 0) -> HttpResponse:
        """Tell of it no more."""
        row = get_object_or_404(address.events.all(), pk=event)
        row.proposed, row.is_to_see = {}, False
        row.save(update_fields=["proposed", "is_to_see"])
        return redirect(ONE, address.pk)


urlpatterns: list[URLPattern] = [
    path("", CalendarsView.as_view(), name="home"),
    path("<int:address>/", CalendarView.as_view(), name="one"),
    path("<int:address>/lire/", ReadView.as_view(), name="read"),
    path("<int:address>/suspendre/", PauseView.as_view(), name="pause"),
    path("<int:address>/retirer/", RemoveView.as_view(), name="remove"),
    path("<int:address>/vu/<int:event>/", SeenView.as_view(), name="seen"),
]
