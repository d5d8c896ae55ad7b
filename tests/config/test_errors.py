"""Error pages: in French, with a way out, and nothing of our insides."""

from __future__ import annotations

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, path

from config import urls as config_urls


@login_not_required
def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the house")


@login_not_required
def refuses(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@login_not_required
def suspects(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("secret of the house")


@login_not_required
def accepts(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns: list[URLPattern | URLResolver] = [
    path("panne/", fails),
    path("refus/", refuses),
    path("suspect/", suspects),
    path("formulaire/", accepts),
    *config_urls.urlpatterns,
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/nulle-part/", 404, "Cette page n’existe pas"),
        ("/nulle-part.php", 404, "Cette page n’existe pas"),
        ("/en/nulle-part/", 404, "This page does not exist"),
        ("/panne/", 500, "Une panne de notre côté"),
        ("/refus/", 403, "Cette page ne vous est pas ouverte"),
        ("/suspect/", 400, "Nous n’avons pas compris cette demande"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_error_pages(address: str, status: int, title: str) -> None:
    response = Client(raise_request_exception=False).get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in html
    assert ("Back to the home page" if address.startswith("/en/") else "Revenir à l’accueil") in html
    assert "secret of the house" not in html
    assert 'name="robots" content="noindex"' in html
    assert 'rel="canonical"' not in html
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_form_without_its_token_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/formulaire/")
    assert response.status_code == 403
    assert "<h1>Le formulaire n’a pas été envoyé</h1>" in response.content.decode()


def test_a_host_that_is_not_ours_is_a_bad_request(settings: object) -> None:
    with override_settings(ALLOWED_HOSTS=["hameau.example"]):
        response = Client().get("/", headers={"host": "autre.example"})
    assert response.status_code == 400
    assert "Nous n’avons pas compris" in response.content.decode()


def test_error_pages_ask_for_no_cookie() -> None:
    response = Client().get("/nulle-part/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
