"""Addresses of communes and outlines."""

from django.urls import path

from geography.views import communes, communes_outline, departements_outline

app_name = "geography"
urlpatterns = [
    path("communes/", communes, name="communes"),
    path("contours/departements.geojson", departements_outline, name="departements_outline"),
    path("contours/<str:code>.geojson", communes_outline, name="communes_outline"),
]
