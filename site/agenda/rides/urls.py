"""Addresses of shared cars, below ``/agenda/``."""

from __future__ import annotations

from django.urls import path

from agenda.rides import views

urlpatterns = [
    path("covoiturage/<slug:token>/", views.own, name="ride"),
    path("covoiturage/<slug:token>/<slug:word>/", views.act, name="ride_act"),
    path("<slug:slug>/covoiturage/", views.board, name="rides"),
    path("<slug:slug>/covoiturage/<int:ride>/ecrire/", views.write, name="ride_write"),
    path("<slug:slug>/covoiturage/<int:ride>/signaler/", views.report, name="ride_report"),
]
