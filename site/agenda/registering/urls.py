"""Addresses of registrations, below ``/agenda/``."""

from __future__ import annotations

from django.urls import path

from agenda.registering import views

urlpatterns = [
    path("inscription/<slug:token>/", views.registration, name="registration"),
    path("inscription/<slug:token>/modifier/", views.change, name="registration_change"),
    path("inscription/<slug:token>/rendez-vous.ics", views.own_calendar, name="registration_calendar"),
    path("inscription/<slug:token>/<slug:word>/", views.act, name="registration_act"),
    path("<slug:slug>/inscription/", views.register, name="register"),
    path("<slug:slug>/inscription/merci/", views.register_thanks, name="register_thanks"),
]
