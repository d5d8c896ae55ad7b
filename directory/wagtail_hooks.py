"""Put people and businesses into Wagtail's desk."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder

from directory.businesses import desk as businesses
from directory.models import Business, RemoteWorker
from directory.workers import desk as workers
from listings.desk.listings import act_paths
from listings.desk.menu import ModeratorMenuItem
from listings.permissions import may_moderate


class BusinessURLFinder(ModelAdminURLFinder):  # type: ignore[misc]
    """Where a business is edited, for who may."""

    edit_url_name = businesses.EDIT

    def get_edit_url(self, instance: Any) -> str | None:
        """The address, or ``None`` in another territory."""
        if self.user and not may_moderate(self.user, instance.commune):
            return None
        return str(self.construct_edit_url(instance))


class WorkerURLFinder(BusinessURLFinder):
    """Where a person is edited, for who may."""

    edit_url_name = workers.EDIT


register_admin_url_finder(Business, BusinessURLFinder)
register_admin_url_finder(RemoteWorker, WorkerURLFinder)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_business_urls() -> list[URLResolver]:
    """``/admin/entreprises/``."""
    urls: list[URLPattern] = [
        path("", businesses.BusinessListView.as_view(), name="list"),
        path("results/", businesses.BusinessListView.as_view(results_only=True), name="results"),
        path("ajouter/", businesses.BusinessCreateView.as_view(), name="add"),
        path("<int:pk>/", businesses.BusinessEditView.as_view(), name="edit"),
        *act_paths(Business, businesses.NAMESPACE),
    ]
    return [path("entreprises/", include((urls, businesses.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_business_menu_item() -> ModeratorMenuItem:
    """« Entreprises »."""
    label = _("Entreprises")
    return ModeratorMenuItem(label, reverse_lazy(businesses.LIST), name="entreprises", icon_name="tag", order=154)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_worker_urls() -> list[URLResolver]:
    """``/admin/teletravailleurs/``."""
    urls: list[URLPattern] = [
        path("", workers.WorkerListView.as_view(), name="list"),
        path("results/", workers.WorkerListView.as_view(results_only=True), name="results"),
        path("<int:pk>/", workers.WorkerEditView.as_view(), name="edit"),
        *act_paths(RemoteWorker, workers.NAMESPACE),
    ]
    return [path("teletravailleurs/", include((urls, workers.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_worker_menu_item() -> ModeratorMenuItem:
    """« Télétravailleurs »."""
    label = _("Télétravailleurs")
    return ModeratorMenuItem(label, reverse_lazy(workers.LIST), name="teletravailleurs", icon_name="user", order=153)
