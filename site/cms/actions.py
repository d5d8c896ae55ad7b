"""Opening a territory's site, and its desk to those who keep it: one verb a function, in a transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, Site

from cms.first_pages import Words, write_home, write_missing_pages
from cms.models import PortalPage, SiteTerritory
from cms.moderation import open_workflow
from cms.origins import portal_address
from geography.models import Commune, Territory
from listings.actions import MODERATORS_GROUP, appoint_moderator, desk_of_territory, open_or_close_desk
from listings.models import Moderator

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")


def found_territory(slug: str, name: str, agency_name: str, agency_email: str, communes: Collection[str]) -> Territory:
    """A territory of some communes, by INSEE's codes; its name, agency and communes brought up to date where it exists.

    Raises ``ValueError`` when none of these communes is in the database.
    """
    with transaction.atomic():
        codes = list(Commune.objects.filter(pk__in=communes).order_by().values_list("pk", flat=True))
        if not codes:
            raise ValueError(f"{name}: no commune of the database")
        territory, _created = Territory.objects.update_or_create(
            slug=slug, defaults={"name": name, "agency_name": agency_name, "agency_email": agency_email}
        )
        territory.communes.set(codes)
    return territory


def open_site(territory: Territory, hostname: str, port: int = 80, *, is_default: bool = False) -> Site:
    """The territory's site with its first pages, at this address. Pages that exist are left as they are. Idempotent.

    ``is_default`` makes it answer at every address that no other site has. Raises ``ValidationError`` for an address
    that is another site's.
    """
    with transaction.atomic():
        words = words_of(territory)
        link = SiteTerritory.objects.filter(territory=territory).select_related("site__root_page").first()
        site = link.site if link else _site_at(hostname, port)
        _refuse_taken(hostname, port, site)
        home = site.root_page if link else write_home("territory", words, territory.slug)
        _save_site(site, hostname, port, home, territory.name, is_default=is_default)
        SiteTerritory.objects.update_or_create(site=site, defaults={"territory": territory})
        write_missing_pages("territory", words, home)
        _let_agency_write(territory, home)
        open_workflow(territory, home)
        _drop_welcome_page()
    return site


def open_portal() -> Site | None:
    """The site of the bare host (``SITE_URL``): it shows all, and answers where no other site does. Idempotent.

    ``None`` where another site already answers there: it is left as it is. Raises ``ValidationError`` where a
    territory has the portal's own address.
    """
    with transaction.atomic():
        portal = Site.objects.filter(root_page__in=PortalPage.objects.order_by().values("pk")).first()
        others = Site.objects.filter(is_default_site=True).exclude(root_page__in=_welcome_pages())
        if portal is None and others.exists():
            return None
        host, port = (portal.hostname, portal.port) if portal else portal_address()
        _refuse_taken(host, port, portal or _site_at(host, port))
        words = words_of(None)
        home = portal.root_page if portal else write_home("portal", words, "portail")
        site = portal or _site_at(host, port)
        is_default = not others.exclude(pk=site.pk).exists()
        _save_site(site, host, port, home, settings.WAGTAIL_SITE_NAME, is_default=is_default)
        write_missing_pages("portal", words, home)
        _drop_welcome_page()
    return site


def words_of(territory: Territory | None) -> Words:
    """What the first pages of a territory's site call it and its agency; of the portal's, for ``None``."""
    if territory is None:
        return Words("", settings.WAGTAIL_SITE_NAME, _("L’équipe de Hameau"), settings.DEFAULT_FROM_EMAIL)
    return Words(territory.name, f"Hameau {territory.name}", territory.agency_name, territory.agency_email)


def sites_at(host: str, port: int) -> QuerySet[Site]:
    """The site that answers at an address, if any, but for the one that Wagtail's first migration leaves."""
    there = Site.objects.filter(hostname=host, port=port)
    return there.exclude(root_page__in=_welcome_pages())  # type: ignore[no-any-return]


def _refuse_taken(host: str, port: int, site: Site) -> None:
    """Raise ``ValidationError`` when this address is another site's, be it of a territory or of someone's own."""
    if other := sites_at(host, port).exclude(pk=site.pk).first():
        told = {"host": host, "port": port, "site": other.site_name or other.hostname}
        raise ValidationError(_("L’adresse %(host)s (port %(port)s) est déjà celle du site « %(site)s ».") % told)


def sites_answer_at(port: int) -> None:
    """Have every site answer at this port: the demo's, when it is served at another than the last time."""
    for site in Site.objects.exclude(port=port):
        site.port = port
        site.save()


def _site_at(hostname: str, port: int) -> Site:
    """The site that Wagtail's first migration leaves, at this address or another, else a new one."""
    untouched = Site.objects.filter(root_page__in=_welcome_pages())
    return untouched.filter(hostname=hostname, port=port).first() or untouched.first() or Site()


def _save_site(site: Site, hostname: str, port: int, home: Page, name: str, *, is_default: bool) -> None:
    if is_default:
        Site.objects.filter(is_default_site=True).exclude(pk=site.pk).update(is_default_site=False)
    site.hostname, site.port, site.root_page, site.site_name = hostname, port, home, name
    site.is_default_site = is_default
    site.full_clean()
    site.save()


def _welcome_pages() -> Any:
    """The page that Wagtail's first migration leaves."""
    return Page.objects.filter(depth=2, slug="home", title="Welcome to your new Wagtail site!")


def _drop_welcome_page() -> None:
    _welcome_pages().filter(sites_rooted_here__isnull=True, numchild=0).delete()


def open_desk(user: Any, territory: Territory) -> None:
    """Let a user moderate the territory's listings and, where it has a site, write its pages. Idempotent."""
    appoint_moderator(user, territory)


def _let_agency_write(territory: Territory, home: Page) -> None:
    """Give the territory's agency the pages of its site. What earlier versions gave on all files is taken back."""
    group = desk_of_territory(territory).group
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS):
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    Group.objects.filter(name=f"Pages : {territory.name}").delete()
    GroupCollectionPermission.objects.filter(group__name=MODERATORS_GROUP).delete()
    for moderator in Moderator.objects.filter(territory=territory).select_related("user"):
        open_or_close_desk(moderator.user)
