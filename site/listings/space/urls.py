"""Addresses of « mon espace »."""

from django.urls import path

from listings.space import agency_views, team_views, views

app_name = "space"
urlpatterns = [
    path("", views.home, name="home"),
    path("agence/<str:token>/", agency_views.join, name="join_agency"),
    path("invitation/<str:token>/", team_views.accept, name="accept"),
    path("revendiquer/<slug:kind>/<int:pk>/", team_views.claim_view, name="claim"),
    path("<slug:kind>/<int:pk>/", views.listing_page, name="listing"),
    path("<slug:kind>/<int:pk>/modifier/", views.edit, name="edit"),
    path("<slug:kind>/<int:pk>/apercu/", views.preview, name="preview"),
    path("<slug:kind>/<int:pk>/envoyer/", views.submit_view, name="submit"),
    path("<slug:kind>/<int:pk>/reprendre/", views.withdraw_view, name="withdraw"),
    path("<slug:kind>/<int:pk>/retirer/", views.archive_view, name="archive"),
    path("<slug:kind>/<int:pk>/ressortir/", views.restore_view, name="restore"),
    path("<slug:kind>/<int:pk>/equipe/", team_views.team, name="team"),
    path("<slug:kind>/<int:pk>/equipe/<int:member>/retirer/", team_views.remove, name="remove"),
    path("<slug:kind>/<int:pk>/equipe/invitation/<int:invitation>/annuler/", team_views.cancel, name="cancel"),
]
