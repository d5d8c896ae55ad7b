"""Languages live in addresses: French at ``/lieux/``, English at ``/en/lieux/``; no cookie, no browser guess."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings


def address_in(address: str, language: str) -> str:
    """The address of the same page in another language. ``address`` is a path, with or without a query string."""
    for code, _name in settings.LANGUAGES:
        prefix = f"/{code}"
        if code != settings.LANGUAGE_CODE and (address == prefix or address.startswith((f"{prefix}/", f"{prefix}?"))):
            address = address[len(prefix) :]
            break
    address = "/" + address.lstrip("/")  # two leading slashes would lead to another host
    return address if language == settings.LANGUAGE_CODE else f"/{language}{address}"


def url_in(url: str, language: str) -> str:
    """The same for a whole address of the site, on whatever host."""
    parts = urlsplit(url)
    return parts._replace(path=address_in(parts.path, language)).geturl()
