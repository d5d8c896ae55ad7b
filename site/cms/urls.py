"""Addresses of the site itself, beside its pages."""

from django.urls import path

from cms import views

app_name = "cms"
urlpatterns = [path("couleurs.css", views.colours, name="colours")]
