"""Looks at an address elsewhere: does it still answer. Public addresses only, a few seconds, a few redirections."""

from __future__ import annotations

from dataclasses import dataclass

import requests
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress

CONNECT, READ = 5.0, 8.0
"""Seconds to reach a server, then to wait for each piece of its answer."""
MOST_REDIRECTIONS = 5
_GONE = {404, 410}
_ASK_AGAIN_WITH_GET = {400, 403, 404, 405, 406, 410, 501}
"""What servers that know no HEAD say to it."""


class Reason(models.TextChoices):
    """Why an address does not answer."""

    GONE = "disparue", _("La page n’existe plus")
    NO_HOST = "domaine", _("Le site n’existe plus, ou refuse la connexion")
    SILENT = "silence", _("Le site ne répond pas")
    CERTIFICATE = "certificat", _("Le certificat du site n’est pas valable")
    CIRCLE = "boucle", _("L’adresse renvoie sans fin d’une page à l’autre")
    FORBIDDEN = "interdite", _("L’adresse n’est pas publique")
    INVALID = "fausse", _("L’adresse est mal écrite")


@dataclass(frozen=True)
class Look:
    """What one look found: ``is_alive`` is ``None`` when it tells nothing, as a server that is out of order."""

    is_alive: bool | None
    reason: Reason | None = None


class LinkClient:
    """A session that reaches public addresses only; ``with_loopback`` lets tests have a server of their own."""

    def __init__(self, *, with_loopback: bool = False, timeout: tuple[float, float] = (CONNECT, READ)) -> None:
        config = Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=with_loopback,
            never_redirect=False,
            default_timeout=timeout,
            user_agent_override=f"Hameau-links-bot (+{settings.SITE_URL})",
        )
        self.session = HTTPSession(config)
        self.session.max_redirects = MOST_REDIRECTIONS
        self.session.trust_env = False  # no password of this machine goes anywhere

    def look(self, url: str) -> Look:
        """Ask for the head of an address, then for the beginning of its page where the head tells nothing good."""
        try:
            status = self._ask("HEAD", url)
            if status in _ASK_AGAIN_WITH_GET:
                status = self._ask("GET", url)
        except requests.RequestException as error:
            return Look(False, _reason(error))
        if status in _GONE:
            return Look(False, Reason.GONE)
        return Look(True if status < 400 else None)

    def _ask(self, method: str, url: str) -> int:
        """The status of the answer, whose body is not read."""
        with self.session.request(method, url, stream=True, allow_redirects=True) as response:
            return int(response.status_code)


_REASONS: tuple[tuple[type[Exception], Reason], ...] = (
    (InvalidIPAddress, Reason.FORBIDDEN),
    (requests.TooManyRedirects, Reason.CIRCLE),
    (requests.exceptions.SSLError, Reason.CERTIFICATE),
    (requests.Timeout, Reason.SILENT),
    (requests.ConnectionError, Reason.NO_HOST),
    (ValueError, Reason.INVALID),
)
"""In this order: some are kinds of others. Addresses that cannot be read are values that are wrong."""


def _reason(error: requests.RequestException) -> Reason:
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), Reason.SILENT)
