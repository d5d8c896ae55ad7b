"""What the front door shows of a territory: its drawing, its figures, its main towns, its latest checked places.

All but what changes by the minute is computed once per version of the published places, and cached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.picture import Label, Named, merge_marks, place_labels
from geography.distance import Point
from geography.drawing import draw_territory
from geography.models import Commune, Territory
from geography.nearness import Nearness, box_about
from listings.versions import current_version
from places.models import Place, PlaceQuerySet
from places.vocabulary import PLURALS, PlaceType
from ui.typography import french_spacing

KINDS: dict[PlaceType, tuple[str, Any]] = {
    PlaceType.TELECENTRE: ("lamp-desk", _("Des bureaux équipés, fermés ou calmes, avec un accueil.")),
    PlaceType.COUNTER: ("coffee", _("Un café, un commerce : un coin de table, du wifi, sans rien réserver.")),
    PlaceType.COWORKING: ("users", _("Un poste pour l’heure, la journée ou le mois, et des voisins de bureau.")),
    PlaceType.THIRD_PLACE: ("house", _("Un lieu ouvert par des habitants, où l’on travaille et où l’on se retrouve.")),
    PlaceType.FABLAB: ("hammer", _("Des machines à partager, et des postes pour dessiner ce qu’on y fabrique.")),
    PlaceType.PUBLIC_DIGITAL_SPACE: ("laptop", _("Des ordinateurs à disposition et quelqu’un pour aider.")),
    PlaceType.FRANCE_SERVICES: ("life-buoy", _("De l’aide pour les démarches, un poste et une imprimante.")),
    PlaceType.LIBRARY: ("book-open", _("Une salle calme, des tables et du wifi, entrée libre.")),
    PlaceType.BUSINESS_CENTRE: ("building-2", _("Des bureaux au mois pour s’installer, avec des services partagés.")),
    PlaceType.MEETING_ROOM: ("video", _("Une salle à réserver, souvent avec un écran et une visio.")),
}
"""Icon of each type of place, and what one finds there in a sentence."""

NEAR_KM = 10
TOWNS = 5
RECENT = 4
A_MINUTE = 60  # seconds
LIFETIME = 3600  # seconds; a territory that gains a commune is redrawn within the hour
EQUIPPED = frozenset(
    {
        PlaceType.TELECENTRE,
        PlaceType.COWORKING,
        PlaceType.THIRD_PLACE,
        PlaceType.FABLAB,
        PlaceType.BUSINESS_CENTRE,
        PlaceType.MEETING_ROOM,
    }
)
"""The types where one finds an equipped desk; the others are counters."""


@dataclass(frozen=True)
class Picture:
    """The territory as inline SVG: two paths of outlines, two of marks, the names of towns."""

    view_box: str
    ground: str
    borders: str
    offices: str
    counters: str
    labels: Sequence[Label]


class Town(NamedTuple):
    """A commune to search around."""

    code: str
    name: str


@dataclass(frozen=True)
class Portrait:
    """What is true of a territory until its places change."""

    total: int
    free: int
    communes: int
    communes_with: int
    communes_near: int
    towns: Sequence[Town]
    types: Sequence[tuple[str, int]]
    picture: Picture | None


class Kind(NamedTuple):
    """A type of place that the territory has, and how many."""

    code: str
    label: str
    icon: str
    note: str
    number: int


class Front:
    """What the home page reads; each part is asked of the database when the template comes to it."""

    def __init__(self, territory: Territory | None) -> None:
        self.territory = territory
        self.now = timezone.localtime()

    @cached_property
    def portrait(self) -> Portrait | None:
        """Drawing, figures and towns; ``None`` for a site that speaks for no territory."""
        return portrait_of(self.territory) if self.territory else None

    @cached_property
    def open_now(self) -> int:
        """How many places are open at this minute."""
        return count_open(self.territory, self.now)

    @cached_property
    def kinds(self) -> list[Kind]:
        """The types of place that the territory has, the most frequent first."""
        if self.portrait is None:
            return []
        kinds = [
            Kind(code, str(PLURALS[PlaceType(code)]), KINDS[PlaceType(code)][0], str(KINDS[PlaceType(code)][1]), number)
            for code, number in self.portrait.types
        ]
        return sorted(kinds, key=lambda kind: -kind.number)

    @cached_property
    def recent(self) -> list[Place]:
        """The places whose facts were checked last."""
        checked = places_of(self.territory).filter(checked_on__isnull=False).for_cards()
        return list(checked.order_by("-checked_on", "pk")[:RECENT])


class _Row(NamedTuple):
    commune_id: str
    latitude: float | None
    longitude: float | None
    types: tuple[str, ...]
    is_free: bool | None


def places_of(territory: Territory | None) -> PlaceQuerySet:
    """The published places of a territory; of everywhere for a site that speaks for none."""
    places: PlaceQuerySet = Place.objects.published()
    return places.in_territory(territory) if territory else places


def count_open(territory: Territory | None, now: datetime) -> int:
    """How many places are open at a minute, in a territory or everywhere; counted once a minute."""
    whose = territory.pk if territory else ""
    key = f"cms.open.{whose}.{current_version('places')}.{now:%Y%m%d%H%M}"
    number: int | None = cache.get(key)
    if number is None:
        number = places_of(territory).open_at(now).count()
        cache.set(key, number, A_MINUTE)
    return number


def portrait_of(territory: Territory) -> Portrait:
    """The portrait of a territory, from the cache while its places are the same."""
    key = f"cms.portrait.{territory.pk}.{current_version('places')}"
    portrait: Portrait | None = cache.get(key)
    if portrait is None:
        portrait = draw_portrait(territory)
        cache.set(key, portrait, LIFETIME)
    return portrait


def draw_portrait(territory: Territory) -> Portrait:
    """Compute the portrait of a territory from its communes and places."""
    communes = list(territory.communes.order_by("-population", "code"))
    rows = [
        _Row(*row)
        for row in places_of(territory).values_list("commune_id", "latitude", "longitude", "types", "is_free")
    ]
    with_places = {row.commune_id for row in rows}
    types = Counter(code for row in rows for code in row.types)
    return Portrait(
        total=len(rows),
        free=sum(row.is_free is True for row in rows),
        communes=len(communes),
        communes_with=len(with_places),
        communes_near=count_near(communes, with_places),
        towns=[Town(commune.code, french_spacing(commune.name)) for commune in communes if commune.code in with_places][
            :TOWNS
        ],
        types=[(code, types[code]) for code in PlaceType.values if types[code]],
        picture=draw_picture(territory, communes, rows),
    )


def draw_picture(territory: Territory, communes: Sequence[Commune], rows: Sequence[_Row]) -> Picture | None:
    """The territory with its places; ``None`` for a territory without outline."""
    drawing = draw_territory(territory)
    if drawing is None:
        return None
    at = {commune.code: drawing.project(point) for commune in communes if (point := commune.point)}
    marks: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for row in rows:
        spot = (
            drawing.project(Point(row.latitude, row.longitude))
            if row.latitude is not None and row.longitude is not None
            else at.get(row.commune_id)
        )
        if spot:
            marks[bool(EQUIPPED.intersection(row.types))].append(spot)
    merged = merge_marks(marks[True], marks[False])
    with_places = {row.commune_id for row in rows}
    towns = [Named(french_spacing(c.name), *at[c.code]) for c in communes if c.code in with_places and c.code in at]
    view = tuple(float(number) for number in drawing.view_box.split())
    return Picture(
        view_box=drawing.view_box,
        ground=drawing.ground,
        borders=drawing.borders,
        offices=merged.offices,
        counters=merged.counters,
        labels=place_labels(towns, merged.spots, view),
    )


def count_near(communes: Iterable[Commune], with_places: set[str]) -> int:
    """How many communes have a place in them, or within ``NEAR_KM`` kilometres of their point, whoever's it is."""
    here = [(commune.code in with_places, point) for commune in communes if (point := commune.point)]
    if not here:
        return 0
    around = box_about([point for _has, point in here], NEAR_KM)
    found = Place.objects.published().in_box(around).order_by().values_list("latitude", "longitude").distinct()
    places = Nearness((Point(*row) for row in found), NEAR_KM)
    return sum(has or places.has_near(point) for has, point in here)
