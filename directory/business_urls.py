"""Addresses of businesses, under ``/entreprises/``."""

from django.urls import path

from directory.businesses.kind import SLUG
from directory.businesses.results import BusinessResults
from directory.views import business_steps, businesses, crowd_map
from listings.report_views import report, report_thanks

app_name = "businesses"
urlpatterns = [
    path("", businesses.business_list, name="list"),
    path("carte.geojson", crowd_map.crowd_map, {"listed": BusinessResults}, name="map"),
    path("inscription/", business_steps.join, name="join"),
    path("inscription/identite/", business_steps.add, name="add"),
    path("fiche/<int:pk>/registre/", business_steps.take_suggestion, name="take_suggestion"),
    path("fiche/<int:pk>/logo.webp", business_steps.draft_logo, name="draft_logo"),
    path("fiche/<int:pk>/<slug:name>/", business_steps.step, name="step"),
    path("<slug:slug>/", businesses.detail, name="detail"),
    path("<slug:slug>/signaler/", report, {"kind": SLUG}, name="report"),
    path("<slug:slug>/signaler/merci/", report_thanks, {"kind": SLUG}, name="report_thanks"),
    path("<slug:slug>/logo/<str:name>.webp", businesses.logo, name="logo"),
]
