"""Put the calendars of partners into the desk."""

from __future__ import annotations

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from agenda.imports import desk
from listings.desk.menu import ModeratorMenuItem


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_calendar_urls() -> list[URLResolver]:
    """``/admin/calendriers/``."""
    return [path("calendriers/", include((desk.urlpatterns, desk.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_calendars_menu_item() -> ModeratorMenuItem:
    """« Calendriers de partenaires »."""
    label = _("Calendriers de partenaires")
    return ModeratorMenuItem(label, reverse_lazy(desk.HOME), name="calendriers", icon_name="download", order=156)
