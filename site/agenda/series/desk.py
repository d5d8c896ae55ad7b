"""The desk's pages of copies and series: « Dupliquer ce rendez-vous », « Répéter », and the dates of a series."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from agenda.models import EventPage
from agenda.models.series import Series, SeriesDate
from agenda.series.copying import copy_event
from agenda.series.forms import CopyForm, DayForm, Scope, ScopeForm, SeriesForm
from agenda.series.making import begin_series, make_pages
from agenda.series.spreading import Spread, cancel_date, exclude_day, spread, stop_after
from agenda.vocabulary import SEATED
from cms.desk.pages_panel import own_pages
from listings.desk.access import ModeratorMixin
from ui.typography import long_date

NAMESPACE = "series_desk"
SERIES = f"{NAMESPACE}:one"


def events_changed_by(user: Any) -> QuerySet[EventPage]:
    """The events that a user may change, and so copy."""
    return EventPage.objects.filter(pk__in=own_pages(user).order_by().values("pk"))  # type: ignore[no-any-return]


def events_repeated_by(user: Any) -> QuerySet[EventPage]:
    """The events that a user may make a series of: one publishes, again and again, what is written once."""
    series = SeriesDate.objects.exclude(page=None).order_by().values("page")
    return EventPage.objects.for_user(user).exclude(pk__in=series)  # type: ignore[no-any-return]


class _EventFormView(WagtailAdminTemplateMixin, FormView, ABC):  # type: ignore[misc, type-arg]
    """A form about one's own event."""

    header_icon = "calendar"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the event, or nothing."""
        super().setup(request, *args, **kwargs)
        self.event = get_object_or_404(self.events(request.user), pk=kwargs["event"])
        self.draft = self.event.get_latest_revision_as_object()

    @abstractmethod
    def events(self, user: Any) -> QuerySet[EventPage]:
        """Those that it may be about."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        edit = {"url": reverse("wagtailadmin_pages:edit", args=[self.event.pk]), "label": self.draft.title}
        return [*self.breadcrumbs_items, edit, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event as it is written now."""
        return {**super().get_form_kwargs(), "event": self.draft}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The event."""
        return super().get_context_data(event=self.draft, **kwargs)


class CopyView(_EventFormView):
    """``/admin/rendez-vous/<pk>/dupliquer/``."""

    template_name = "agenda/desk_copy.html"
    form_class = CopyForm
    page_title = gettext_lazy("Dupliquer ce rendez-vous")

    def events(self, user: Any) -> QuerySet[EventPage]:
        """Those that one may change."""
        return events_changed_by(user)

    def form_valid(self, form: CopyForm) -> HttpResponse:
        """Write the draft, and open it."""
        if not self.event.get_parent().permissions_for_user(self.request.user).can_add_subpage():
            raise PermissionDenied
        copied = copy_event(self.draft, *form.hours(), user=self.request.user)
        messages.success(self.request, gettext("Voici la copie, en brouillon : relisez-la, puis publiez-la."))
        return redirect("wagtailadmin_pages:edit", copied.pk)


class RepeatView(_EventFormView):
    """``/admin/rendez-vous/<pk>/repeter/``."""

    template_name = "agenda/desk_repeat.html"
    form_class = SeriesForm
    page_title = gettext_lazy("Répéter ce rendez-vous")

    def events(self, user: Any) -> QuerySet[EventPage]:
        """Those that one publishes and that are of no series."""
        return events_repeated_by(user)

    def form_valid(self, form: SeriesForm) -> HttpResponse:
        """Make the series and its next pages."""
        known = form.cleaned_data
        series = begin_series(
            self.event,
            known["rule"],
            excluded=known["excluded"],
            is_published=known["is_published"],
            user=self.request.user,
        )
        made = series.dates.count() - 1
        words = ngettext("La série a %(count)s autre date.", "La série a %(count)s autres dates.", made)
        messages.success(self.request, words % {"count": made})
        return redirect(SERIES, series.pk)


class SeriesListView(ModeratorMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """``/admin/series/``."""

    template_name = "agenda/desk_series_list.html"
    header_icon = "rotate"
    page_title = gettext_lazy("Séries de rendez-vous")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One's own series."""
        rows = Series.objects.for_user(self.request.user).select_related("pattern")
        to_come = Q(dates__page__ends_at__gte=timezone.now())
        return super().get_context_data(rows=rows.annotate(to_come=Count("dates", filter=to_come)), **kwargs)


class SeriesView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """``/admin/series/<pk>/``: its dates, and what may be done to one, to the following, to all."""

    template_name = "agenda/desk_series.html"
    header_icon = "rotate"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find one's own, or nothing."""
        super().setup(request, *args, **kwargs)
        self.series = get_object_or_404(Series.objects.for_user(request.user), pk=kwargs["series"])

    def get_page_title(self) -> str:
        """The title of its pattern."""
        return self.series.pattern.draft_title if self.series.pattern else str(self.series)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        home = {"url": reverse(f"{NAMESPACE}:list"), "label": SeriesListView.page_title}
        return [*self.breadcrumbs_items, home, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its dates with a page, those to come first."""
        registered = Count("page__registrations", filter=Q(page__registrations__state__in=SEATED))
        dates = self.series.dates.exclude(page=None).select_related("page").annotate(registered=registered)
        now = timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "series": self.series,
            "coming": [row for row in dates if row.event.ends_at >= now],
            "past": [row for row in dates if row.event.ends_at < now],
            "excluded": [long_date(day) for day in self.series.excluded_days],
            "form": DayForm(),
        }


class _DeedView(View, ABC):
    """Something done to one's own series, by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, series: int, **known: int) -> HttpResponse:
        """Do it, say what was done or why not, and go back."""
        found = get_object_or_404(Series.objects.for_user(request.user), pk=series)
        try:
            messages.success(request, self.do(request, found, **known))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(SERIES, series)

    @abstractmethod
    def do(self, request: HttpRequest, series: Series) -> str:
        """The deed; what to say of it."""


def _date_of(series: Series, pk: int) -> SeriesDate:
    rows = series.dates.exclude(page=None).select_related("page")
    row: SeriesDate = get_object_or_404(rows, pk=pk)
    return row


class SpreadView(_DeedView):
    """``…/<pk>/reporter/``: carry what stands on a date over to others."""

    def do(self, request: HttpRequest, series: Series, date: int = 0) -> str:
        """To those after it, or to all; what kept its own words is named."""
        form = ScopeForm(request.POST)
        only_following = not (form.is_valid() and form.cleaned_data["portee"] == Scope.ALL)
        return _told(spread(_date_of(series, date), only_following=only_following, user=request.user))


class CancelView(_DeedView):
    """``…/<pk>/annuler/``."""

    def do(self, request: HttpRequest, series: Series, date: int = 0) -> str:
        """Do without a date."""
        row = _date_of(series, date)
        cancel_date(row, user=request.user)
        return gettext("Le %(day)s est annulé.") % {"day": long_date(row.day)}


class StopView(_DeedView):
    """``…/<pk>/dernier/``."""

    def do(self, request: HttpRequest, series: Series, date: int = 0) -> str:
        """End with a date."""
        row = _date_of(series, date)
        stop_after(row, user=request.user)
        return gettext("La série s’arrête le %(day)s.") % {"day": long_date(row.day)}


class ExcludeView(_DeedView):
    """``…/exception/``: a day to come that has no page yet, or has."""

    def do(self, request: HttpRequest, series: Series) -> str:
        """Do without it."""
        form = DayForm(request.POST)
        if not form.is_valid():
            raise ValidationError(form.errors["day"].as_data())
        day = form.cleaned_data["day"]
        row = series.dates.filter(day=day).exclude(page=None).select_related("page").first()
        if row:
            cancel_date(row, user=request.user)
        else:
            exclude_day(series, day)
        return gettext("La série n’a pas lieu le %(day)s.") % {"day": long_date(day)}


class PublishView(_DeedView):
    """``…/publier/``: whether new dates are published, or wait as drafts."""

    def do(self, request: HttpRequest, series: Series) -> str:
        """The other way round; pages that are due are made."""
        series.is_published = not series.is_published
        series.save(update_fields=["is_published"])
        make_pages(series, timezone.now(), user=request.user)
        if series.is_published:
            return gettext("Les nouvelles dates seront publiées.")
        return gettext("Les nouvelles dates resteront des brouillons.")


def _told(done: list[Spread]) -> str:
    changed = sum(bool(one.changed) for one in done)
    words = ngettext("%(count)s date a changé.", "%(count)s dates ont changé.", changed) % {"count": changed}
    kept = [one for one in done if one.kept]
    if not kept:
        return words
    details = "; ".join(f"{long_date(one.date.day)} ({', '.join(_label(name) for name in one.kept)})" for one in kept)
    return gettext("%(words)s Gardé tel que vous l’aviez changé : %(details)s.") % {"words": words, "details": details}


def _label(name: str) -> str:
    field = EventPage._meta.get_field(name)
    return str(getattr(field, "verbose_name", "") or field.related_model._meta.verbose_name_plural)


urlpatterns: list[URLPattern] = [
    path("rendez-vous/<int:event>/dupliquer/", CopyView.as_view(), name="copy"),
    path("rendez-vous/<int:event>/repeter/", RepeatView.as_view(), name="repeat"),
    path("series/", SeriesListView.as_view(), name="list"),
    path("series/<int:series>/", SeriesView.as_view(), name="one"),
    path("series/<int:series>/exception/", ExcludeView.as_view(), name="exclude"),
    path("series/<int:series>/publier/", PublishView.as_view(), name="publish"),
    path("series/<int:series>/<int:date>/reporter/", SpreadView.as_view(), name="spread"),
    path("series/<int:series>/<int:date>/annuler/", CancelView.as_view(), name="cancel"),
    path("series/<int:series>/<int:date>/dernier/", StopView.as_view(), name="stop"),
]
