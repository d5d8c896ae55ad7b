"""The addresses of the agenda that are no page: below ``/agenda/``, before the pages of the tree."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from agenda.afterwards.urls import urlpatterns as afterwards
from agenda.check_in.urls import public_urlpatterns as check_in
from agenda.listed import views as listed
from agenda.listed.feed import AgendaFeed
from agenda.registering.urls import urlpatterns as registering
from agenda.rides.urls import urlpatterns as rides

app_name = "agenda"
urlpatterns: list[URLPattern | URLResolver] = [
    *check_in,
    *afterwards,
    path("agenda.ics", listed.agenda_calendar, name="calendar"),
    path("atom.xml", AgendaFeed(), name="feed"),
    path("carte.geojson", listed.map_data, name="map_data"),
    path("<slug:slug>.ics", listed.event_calendar, name="event_calendar"),
    *registering,
    *rides,
]
