"""The addresses of check-in: an agency's, below ``/admin/rencontres/``; those of relay places, below ``/agenda/``."""

from __future__ import annotations

from django.urls import URLPattern, path

from agenda.check_in import views

public_urlpatterns: list[URLPattern] = [
    path("accueil/hors-ligne.js", views.offline_script, name="check_in_offline"),
    path("accueil/<slug:token>/", views.RelayPage.as_view(), name="relay_check_in"),
    path("accueil/<slug:token>/synchro/", views.RelaySync.as_view(), name="relay_check_in_sync"),
]
desk_urlpatterns: list[URLPattern] = [
    path("<int:pk>/accueil/", views.DeskPage.as_view(), name="check_in"),
    path("<int:pk>/accueil/synchro/", views.DeskSync.as_view(), name="check_in_sync"),
]
