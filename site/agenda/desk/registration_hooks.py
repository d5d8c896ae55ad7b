"""Put « Rencontres » into the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from agenda.desk.meetings import LIST, NAMESPACE, REGISTRATIONS
from agenda.desk.registration_urls import urlpatterns
from agenda.models import EventPage
from listings.desk.menu import ModeratorMenuItem


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_meeting_urls() -> list[URLResolver]:
    """``/admin/rencontres/``."""
    return [path("rencontres/", include((urlpatterns, NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_meetings_menu_item() -> ModeratorMenuItem:
    """« Rencontres »."""
    return ModeratorMenuItem(_("Rencontres"), reverse_lazy(LIST), name="rencontres", icon_name="calendar", order=154)


@hooks.register("register_page_header_buttons")  # type: ignore[untyped-decorator]
def lead_to_those_who_registered(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From an event in the editor: « Inscriptions », for who sees to them."""
    is_event = isinstance(page.specific_deferred, EventPage) and page.live
    if (
        is_event
        and page.locale.language_code == settings.LANGUAGE_CODE
        and page.permissions_for_user(user).can_publish()
    ):
        yield Button(gettext("Inscriptions"), reverse(REGISTRATIONS, args=[page.pk]), icon_name="group", priority=24)
