"""The desk's part of the agenda."""

from __future__ import annotations

from wagtail import hooks

from agenda.desk import commune_field
from agenda.desk.place_chooser import PlaceChooserViewSet, place_chooser

commune_field.register()


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_place_chooser() -> PlaceChooserViewSet:
    """Add it to the desk."""
    return place_chooser
