"""The addresses of the agenda that are no page: below ``/agenda/``, before the pages of the tree."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "agenda"
urlpatterns: list[URLPattern | URLResolver] = []
