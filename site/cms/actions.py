"""Opening a territory's site, and its desk to those who keep it: one verb a function, in a transaction."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.html import escape
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, Site

from cms.models import HomePage, SiteTerritory, StandardPage
from geography.models import Commune, Territory
from listings.actions import MODERATORS_GROUP, appoint_moderator, desk_of_territory, open_or_close_desk
from listings.models import Moderator

FIRST_PAGES = Path(__file__).parent / "first_pages.toml"
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")


def found_territory(slug: str, name: str, agency_name: str, agency_email: str, departements: list[str]) -> Territory:
    """A territory of all the communes of some départements, whose codes are INSEE's; its name and agency brought up
    to date where it exists. Raises ``ValueError`` when these départements have no commune in the database.
    """
    communes = Commune.objects.filter(departement__in=departements)
    with transaction.atomic():
        territory, _created = Territory.objects.update_or_create(
            slug=slug, defaults={"name": name, "agency_name": agency_name, "agency_email": agency_email}
        )
        codes = list(communes.order_by().values_list("pk", flat=True))
        if not codes:
            raise ValueError(f"no commune in {', '.join(departements)}: load the geography first")
        territory.communes.set(codes)
    return territory


def open_site(territory: Territory, hostname: str, port: int = 80, *, is_default: bool = False) -> Site:
    """The territory's site with its first pages, at this address. Pages that exist are left as they are. Idempotent.

    ``is_default`` makes it answer at every address that no other site has.
    """
    with transaction.atomic():
        link = SiteTerritory.objects.filter(territory=territory).select_related("site__root_page").first()
        home = link.site.root_page if link else _write_home(territory)
        site = link.site if link else _site_at(hostname, port)
        if is_default:
            Site.objects.filter(is_default_site=True).exclude(pk=site.pk).update(is_default_site=False)
        site.hostname, site.port, site.root_page, site.is_default_site = hostname, port, home, is_default
        site.site_name = territory.name
        site.full_clean()
        site.save()
        SiteTerritory.objects.update_or_create(site=site, defaults={"territory": territory})
        _write_standard_pages(territory, home)
        _let_agency_write(territory, home)
        _welcome_pages().filter(sites_rooted_here__isnull=True, numchild=0).delete()
    return site


def _site_at(hostname: str, port: int) -> Site:
    """The site of this address, else the one that Wagtail's first migration leaves, else a new one."""
    untouched = Site.objects.filter(root_page__in=_welcome_pages())
    return Site.objects.filter(hostname=hostname, port=port).first() or untouched.first() or Site()


def _welcome_pages() -> Any:
    """The page that Wagtail's first migration leaves."""
    return Page.objects.filter(depth=2, slug="home", title="Welcome to your new Wagtail site!")


def open_desk(user: Any, territory: Territory) -> None:
    """Let a user moderate the territory's listings and, where it has a site, write its pages. Idempotent."""
    appoint_moderator(user, territory)


def _first_pages(territory: Territory) -> dict[str, Any]:
    """The texts that every site starts with, in the words of this territory."""
    pages = tomllib.loads(FIRST_PAGES.read_text())
    for page in (pages["home"], *pages["page"]):
        for key in ("lead", "body"):
            if key in page:
                words = {
                    "{name}": territory.name,
                    "{agency}": territory.agency_name,
                    "{email}": territory.agency_email,
                }
                for sign, word in words.items():
                    page[key] = page[key].replace(sign, escape(word) if key == "body" else word)
    return pages


def _write_home(territory: Territory) -> Page:
    fields = _first_pages(territory)["home"]
    home = HomePage(slug=territory.slug, **fields)
    Page.get_first_root_node().add_child(instance=home)
    home.save_revision().publish()
    return home


def _write_standard_pages(territory: Territory, home: Page) -> None:
    there = set(home.get_children().values_list("slug", flat=True))
    for fields in _first_pages(territory)["page"]:
        if fields["slug"] in there:
            continue
        show_in_menus = fields.pop("in_menu", False)
        page = StandardPage(show_in_menus=show_in_menus, **fields)
        home.add_child(instance=page)
        page.save_revision().publish()


def _let_agency_write(territory: Territory, home: Page) -> None:
    """Give the territory's agency the pages of its site. What earlier versions gave on all files is taken back."""
    group = desk_of_territory(territory).group
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS):
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    Group.objects.filter(name=f"Pages : {territory.name}").delete()
    GroupCollectionPermission.objects.filter(group__name=MODERATORS_GROUP).delete()
    for moderator in Moderator.objects.filter(territory=territory).select_related("user"):
        open_or_close_desk(moderator.user)
