"""Addresses of places, under ``/lieux/``."""

from django.urls import path

from listings.report_views import report, report_thanks
from places.kind import SLUG
from places.views.detail import card, detail
from places.views.list import map_data, map_script, place_list
from places.views.propose import propose, propose_thanks

app_name = "places"
urlpatterns = [
    path("", place_list, name="list"),
    path("carte.geojson", map_data, name="map_data"),
    path("carte.js", map_script, name="map_script"),
    path("proposer/", propose, name="propose"),
    path("proposer/merci/", propose_thanks, name="propose_thanks"),
    path("<slug:slug>.vcf", card, name="vcard"),
    path("<slug:slug>/", detail, name="detail"),
    path("<slug:slug>/signaler/", report, {"kind": SLUG}, name="report"),
    path("<slug:slug>/signaler/merci/", report_thanks, {"kind": SLUG}, name="report_thanks"),
]
