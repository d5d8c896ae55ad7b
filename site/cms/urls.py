"""Addresses of the site itself, beside its pages."""

from django.urls import path

from cms import views
from cms.feeds import NewsFeed

app_name = "cms"
urlpatterns = [
    path("couleurs.css", views.colours, name="colours"),
    path("actualites/atom.xml", NewsFeed(), name="news_feed"),
]
