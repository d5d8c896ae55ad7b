"""Put « Rencontres » into the desk."""

from __future__ import annotations

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from agenda.desk.meetings import LIST, NAMESPACE
from agenda.desk.registration_urls import urlpatterns
from listings.desk.menu import ModeratorMenuItem


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_meeting_urls() -> list[URLResolver]:
    """``/admin/rencontres/``."""
    return [path("rencontres/", include((urlpatterns, NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_meetings_menu_item() -> ModeratorMenuItem:
    """« Rencontres »."""
    return ModeratorMenuItem(_("Rencontres"), reverse_lazy(LIST), name="rencontres", icon_name="calendar", order=154)
