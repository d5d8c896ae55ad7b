"""People who moderate, and what visitors report, for tests."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.template import engines
from django.test import Client

from accounts.models import User
from geography.models import Commune, Departement, Territory
from listings.actions import appoint_moderator
from listings.models import ChangeReport, Listing
from places.models import Place
from tests.factories.places import mende

_rank = count(1)


def millau() -> Commune:
    """Millau (12145), in Aveyron, with its town hall's point."""
    departement, _ = Departement.objects.get_or_create(code="12", defaults={"name": "Aveyron"})
    commune, _ = Commune.objects.get_or_create(
        code="12145",
        defaults={
            "name": "Millau",
            "departement": departement,
            "postcodes": "12100",
            "latitude": 44.098,
            "longitude": 3.078,
        },
    )
    return commune


def ales() -> Commune:
    """Alès (30007), in Gard."""
    departement, _ = Departement.objects.get_or_create(code="30", defaults={"name": "Gard"})
    point = {"latitude": 44.128, "longitude": 4.083}
    commune, _ = Commune.objects.get_or_create(
        code="30007", defaults={"name": "Alès", "departement": departement, "postcodes": "30100", **point}
    )
    return commune


def territory_of(commune: Commune) -> Territory:
    """The territory of a commune's département, with the commune in it."""
    name = commune.departement.name
    territory, _ = Territory.objects.get_or_create(
        slug=commune.departement_id, defaults={"name": name, "agency_name": f"Agence de {name}"}
    )
    territory.communes.add(commune)
    return territory


def make_user(**fields: Any) -> User:
    """Someone with an account and no right."""
    return get_user_model().objects.create_user(f"personne{next(_rank)}@demo.example", **fields)


def make_superuser() -> User:
    """Someone who may do everything."""
    return get_user_model().objects.create_superuser(f"admin{next(_rank)}@demo.example")


def make_moderator(*communes: Commune) -> User:
    """Someone who moderates the territories of some communes."""
    user = make_user()
    for commune in communes:
        appoint_moderator(user, territory_of(commune))
    return user


def make_report(listing: Listing | None = None, **fields: Any) -> ChangeReport:
    """A new report: on a listing, or on a missing place of Mende."""
    values = {
        "content_type": ContentType.objects.get_for_model(listing or Place),
        "submission": uuid4(),
        "kind": "hours" if listing else "missing",
        "object_id": listing.pk if listing else None,
        "commune": listing.commune if listing else mende(),
        "proposed_name": "" if listing else "Café du Pont",
        **fields,
    }
    return ChangeReport.objects.create(**values)  # type: ignore[no-any-return]


def allow_undefined_variables(monkeypatch: Any) -> None:
    """For Wagtail's desk, whose own templates read variables that do not exist."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


def desk_of(user: User, monkeypatch: Any) -> Client:
    """A signed-in client of Wagtail's desk."""
    allow_undefined_variables(monkeypatch)
    client = Client()
    client.force_login(user)
    return client
