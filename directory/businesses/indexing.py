"""What of a business is found by words: only what everyone sees on its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils import translation

from directory.models import Business, BusinessSite
from directory.vocabulary import Sector, WorkMode
from geography.models import Commune, FormerCommune
from search.index import Document, Index

BUSINESSES = Index("businesses")

NAME, ACTIVITY, WHERE, PRESENTATION, DETAIL = 8.0, 4.0, 4.0, 2.0, 1.0


def documents(businesses: Iterable[Business]) -> Iterator[Document]:
    """The documents of businesses whose ``commune__departement`` is loaded, in French whatever the active language."""
    businesses = list(businesses)
    sites = _sites(businesses)
    communes = {commune.pk for found in sites.values() for commune in found}
    former: dict[str, list[str]] = defaultdict(list)
    names = FormerCommune.objects.filter(commune__in=communes).order_by("pk")
    for code, name in names.values_list("commune_id", "name"):
        former[code].append(name)
    with translation.override("fr"):
        for business in businesses:
            where = [[c.name, c.departement.name, *former[c.pk]] for c in sites[business.pk]]
            yield _document(business, [name for names in where for name in names])


def _sites(businesses: Sequence[Business]) -> dict[int, list[Commune]]:
    """The communes of each business, its main site's first."""
    found = {business.pk: [business.commune] for business in businesses}
    rows = BusinessSite.objects.filter(business__in=found).select_related("commune__departement")
    for site in rows.order_by("sort_order", "pk"):
        found[site.business_id].append(site.commune)
    return found


def _document(business: Business, where: Sequence[str]) -> Document:
    sector = str(Sector(business.sector).label) if business.sector else ""
    modes = " ".join(str(WorkMode(code).label) for code in business.modes)
    texts = (
        (business.name, NAME),
        (f"{business.activity_text} {sector}", ACTIVITY),
        (" ".join(where), WHERE),
        (business.headline, PRESENTATION),
        (business.hires_what if business.hires_remotely else "", PRESENTATION),
        (modes, DETAIL),
        (business.presentation, DETAIL),
    )
    return Document(business.pk, texts)


def index_businesses(businesses: Iterable[Business]) -> None:
    """Index published businesses, and take the others out of the index."""
    businesses = list(businesses)
    live = [business for business in businesses if business.live]
    BUSINESSES.write(documents(live))
    BUSINESSES.remove(business.pk for business in businesses if not business.live)
