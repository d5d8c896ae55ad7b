"""Addresses of communes and outlines."""

from django.urls import path

from geography.views import communes

app_name = "geography"
urlpatterns = [path("communes/", communes, name="communes")]
