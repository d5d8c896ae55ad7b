"""Pages are private unless marked public, and a public page asks nothing of the session."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config import urls as config_urls


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("private")


@login_not_required
def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("public")


urlpatterns = [path("prive/", private), path("public/", public), *config_urls.urlpatterns]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_a_private_page_leads_to_the_sign_in_page(client: Client) -> None:
    response = client.get("/prive/?a=1")
    assert response.status_code == 302
    assert response["Location"] == "/compte/connexion/?next=/prive/%3Fa%3D1"


def test_a_public_page_is_the_same_for_everyone(client: Client) -> None:
    response = client.get("/public/")
    assert response.content == b"public"
    assert "Cookie" not in response.get("Vary", "")


def test_someone_signed_in_sees_both(client: Client, django_user_model: type) -> None:
    user = django_user_model.objects.create_user("a@demo.example", "x")  # type: ignore[attr-defined]
    client.force_login(user)
    assert client.get("/prive/").content == b"private"
    assert client.get("/public/").content == b"public"
