"""What is measured, on a server that holds some number of places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, product
from random import Random
from urllib.parse import urlencode

from django.db import connection

from benchmarks.measure import Client, Timing, by_turns, calls, most_queries
from directory.business_vocabulary import SizeClass
from directory.vocabulary import Contract, JobFamily, Sector, Status, WorkMode
from geography.communes import find_communes
from geography.distance import Box
from geography.grid import Window
from geography.models import Commune
from places.map_data import COLUMNS, MOST, in_window
from places.models import Place

RUNS = 60
_WORDS = ("coworking", "café village", "fibre calme", "mediatheque", "atelier", "teletravial", "salle réunion")
_TYPED = ("mende", "48130", "st chely d apcher", "aumont-aubrac", "marvejol", "paris 11", "la canourgue", "saint-et")


FRANCE = Window.snapped(Box(-5.2, 41.3, 9.7, 51.2), 6)


def _towns(number: int) -> list[Commune]:
    communes = list(Commune.objects.filter(latitude__isnull=False, population__gt=2000).order_by("pk"))
    return Random(1).sample(communes, number)


def _address(path: str, **parameters: object) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path


def windows_with(features: int, wanted: int) -> list[Window]:
    """Tile windows that hold between nine tenths of ``features`` and ``features``, around different towns."""
    found = []
    for town in _towns(400):
        for zoom in (13, 12, 11, 10, 9, 8, 7, 6):
            for reach in (0.4, 0.7, 1.0, 1.4):
                side = reach * 360 / (1 << zoom)
                box = Box(
                    town.longitude - side, town.latitude - side / 2, town.longitude + side, town.latitude + side / 2
                )
                window = Window.snapped(box, zoom)
                if features * 0.9 <= in_window(Place.objects.published(), window).count() <= features:
                    found.append(window)
                    break
            else:
                continue
            break
        if len(found) == wanted:
            break
    return found


def _map(window: Window, **parameters: object) -> str:
    box = ",".join(f"{side:.5f}" for side in window.box)
    return _address("/lieux/carte.geojson", bbox=box, z=window.zoom, **parameters)


def pages(client: Client) -> Iterator[tuple[str, Timing]]:
    """The pages that visitors open, each with other parameters from one request to the next."""
    towns = _towns(RUNS)
    yield "list page", client.time(["/lieux/", *(_address("/lieux/", page=n) for n in range(2, 9))], RUNS)
    yield "radius search", client.time([_address("/lieux/", commune=t.pk, rayon=30) for t in towns], RUNS)
    yield "text search", client.time([_address("/lieux/", q=q) for q in _WORDS], RUNS)
    both = [_address("/lieux/", q=_WORDS[n % len(_WORDS)], commune=t.pk, rayon=50) for n, t in enumerate(towns)]
    yield "text and radius", client.time(both, RUNS)
    slugs = list(Place.objects.order_by("pk").values_list("slug", flat=True)[:RUNS])
    yield "place page", client.time([f"/lieux/{slug}/" for slug in slugs], RUNS)
    yield "communes", client.time([_address("/communes/", q=text) for text in _TYPED], RUNS)


_RADII = (5, 10, 20, 30, 50, 100)
_PEOPLE = "/teletravailleurs/"
_JOBS = ("comptable", "developeuse", "graphiste", "traducteur", "assistante", "architecte", "rédactrice", "juriste")
_SKILLS = ("python", "paie", "rédaction web", "relecture", "photographie", "référencement", "podcast", "devis")
_BUSINESSES = "/entreprises/"
_TRADES = ("conseil", "logiciels", "bois", "énergie", "formation", "comptabilite", "santé", "inginierie")
_DEEDS = ("accueil", "numérique", "transport", "étude", "gestion", "mesure", "édition", "réseau")


def people() -> dict[str, list[str]]:
    """Addresses of the list of remote workers, all different; by words, around towns and by choices at once too."""
    choices = [
        *(_address(_PEOPLE, statut=a, rythme=b) for a, b in product(Status.values, WorkMode.values)),
        *(_address(_PEOPLE, metier=a) for a in JobFamily.values),
        *(_address(_PEOPLE, secteur=a, dispo=1) for a in Sector.values),
        *(_address(_PEOPLE, contrat=a) for a in Contract.values),
    ]
    searches = _searches("workers", _PEOPLE, _some_words(_JOBS, _SKILLS), choices)
    narrowed = zip(searches["workers words, radius"], cycle(Status.values))
    return searches | {"workers words, radius, choices": [f"{url}&{urlencode({'statut': a})}" for url, a in narrowed]}


def businesses() -> dict[str, list[str]]:
    """Addresses of the list of businesses, all different."""
    choices = [
        *(_address(_BUSINESSES, secteur=a) for a in Sector.values),
        *(_address(_BUSINESSES, taille=a, rythme=b) for a, b in product(SizeClass.values, WorkMode.values)),
        *(_address(_BUSINESSES, secteur=a, recrute=1) for a in Sector.values),
        *(_address(_BUSINESSES, secteur=a, rythme=b) for a, b in product(Sector.values, WorkMode.values)),
    ]
    return _searches("businesses", _BUSINESSES, _some_words(_TRADES, _DEEDS), choices)


def _searches(what: str, path: str, words: Sequence[str], choices: Sequence[str]) -> dict[str, list[str]]:
    """Addresses of a list, all different: whole, around towns, by words, by choices, by words around, in orders."""
    towns = _towns(RUNS)
    return {
        f"{what} list": [path, *(_address(path, page=n) for n in range(2, RUNS + 1))],
        f"{what} radius": [_address(path, commune=t.pk, rayon=km) for t, km in zip(towns, cycle(_RADII))],
        f"{what} words": [_address(path, q=q) for q in words],
        f"{what} choices": Random(1).sample(choices, min(RUNS, len(choices))),
        f"{what} words, radius": [
            _address(path, q=q, commune=t.pk, rayon=km) for q, t, km in zip(words, towns, cycle(_RADII[3:]))
        ],
        f"{what} sorts, pages": [
            _address(path, tri=tri, page=page) for page, tri in product(range(1, RUNS // 2 + 1), ("nom", "recent"))
        ],
    }


def _some_words(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Words typed, all different: one word, two, and one with the name of a town."""
    pairs = [f"{a} {b}" for a, b in product(first, second)]
    names = [f"{word} {town.name}" for word, town in zip(cycle(first), _towns(RUNS // 3))]
    return Random(1).sample([*first, *second, *Random(1).sample(pairs, RUNS // 3 + 5), *names], RUNS)


def visits(client: Client, addresses: dict[str, list[str]], host: str = "") -> Iterator[tuple[str, Timing]]:
    """Each address once, in turn, few ones again and again; ``host`` is that of a site, if not the bare one."""
    for name, paths in addresses.items():
        runs = len(paths) if len(paths) >= RUNS / 2 else RUNS
        yield name, client.time(paths, runs, **({"Host": host} if host else {}))


def counted(addresses: dict[str, list[str]], figures: dict[str, Timing], host: str = "127.0.0.1") -> dict[str, Timing]:
    """The figures with the most queries of one of each name's addresses, one in four of which is asked."""
    return {name: replace(figures[name], queries=most_queries(paths[::4], host)) for name, paths in addresses.items()}


def warm_up(client: Client) -> None:
    """Open one page in each département, of none of the towns measured: a process unpacks each one's outlines once."""
    measured, firsts = _towns(RUNS), dict[str, Commune]()
    for town in Commune.objects.filter(latitude__isnull=False).order_by("pk"):
        if town not in measured:
            firsts.setdefault(town.departement_id, town)
    for town in firsts.values():
        client.get(_address("/lieux/", commune=town.pk, rayon=30))
        place = Place.objects.published().filter(commune__departement=town.departement_id).order_by("-pk").first()
        if place:
            client.get(f"/lieux/{place.slug}/")


def map_first(client: Client, windows: list[Window]) -> Iterator[tuple[str, Timing]]:
    """Answers of the map that nothing was kept of: a box of about 500 features, and all of France as counts."""
    if windows:
        addresses, raw = [_map(window) for window in windows], raw_sql(windows)
        asked, alone = by_turns(lambda n: client.get(addresses[n % len(addresses)]), raw, runs=len(windows) * 10)
        yield "map box, first", asked
        yield "map box, raw SQL", alone
    yield "country clusters, first", client.time([_map(FRANCE)], 15)


def map_repeated(client: Client, windows: list[Window]) -> Iterator[tuple[str, Timing]]:
    """The same addresses asked again, without and with what the browser kept."""
    if windows:
        address = _map(windows[0])
        yield "map box, repeated", client.time([address], 300)
        etag = client.get(address).headers["ETag"]
        yield "map box, 304", client.time([address], 300, **{"If-None-Match": etag})
    yield "country clusters, repeated", client.time([_map(FRANCE)], 300)


def raw_sql(windows: list[Window]) -> Callable[[int], object]:
    """The same rows by the driver alone: the SQL that the view's queryset compiles to, executed and fetched."""
    statements = [
        in_window(Place.objects.published(), window).values_list(*COLUMNS)[: MOST + 1].query.sql_with_params()
        for window in windows
    ]

    def run(number: int) -> object:
        with connection.cursor() as cursor:
            cursor.execute(*statements[number % len(statements)])
            return cursor.fetchall()

    return run


def functions() -> Iterator[tuple[str, Timing]]:
    """Calls without HTTP."""
    yield "find_communes", calls(lambda number: find_communes(_TYPED[number % len(_TYPED)]), 80)
