"""Addresses of places, under ``/lieux/``."""

from django.urls import path

from places.views.detail import card, detail
from places.views.list import map_data, map_script, place_list
from places.views.report import propose, propose_thanks, report, report_thanks

app_name = "places"
urlpatterns = [
    path("", place_list, name="list"),
    path("carte.geojson", map_data, name="map_data"),
    path("carte.js", map_script, name="map_script"),
    path("proposer/", propose, name="propose"),
    path("proposer/merci/", propose_thanks, name="propose_thanks"),
    path("<slug:slug>.vcf", card, name="vcard"),
    path("<slug:slug>/", detail, name="detail"),
    path("<slug:slug>/signaler/", report, name="report"),
    path("<slug:slug>/signaler/merci/", report_thanks, name="report_thanks"),
]
