"""In whose name a mail is written: the territory of what it is about, with its agency, its site and its colours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from cms.canonical import ranked
from cms.identity import identity_of
from cms.models import SiteTerritory
from cms.origins import origin_of_site
from geography.models import Commune, Territory
from listings.kinds import kinds
from listings.review_mails import territory_of
from mail.palettes import palette_of
from mail.senders import Logo, Sender, register

LOGO = "max-480x128|format-png"
"""Twice as many pixels as shown, for fine screens."""


def connect() -> None:
    """Have mails written in the name of territories; called once, when the application is ready."""
    register(find_sender)


def find_sender(subject: object) -> Sender | None:
    """The territory of a row or of a request's site, as it writes; ``None`` for what belongs to no territory."""
    territory = territory_behind(subject)
    return sender_of(territory) if territory else None


def territory_behind(subject: object) -> Territory | None:
    """The territory of a request's site, of a row that stands in a commune, of what someone holds; or ``None``."""
    if isinstance(subject, Territory):
        return subject
    if isinstance(subject, HttpRequest):
        return identity_of(subject).territory
    if isinstance(subject, User):
        return _territory_of_member(subject)
    commune = subject if isinstance(subject, Commune) else getattr(subject, "commune", None)
    return _territory_of_commune(commune) if commune else None


def sender_of(territory: Territory) -> Sender:
    """How a territory writes. Without a site of its own, its mails lead to the installation's, in its colours."""
    found = SiteTerritory.objects.select_related("site", "logo", "territory").filter(territory=territory)
    link = found.order_by("site__hostname", "pk").first()
    agency = territory.agency_name or territory.name
    own_address, site_url = sending_address(link), origin_of_site(link.site) if link else settings.SITE_URL
    return Sender(
        name=agency if own_address else _("%(agency)s via Hameau") % {"agency": agency},
        title=f"Hameau {territory.name}",
        site_url=site_url,
        address=own_address,
        reply_to=territory.agency_email,
        agency=agency,
        palette=palette_of(link.brand, link.accent) if link else palette_of(),
        logo=_logo_of(link, site_url) if link else None,
        key=territory,
    )


def _logo_of(link: SiteTerritory, site_url: str) -> Logo | None:
    """The territory's logo for the head of a mail; none that a mail program would warn of, for it comes over http.

    PNG: mail programs know little else.
    """
    picture = link.logo.rendition_if_kept(LOGO) if link.logo and site_url.startswith("https://") else None
    if picture is None:
        return None
    return Logo(urljoin(f"{site_url}/", picture.url), round(picture.width / 2), round(picture.height / 2))


def sending_address(link: SiteTerritory | None) -> str:
    """The address of its own that a territory writes from, while the operator lets its domain; else nothing.

    A mail in the name of a domain that does not know our server is refused, or ends among the unwanted (SPF, RFC 7208;
    DMARC, RFC 7489): the installation's own address is then the better one.
    """
    if link is None or not link.may_write_from(link.mail_from.rpartition("@")[2]):
        return ""
    return str(link.mail_from)


def _territory_of_member(user: Any) -> Territory | None:
    """The territory of the first listing that someone holds: those of a person are nearly always neighbours."""
    for kind in kinds():
        listing = kind.model._default_manager.filter(owner=user).select_related("commune").order_by("pk").first()
        if listing is not None:
            return _territory_of_commune(listing.commune)
    return None


def _territory_of_commune(commune: Commune) -> Territory | None:
    """The territory whose site has the canonical address of what stands in a commune, else one without a site."""
    holders = Territory.communes.through.objects.filter(commune=commune).order_by().values("territory")
    link = ranked().filter(territory__in=holders).select_related("territory").first()
    return link.territory if link else territory_of(commune)
