"""What every page says of its site: its territory, its colours, its menu and its legal pages.

Read on each request, changed once a year: kept in the cache, dropped whenever one of its sources is saved
(``cms.signals``), and in any case after ``LIFETIME`` so that a process with a cache of its own catches up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from cms.identity_version import forget_identities, identities_version
from cms.models import EditorialPage, PortalPage, SiteTerritory, StandardPage
from cms.origins import origin_of_site
from cms.translating import SOURCE, each_in_language, language_of_text
from geography.models import Territory

__all__ = ["NOBODY", "Identity", "Link", "forget_identities", "identity_of", "read_identity"]
LOGO = "max-400x80|format-webp"
"""Twice as many pixels as shown, for fine screens."""
LIFETIME = 60  # seconds


class Link(NamedTuple):
    """An entry of a menu: its words and their language, its path below the site’s root such as ``a-propos/``."""

    title: str
    path: str
    language: str = SOURCE


class Logo(NamedTuple):
    """A territory's logo in the header: its address, and its size there in pixels."""

    url: str
    width: int
    height: int


class Identity(NamedTuple):
    """A site as its pages show it. ``colours`` is a style sheet of two properties, empty for the house's own."""

    territory: Territory | None
    menu: tuple[Link, ...]
    footer: tuple[Link, ...]
    colours: str
    origin: str = ""
    """Scheme and host that its addresses begin with; empty for a site that nobody opened."""
    logo: Logo | None = None
    site_pk: int | None = None

    @property
    def colours_version(self) -> str:
        """Changes with the colours: part of the sheet's address, which may then be cached for ever."""
        return hashlib.sha256(self.colours.encode()).hexdigest()[:8] if self.colours else ""


NOBODY = Identity(None, (), (), "")


def identity_of(request: HttpRequest) -> Identity:
    """The identity of the site that answers at this request's address; ``NOBODY`` where there is none."""
    language = str(get_language())
    shape = len(Identity._fields)  # an older Hameau may have kept one that knew less
    key = f"cms.identity.{shape}.{identities_version()}.{_address(request)}.{language}"
    found: Identity | None = cache.get(key)
    if found is None:
        site = Site.find_for_request(request)
        found = read_identity(site) if site else NOBODY
        cache.set(key, found, LIFETIME)
    return found


def read_identity(site: Site) -> Identity:
    """The identity of a site in the language that is spoken, from the database."""
    link = SiteTerritory.objects.select_related("territory", "logo").filter(site=site).first()
    if all(path.site_id != site.pk for path in Site.get_site_root_paths()):
        Site.clear_site_root_paths_cache()  # another process opened it: Wagtail keeps these for an hour
    root = site.root_page
    pages = root.get_children().live().public().order_by("path")
    legal = StandardPage.objects.child_of(root).live().public().filter(in_footer=True).order_by("path")
    return Identity(
        territory=link.territory if link else None,
        menu=_links(pages.filter(_in_menu(is_portal=root.specific_class is PortalPage))),
        footer=_links(legal),
        colours=link.style_sheet() if link else "",
        origin=origin_of_site(site) if link or root.specific_class is PortalPage else "",
        logo=logo_of(link) if link else None,
        site_pk=site.pk,
    )


def _in_menu(*, is_portal: bool) -> Any:
    """What a menu holds: the pages that an agency put there, and lists that have something to show.

    The portal's lists show what every territory has in its own.
    """
    models = [model for model in apps.get_models() if issubclass(model, EditorialPage) and model.in_menu_once_filled]
    lists = list(ContentType.objects.get_for_models(*models, for_concrete_models=False).values())
    filled = Page.objects.live().filter(path__startswith=OuterRef("path"), depth=OuterRef("depth") + 1)
    if is_portal:
        filled = Page.objects.live().filter(content_type=OuterRef("content_type"), numchild__gt=0)
    is_list = Q(content_type__in=lists)
    return (~is_list & Q(show_in_menus=True)) | (is_list & Exists(filled))


def _links(pages: Iterable[Page]) -> tuple[Link, ...]:
    """The entries of pages right below a home page, in its order, each in the language that is spoken if it can."""
    return tuple(Link(page.title, f"{page.slug}/", language_of_text(page)) for page in each_in_language(list(pages)))


def logo_of(link: SiteTerritory) -> Logo | None:
    """The territory's logo; ``None`` without one, or when its file is lost."""
    rendition = link.logo.rendition_if_kept(LOGO) if link.logo else None
    return Logo(rendition.url, round(rendition.width / 2), round(rendition.height / 2)) if rendition else None


def _address(request: HttpRequest) -> str:
    """Host and port, hashed lest they make a bad key. Raises ``DisallowedHost`` for a host that is not ours."""
    return hashlib.sha256(request.get_host().encode()).hexdigest()[:16]
