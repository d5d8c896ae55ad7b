"""The desk's pages about who came: check-in, sheets to sign, the report. Below ``/admin/rencontres/<pk>/``."""

from __future__ import annotations

from agenda.check_in.urls import desk_urlpatterns

NAMESPACE = "attendance_desk"
urlpatterns = [*desk_urlpatterns]
