"""Addresses of the site itself, beside its pages."""

from django.urls import path

from cms import views
from cms.feeds import news_feed
from cms.previews.views import preview
from cms.resources.feed import ResourceFeed

app_name = "cms"
urlpatterns = [
    path("couleurs.css", views.colours, name="colours"),
    path("apercu/<slug:kind>-<int:key>-<slug:mark>.png", preview, name="preview"),
    path("actualites/atom.xml", news_feed, name="news_feed"),
    path("ressources/atom.xml", ResourceFeed(), name="resource_feed"),
]
