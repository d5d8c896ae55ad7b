"""Put places into Wagtail's desk."""

from __future__ import annotations

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder

from listings.desk.listings import act_paths
from listings.desk.menu import ModeratorMenuItem
from listings.permissions import may_moderate
from places import desk
from places.models import Place


class PlaceURLFinder(ModelAdminURLFinder):  # type: ignore[misc]
    """Where a place is edited, for who may."""

    edit_url_name = desk.EDIT

    def get_edit_url(self, instance: Place) -> str | None:
        """The address, or ``None`` in another territory."""
        if self.user and not may_moderate(self.user, instance.commune):
            return None
        return str(self.construct_edit_url(instance))


register_admin_url_finder(Place, PlaceURLFinder)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_urls() -> list[URLResolver]:
    """``/admin/lieux/``."""
    urls = [
        path("", desk.PlaceListView.as_view(), name="list"),
        path("results/", desk.PlaceListView.as_view(results_only=True), name="results"),
        path("ajouter/", desk.PlaceCreateView.as_view(), name="add"),
        path("<int:pk>/", desk.PlaceEditView.as_view(), name="edit"),
        *act_paths(Place, desk.NAMESPACE),
    ]
    return [path("lieux/", include((urls, desk.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_menu_item() -> ModeratorMenuItem:
    """« Lieux »."""
    return ModeratorMenuItem(_("Lieux"), reverse_lazy(desk.LIST), name="lieux", icon_name="home", order=152)
