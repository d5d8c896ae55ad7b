"""The public addresses of what follows an event, below ``/agenda/``."""

from __future__ import annotations

from django.urls import URLPattern, path

from agenda.afterwards.views import opinion

urlpatterns: list[URLPattern] = [path("avis/<slug:token>/", opinion, name="opinion")]
