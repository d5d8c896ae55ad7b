"""Addresses of the contact relay: ``/contact/`` and ``/mon-espace/messages/``."""

from django.urls import path

from listings.contact import views

app_name = "contact"
urlpatterns = [
    path("contact/fil/<str:token>/", views.thread, name="thread"),
    path("contact/fil/<str:token>/nouveau-lien/", views.renew, name="renew"),
    path("contact/fil/<str:token>/<slug:word>/", views.act, name="act"),
    path("contact/<slug:kind>/<slug:key>/", views.write, name="write"),
    path("contact/<slug:kind>/<slug:key>/a-confirmer/", views.to_confirm, name="to_confirm"),
    path("mon-espace/messages/", views.inbox, name="inbox"),
    path("mon-espace/messages/<int:pk>/", views.my_thread, name="my_thread"),
    path("mon-espace/messages/<int:pk>/<slug:word>/", views.my_act, name="my_act"),
]
