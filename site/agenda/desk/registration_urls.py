"""The addresses of an agency's events and of who registered, below ``/admin/rencontres/``."""

from __future__ import annotations

from django.urls import path

from agenda.desk import registration_acts as acts
from agenda.desk.meetings import MeetingListView
from agenda.desk.registrations import RegistrationListView

urlpatterns = [
    path("", MeetingListView.as_view(), name="list"),
    path("results/", MeetingListView.as_view(results_only=True), name="list_results"),
    path("<int:pk>/inscriptions/", RegistrationListView.as_view(), name="registrations"),
    path(
        "<int:pk>/inscriptions/results/", RegistrationListView.as_view(results_only=True), name="registrations_results"
    ),
    path("<int:pk>/inscriptions/ajouter/", acts.AddView.as_view(), name="add"),
    path("<int:pk>/ecrire/", acts.WriteView.as_view(), name="write"),
    path("inscriptions/<int:pk>/", acts.RegistrationView.as_view(), name="registration"),
    path("inscriptions/<int:pk>/<slug:word>/", acts.RegistrationActView.as_view(), name="registration_act"),
]
