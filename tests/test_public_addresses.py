"""Private unless marked public: the addresses that answer a visitor are a list that a person has read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from tests.snapshot import assert_reviewed

DESK = "admin/"
DESK_API = "admin/api/"
DOORS = ("/compte/connexion/", "/compte/mot-de-passe/oublie/", "/admin/login/")
"""Where a visitor without a session is led: the sign-in page, and Wagtail's own, which leads there."""


@dataclass(frozen=True)
class Address:
    """One pattern of the site's addresses."""

    route: str
    name: str
    is_public: bool

    @property
    def has_parameters(self) -> bool:
        """Whether something has to be filled in."""
        return any(sign in self.route for sign in "<(*")


def addresses(resolver: URLResolver, prefix: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[Address]:
    """Every address below a resolver."""
    for pattern in resolver.url_patterns:
        is_language = isinstance(pattern.pattern, LocalePrefixPattern)
        route = prefix + ("" if is_language else str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from addresses(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join([*namespaces, pattern.name]) if pattern.name else ""
            yield Address(route, name, not getattr(pattern.callback, "login_required", True))


ALL = sorted(set(addresses(get_resolver())), key=lambda address: address.route)


def test_public_addresses_are_reviewed() -> None:
    lines = [
        f"/{address.route}  {address.name}".rstrip()
        for address in ALL
        if address.is_public and not address.route.startswith(DESK_API)
    ]
    why = "Anyone may read these. Does each start from published(), check its parameters and weigh what it shows?"
    assert_reviewed("public_urls.txt", lines, why)


def test_every_address_of_ours_has_a_name() -> None:
    unnamed = [
        address.route for address in ALL if not address.name and not address.route.startswith((DESK, "documents/"))
    ]
    assert not unnamed, f"Name these addresses; code and templates never write one out: {unnamed}"


@pytest.mark.django_db
def test_the_others_send_a_visitor_to_the_sign_in_page(client: Client) -> None:
    """Wagtail guards its desk's API by other means than ours: those addresses are asked as well."""
    private = [address for address in ALL if not address.is_public or address.route.startswith(DESK_API)]
    open_doors = []
    for address in private:
        path = "/" + address.route.replace("^", "")
        if not address.has_parameters:
            response = client.get(path)
            if response.status_code not in {403, 404, 405} and not response.get("Location", "").startswith(DOORS):
                open_doors.append(f"{path} answers {response.status_code} to anyone.")
    assert not open_doors, "\n".join(open_doors)
    assert len(private) > 50, "The desk was not found."
