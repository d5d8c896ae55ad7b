"""Put copies and series into the desk: beside each event, and in the menu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext, gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button

from agenda.models import EventPage
from agenda.models.series import SeriesDate
from agenda.series import desk
from listings.desk.menu import ModeratorMenuItem


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_series_urls() -> list[URLResolver]:
    """``/admin/rendez-vous/`` and ``/admin/series/``."""
    return [path("", include((desk.urlpatterns, desk.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_series_menu_item() -> ModeratorMenuItem:
    """« Séries »."""
    address = reverse_lazy(f"{desk.NAMESPACE}:list")
    return ModeratorMenuItem(gettext_lazy("Séries"), address, name="series", icon_name="rotate", order=155)


def buttons_of(page: Any, user: Any) -> Iterator[Button]:
    """What may be made of an event: a copy, a series; the dates of its series."""
    if not isinstance(page.specific_deferred, EventPage) or page.alias_of_id:
        return
    if page.permissions_for_user(user).can_edit():
        yield Button(
            gettext("Dupliquer ce rendez-vous"),
            reverse(f"{desk.NAMESPACE}:copy", args=[page.pk]),
            icon_name="copy",
            priority=25,
        )
    if page.permissions_for_user(user).can_publish():
        date = SeriesDate.objects.filter(page=page.pk).first()
        label = gettext("Dates de la série") if date else gettext("Répéter ce rendez-vous")
        address = reverse(desk.SERIES, args=[date.series_id]) if date else reverse("series_desk:repeat", args=[page.pk])
        yield Button(label, address, icon_name="rotate", priority=26)


@hooks.register("register_page_header_buttons")  # type: ignore[untyped-decorator]
def offer_in_the_editor(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """In the editor's own menu."""
    yield from buttons_of(page, user)
