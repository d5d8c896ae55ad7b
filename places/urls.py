"""Addresses of places, under ``/lieux/``."""

from django.urls import path

from places.views.list import map_data, map_script, place_list

app_name = "places"
urlpatterns = [
    path("", place_list, name="list"),
    path("carte.geojson", map_data, name="map_data"),
    path("carte.js", map_script, name="map_script"),
]
