"""An event that people registered for is neither deleted nor hidden from them: it is cancelled, and they are told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from agenda.models import EventPage, Registration


def registered_below(pages: Iterable[Page]) -> Any:
    """The registrations for the events among some pages and below them."""
    paths = [page.path for page in pages]
    events = EventPage.objects.none()
    for path in paths:
        events = events | EventPage.objects.filter(path__startswith=path)
    return Registration.objects.filter(event__in=events.order_by().values("pk"))


@hooks.register("before_delete_page")  # type: ignore[untyped-decorator]
def refuse_to_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Whoever registered is in the figures of the event for good."""
    return _refused(request, page) if registered_below([page]).exists() else None


@hooks.register("before_unpublish_page")  # type: ignore[untyped-decorator]
def refuse_to_hide(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Who is to come must find where and when."""
    return _refused(request, page) if _expected_below([page]) else None


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def refuse_several(request: HttpRequest, action_type: str, objects: Any, action_class: Any) -> HttpResponse | None:
    """The same, of several pages at once."""
    pages = [each for each in objects if isinstance(each, Page)]
    is_lost = action_type == "delete" and registered_below(pages).exists()
    is_hidden = action_type == "unpublish" and _expected_below(pages)
    return _refused(request, pages[0].get_parent()) if pages and (is_lost or is_hidden) else None


def _expected_below(pages: Iterable[Page]) -> bool:
    rows = registered_below(pages).active().filter(event__ends_at__gte=timezone.now())
    return bool(rows.exists())


def _refused(request: HttpRequest, page: Page) -> HttpResponse:
    words = _("Des personnes sont inscrites : annulez plutôt le rendez-vous, elles seront prévenues.")
    messages.error(request, words)
    return redirect("wagtailadmin_explore", page.pk)
