"""Events among what is searched: added from here to the search of ``cms``, which knows nothing of them."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from agenda.indexing import EVENTS, index_events
from agenda.models import AgendaIndexPage, EventPage
from agenda.vocabulary import Status
from cms.searching.finding import Scope
from cms.searching.kinds import add_kind
from cms.searching.page_kinds import PageKind
from ui.typography import whole_number


class Events(PageKind):
    """Events, those to come before those that are over; also by who speaks, and by the titles of the sessions."""

    code, index, label, icon = "rendez-vous", EVENTS, _("Rendez-vous"), "calendar"
    model = EventPage
    before = ("is_over",)

    def public(self, scope: Scope) -> Any:
        """Those that everyone may read, each with whether it is over."""
        is_over = ExpressionWrapper(Q(ends_at__lt=timezone.now()), BooleanField())
        return super().public(scope).annotate(is_over=is_over)

    def kicker(self, page: EventPage) -> str:
        """« Atelier, jeu. 10 déc., 9 h à 17 h », « Annulé, jeu. 10 déc., 9 h à 17 h »."""
        what = page.get_kind_display() if page.status == Status.CONFIRMED else page.badge.label
        return f"{what}, {page.when_in_short}"

    def summary(self, number: int) -> str:
        """« 12 rendez-vous »."""
        return ngettext("%(count)s rendez-vous", "%(count)s rendez-vous", number) % {"count": whole_number(number)}


def _changed(instance: Page, **kwargs: Any) -> None:
    """An event, or the agenda above some."""
    index_events(EventPage.objects.filter(path__startswith=instance.path))


def _moved(instance: Page, **kwargs: Any) -> None:
    path = Page.objects.values_list("path", flat=True).get(pk=instance.pk)
    index_events(EventPage.objects.filter(path__startswith=path))


def _deleted(instance: EventPage, **kwargs: Any) -> None:
    EVENTS.remove([instance.pk])


def _restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path:  # with its page, it is already gone
        index_events(EventPage.objects.filter(path__startswith=path))


def connect() -> None:
    """Add events to what is searched, and keep their index true; called once, when the application is ready."""
    add_kind(Events(), before="ressources")
    for model in (EventPage, AgendaIndexPage):
        for signal in (page_published, page_unpublished):
            signal.connect(_changed, sender=model, dispatch_uid=f"agenda.searching.{model.__name__}.{id(signal)}")
    post_delete.connect(_deleted, sender=EventPage, dispatch_uid="agenda.searching.deleted")
    post_page_move.connect(_moved, dispatch_uid="agenda.searching.moved")
    for signal in (post_save, post_delete):
        signal.connect(_restricted, sender=PageViewRestriction, dispatch_uid=f"agenda.searching.closed.{id(signal)}")
