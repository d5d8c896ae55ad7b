"""Addresses of the search over everything."""

from django.urls import path

from cms.searching import views

app_name = "searching"
urlpatterns = [
    path("", views.search, name="search"),
    path("opensearch.xml", views.description, name="description"),
]
