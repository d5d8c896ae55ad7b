"""Synthetic territories, pages, news and resources, for benchmarks and load: the same for the same seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction
from wagtail.models import Page, Site

from cms.models import (
    NewsIndexPage,
    NewsPage,
    ResourceIndexPage,
    ResourceLink,
    ResourcePage,
    SiteTerritory,
    StandardPage,
)
from cms.opening import Opening, communes_asked, open_territory
from cms.planting import plant
from cms.resources.indexing import index_resources
from cms.resources.vocabulary import Audience, Licence, ResourceType, Theme
from cms.searching.indexing import AT_A_TIME, NEWS, PAGES, documents
from geography.models import Departement
from places.synthetic import sentence

SLUG = "synthetique"
IN_A_FOLDER = 50
_EVERY_FIFTH = 5
_TODAY = date(2026, 11, 1)
Tell = Callable[[int], None]
"""Called with how many more were written."""


def write_territories(number: int, tell: Tell) -> int:
    """Open départements, in the order of their codes, until so many territories have a site; how many do."""
    there = SiteTerritory.objects.count()
    known = set(SiteTerritory.objects.values_list("territory__name", flat=True))
    for departement in Departement.objects.order_by("code"):
        if there >= number:
            break
        if departement.name not in known:
            open_territory(Opening(communes_asked([departement.code]), agency_name=f"Agence {departement.name}"))
            there += 1
            tell(1)
    return there


def write_pages(seed: int, number: int, tell: Tell) -> int:
    """Write pages and news, one in five, in turn on every site, up to so many; how many there are."""
    there: int = _synthetic(StandardPage).exclude(slug__startswith="dossier").count() + _synthetic(NewsPage).count()
    sites = _homes()
    for batch in _ranks(there, number):
        below: dict[tuple[str, int, int], list[Any]] = defaultdict(list)
        for rank in batch:
            turn, site = divmod(rank, len(sites))
            kind = "news" if rank // len(sites) % _EVERY_FIFTH == 0 else "page"
            below[kind, site, turn // IN_A_FOLDER if kind == "page" else 0].append(_written(kind, rank, seed))
        for (kind, site, folder), pages in below.items():
            parent = _news_index(sites[site]) if kind == "news" else _folder(sites[site], folder)
            plant(parent, pages)
            (NEWS if kind == "news" else PAGES).write(documents(pages))
        tell(len(batch))
    return max(there, number)


def write_resources(seed: int, number: int, tell: Tell) -> int:
    """Write resources, in turn in every resource centre, up to so many; how many there are."""
    there: int = _synthetic(ResourcePage).count()
    sites = _homes()
    for batch in _ranks(there, number):
        below: dict[int, list[ResourcePage]] = defaultdict(list)
        for rank in batch:
            below[rank % len(sites)].append(_resource(rank, seed))
        for site, resources in below.items():
            plant(_child(sites[site], ResourceIndexPage, "ressources", "Ressources"), resources)
            ResourceLink.objects.bulk_create(
                ResourceLink(page=page, url=f"https://documents.example/{page.slug}", sort_order=0)
                for page in resources
            )
            index_resources(resources)
        tell(len(batch))
    return max(there, number)


def _synthetic(model: type[Page]) -> Any:
    return model.objects.filter(slug__contains=f"-{SLUG}-")


def _ranks(there: int, number: int) -> Iterator[range]:
    for first in range(there, number, AT_A_TIME):
        yield range(first, min(first + AT_A_TIME, number))


def _homes() -> list[Page]:
    """The home page of each territory's site; of every site where there is no territory yet."""
    of_territories = Site.objects.filter(pk__in=SiteTerritory.objects.order_by().values("site"))
    sites = of_territories if of_territories.exists() else Site.objects.all()
    return [site.root_page for site in sites.select_related("root_page").order_by("pk")]


@transaction.atomic
def _child(parent: Page, model: type[Any], slug: str, title: str) -> Page:
    """The page of a slug below another, published now where there is none."""
    found = parent.get_children().filter(slug=slug).first()
    if found is None:
        found = model(title=title, slug=slug)
        Page.objects.get(pk=parent.pk).add_child(instance=found)
        found.save_revision().publish()
    return Page.objects.get(pk=found.pk)


def _folder(home: Page, number: int) -> Page:
    return _child(home, StandardPage, f"dossier-{SLUG}-{number + 1}", f"Dossier {number + 1}")


def _news_index(home: Page) -> Page:
    return _child(home, NewsIndexPage, "actualites", "Actualités")


def _text(random: Random) -> dict[str, str]:
    return {"title": sentence(random, 5).rstrip("."), "lead": sentence(random, 15)}


def _written(kind: str, rank: int, seed: int) -> Any:
    """A page or a news item, the same for the same rank and seed."""
    random = Random(f"{kind} {rank} {seed}")  # noqa: S311 - plausible, not secret
    paragraphs = [f"<h2>{sentence(random, 4)}</h2><p>{sentence(random, 60)}</p>" for _ in range(4)]
    body = [{"type": "text", "value": paragraph} for paragraph in paragraphs]
    if kind == "news":
        day = _TODAY - timedelta(days=random.randint(0, 2000))
        return NewsPage(slug=f"actualite-{SLUG}-{rank}", date=day, body=body, **_text(random))
    return StandardPage(slug=f"page-{SLUG}-{rank}", body=body, **_text(random))


def _resource(rank: int, seed: int) -> ResourcePage:
    random = Random(f"resource {rank} {seed}")  # noqa: S311 - plausible, not secret
    return ResourcePage(
        slug=f"ressource-{SLUG}-{rank}",
        kind=random.choice(ResourceType.values),
        themes=tuple(code for code in Theme.values if random.random() < 0.3),
        audiences=tuple(code for code in Audience.values if random.random() < 0.4),
        licence=random.choice(Licence.values),
        author=f"Réseau {sentence(random, 2).rstrip('.')}",
        dated=_TODAY - timedelta(days=random.randint(0, 4000)),
        body=f"<p>{sentence(random, 80)}</p>",
        **_text(random),
    )
