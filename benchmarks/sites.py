"""What agencies write, and the search over everything: addresses on the site of a territory, and on the portal."""

from __future__ import annotations

from itertools import product
from random import Random
from urllib.parse import urlencode

from wagtail.models import Page

from agenda.vocabulary import EventKind
from cms.models import NewsPage, ResourcePage, SiteTerritory, StandardPage
from cms.resources.vocabulary import Theme
from geography.models import Commune

RUNS = 60
_SOUGHT = (
    *("café", "coworking", "fibre calme", "mediatheque", "atelier", "teletravial", "salle réunion", "comptable"),
    *("developeuse", "charte", "village", "formation montagne", "jardin", "impression", "graphiste", "accueil gare"),
)


def host_of_a_territory() -> str:
    """The host of the first territory's site; empty where there is none."""
    return str(SiteTerritory.objects.order_by("pk").values_list("site__hostname", flat=True).first() or "")


def first_home() -> Page | None:
    """The home of the first territory's site; ``None`` where there is none."""
    first = SiteTerritory.objects.order_by("pk").select_related("site__root_page").first()
    return first.site.root_page if first else None


def of_a_territory() -> dict[str, list[str]]:
    """Addresses of the first territory's site, all different but its home."""
    home = first_home()
    if home is None:
        return {}
    kinds = {
        "page": StandardPage.objects.filter(depth__gt=3),
        "news item": NewsPage.objects,
        "resource": ResourcePage.objects,
    }
    found = {
        f"site {name}": [page.get_url_parts()[2] for page in pages.descendant_of(home).live().order_by("pk")[:RUNS]]
        for name, pages in kinds.items()
    }
    return {
        "site home": ["/"],
        **lists("site"),
        **events("site"),
        **searches("site"),
        **{name: addresses for name, addresses in found.items() if addresses},
    }


def of_the_portal() -> dict[str, list[str]]:
    """The same of the portal, which has pages of its own only."""
    return {"portal home": ["/"], **lists("portal"), **events("portal"), **searches("portal")}


def lists(whose: str) -> dict[str, list[str]]:
    """The lists of resources and of news."""
    pages = range(2, 12)
    return {
        f"{whose} resources": ["/ressources/", *(f"/ressources/?page={number}" for number in pages)],
        f"{whose} resources, words": [f"/ressources/?{urlencode({'q': words})}" for words in _SOUGHT],
        f"{whose} news": ["/actualites/", *(f"/actualites/?page={number}" for number in pages)],
    }


def events(whose: str) -> dict[str, list[str]]:
    """The agenda: what comes, months, around towns, by words and choices; the calendar to subscribe to."""
    towns = (
        Commune.objects.filter(latitude__isnull=False, population__gt=2000).order_by("pk").values_list("pk", flat=True)
    )
    around = [f"/agenda/?{urlencode({'commune': town, 'rayon': 50})}" for town in Random(1).sample(list(towns), 30)]
    choices = [
        f"/agenda/?{urlencode({'genre': kind, 'theme': theme})}"
        for kind, theme in product(EventKind.values, Theme.values)
    ]
    return {
        f"{whose} agenda": ["/agenda/", *(f"/agenda/?page={number}" for number in range(2, 30))],
        f"{whose} agenda, months": [f"/agenda/?mois=2026-{month:02}" for month in range(1, 13)],
        f"{whose} agenda, past": [f"/agenda/?quand=passes&page={number}" for number in range(1, 30)],
        f"{whose} agenda, near": around,
        f"{whose} agenda, words": [f"/agenda/?{urlencode({'q': words})}" for words in _SOUGHT],
        f"{whose} agenda, choices": choices,
        f"{whose} agenda, calendar": [
            "/agenda/agenda.ics",
            *(f"/agenda/agenda.ics?genre={kind}" for kind in EventKind.values),
        ],
    }


def searches(whose: str) -> dict[str, list[str]]:
    """The search over everything, and over pages alone."""
    return {
        f"{whose} search": [f"/recherche/?{urlencode({'q': words})}" for words in _SOUGHT],
        f"{whose} search, pages": [f"/recherche/?{urlencode({'q': words, 'genre': 'pages'})}" for words in _SOUGHT],
    }
