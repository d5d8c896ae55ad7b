"""The resource centres of the territories: one to a site, and that of the portal, which is no territory's."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.core.cache import cache
from wagtail.models import Page

from cms.models import ResourceIndexPage, SiteTerritory
from cms.resources.indexing import VERSION
from geography.models import Territory
from geography.neighbours import neighbours_of
from listings.versions import current_version
from places.reach import NEIGHBOURS

_KEPT_FOR = 3600
_HOME = 8
"""The path of a home page is two steps of four signs."""


class Centre(NamedTuple):
    """A territory's resource centre: its territory, and the paths of its index page, one to a language that has it."""

    pk: int
    """The territory's."""
    slug: str
    name: str
    paths: tuple[str, ...]


def centres(version: int | None = None) -> list[Centre]:
    """The centres of territories, by name; ``version`` is that of the resources, if it was read already."""
    return centres_of(ResourceIndexPage, current_version(VERSION) if version is None else version)


def centres_of(model: type[Page], version: int) -> list[Centre]:
    """The same for the index pages of any model, one to a site, kept as long as what it leads to has a version."""
    key = f"centres:{model._meta.label_lower}:{version}"
    found: list[Centre] | None = cache.get(key)
    if found is None:
        found = _read(model)
        cache.set(key, found, _KEPT_FOR)
    return found


def with_neighbours(home: Centre, all_of_them: list[Centre], name: str) -> Centre:
    """The centre of a territory and those of its neighbours, as one."""
    near = {neighbour.pk for neighbour in neighbours_of(Territory(pk=home.pk))}
    paths = (path for centre in all_of_them if centre.pk in near for path in centre.paths)
    return Centre(home.pk, NEIGHBOURS, name, (*home.paths, *paths))


def _read(model: type[Page]) -> list[Centre]:
    links = SiteTerritory.objects.select_related("territory", "site__root_page")
    territories = {link.site.root_page.translation_key: link.territory for link in links}
    homes = Page.objects.filter(translation_key__in=territories).order_by()
    of_home = {path: territories[key] for path, key in homes.values_list("path", "translation_key")}
    paths: dict[Territory, list[str]] = defaultdict(list)
    for path in model._default_manager.live().order_by("path").values_list("path", flat=True):
        if territory := of_home.get(path[:_HOME]):
            paths[territory].append(path)
    found = (Centre(territory.pk, territory.slug, territory.name, tuple(of_it)) for territory, of_it in paths.items())
    return sorted(found, key=lambda centre: centre.name)
