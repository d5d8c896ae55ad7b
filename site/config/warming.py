"""Open the commonest pages once when a server starts, before it answers anyone.

What a process reads once and keeps (addresses, templates, outlines, the counts of whole lists) takes two seconds: the
first visitor of each process need not wait for it. A server that forks after this shares it with its children.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import chain
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from geography.models import Territory

logger = logging.getLogger(__name__)

PAGES = ("/", "/lieux/", "/teletravailleurs/", "/entreprises/", "/recherche/?q=telertavail")
"""The last with a typo: the words of every index are read to correct it."""
_TERRITORIES = 5
"""Territories, at most, whose outlines are unpacked."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


def warm_up(application: Application) -> list[str]:
    """Ask a WSGI application for ``PAGES`` and the main towns; the status of each answer. Never an error.

    Nothing is asked while the database is not there, or empty, and nothing more once a page fails, as all do while a
    migration is to come: that would be an alarm each.
    """
    statuses: list[str] = []
    try:
        if not MigrationRecorder(connection).applied_migrations():
            return []
        for page in chain(PAGES, _around_towns()):
            statuses.append(_status(application, page))
            if int(statuses[-1].split()[0]) >= HTTPStatus.INTERNAL_SERVER_ERROR:
                break
    except DatabaseError:
        pass
    except Exception:
        logger.exception("The pages could not be opened at the start.")
    return statuses


def _around_towns() -> Iterator[str]:
    """The addresses of searches around the largest town of some territories: their départements' outlines are big."""
    for territory in Territory.objects.order_by("pk")[:_TERRITORIES]:
        if town := territory.communes.order_by("-population").first():
            yield f"/lieux/?commune={town.pk}&rayon=50"


def _status(application: Application, address: str) -> str:
    """The status of the answer to an address of the site, its body read as a server reads it."""
    site = urlsplit(settings.SITE_URL)
    path, _mark, query = address.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1"}
    environ |= {"HTTP_HOST": site.netloc, "HTTP_X_FORWARDED_PROTO": site.scheme, "wsgi.url_scheme": site.scheme}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    answer = application(environ, lambda status, *_others: statuses.append(status))
    try:
        for _piece in answer:
            pass
    finally:
        getattr(answer, "close", lambda: None)()
    return statuses[0]
