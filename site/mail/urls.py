"""Addresses that mails lead to."""

from django.urls import path

from mail import views

app_name = "mail"
urlpatterns = [path("desabonnement/<str:token>/", views.unsubscribe, name="unsubscribe")]
