"""The address that the mails of a check lead to, under ``/fiche/``."""

from django.urls import path

from listings.freshness_views import check

app_name = "freshness"
urlpatterns = [path("<str:token>/", check, name="check")]
