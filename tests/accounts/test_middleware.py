"""Pages are private unless marked public, and a public page asks nothing of the session."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from accounts.models import User
from config import urls as config_urls
from tests.accounts.conftest import make_user


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


def last_seen(user: User) -> datetime | None:
    return User.objects.get(pk=user.pk).last_seen_at


def test_a_visit_is_written_once_a_day_and_of_who_visits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user, other = make_user(), make_user("voisine@exemple.fr")
    client.force_login(user)
    start, day = timezone.now(), timedelta(days=1)
    never = timedelta(0)
    for later, written in ((never, never), (day, never), (day + timedelta(seconds=1), day + timedelta(seconds=1))):
        monkeypatch.setattr(timezone, "now", lambda later=later: start + later)
        client.get("/prive/")
        assert last_seen(user) == start + written
    assert last_seen(other) is None


def test_a_public_page_writes_no_visit(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.get("/public/")
    assert last_seen(user) is None
