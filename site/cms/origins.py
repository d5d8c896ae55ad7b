"""Where sites answer: scheme, host and port, as addresses begin."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site

PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """Where a site answers."""

    host: str
    port: int

    @property
    def origin(self) -> str:
        """``https://lozere.example``, ``http://lozere.localhost:8000``: the port when it is not the scheme's own."""
        ours = urlsplit(settings.SITE_URL).scheme
        scheme = next((scheme for scheme, port in PORTS.items() if port == self.port), ours)
        return f"{scheme}://{self.host}" + ("" if PORTS.get(scheme) == self.port else f":{self.port}")


def address_of(url: str) -> Address:
    """The address of ``https://lozere.example/``. Raises ``ValueError`` for what is none, or has more than a root."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{url!r} is not an address such as https://lozere.example") from error
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in PORTS or not parts.hostname or extra:
        raise ValueError(f"{url!r} is not an address such as https://lozere.example")
    return Address(parts.hostname, port or PORTS[parts.scheme])


def portal_address() -> Address:
    """The bare host: ``SITE_URL``."""
    return address_of(settings.SITE_URL)


def default_address(slug: str) -> Address:
    """Where a new territory answers unless told otherwise: a host below the portal's.

    An IP address has no host below it: on one's own machine, browsers take all that ends in ``.localhost``.
    """
    portal = portal_address()
    host = portal.host.removeprefix("www.")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return Address(f"{slug}.{host}", portal.port)
    return Address(f"{slug}.localhost", portal.port)


def origin_of_site(site: Site) -> str:
    """Where a site's addresses begin."""
    return Address(site.hostname, site.port).origin
