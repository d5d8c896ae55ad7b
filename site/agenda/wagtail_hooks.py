"""The desk's part of the agenda."""

from __future__ import annotations

from django.urls import URLResolver, include, path
from wagtail import hooks

from agenda.desk import attendance, commune_field
from agenda.desk import keeping as keeping_hooks  # noqa: F401 - registers its own
from agenda.desk import registration_hooks as meetings_hooks  # noqa: F401 - registers its own
from agenda.desk.place_chooser import PlaceChooserViewSet, place_chooser
from agenda.imports import desk_hooks as calendars_hooks  # noqa: F401 - registers its own
from agenda.rides import desk as rides_desk  # noqa: F401 - registers its own
from agenda.series import desk_hooks as series_hooks  # noqa: F401 - registers its own

commune_field.register()


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_place_chooser() -> PlaceChooserViewSet:
    """Add it to the desk."""
    return place_chooser


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_attendance_urls() -> list[URLResolver]:
    """``/admin/rencontres/<pk>/accueil/`` and its neighbours."""
    return [path("rencontres/", include((attendance.urlpatterns, attendance.NAMESPACE)))]
