"""What the portal shows of the whole installation: France drawn with its places, figures, and the territories.

Computed once per version of what is published, and cached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Avg, Count
from django.utils import timezone

from cms.front import LIFETIME, RECENT, count_open
from cms.identity_version import identities_version
from cms.models.site_territory import SiteTerritory
from cms.origins import origin_of_site
from cms.picture import Label, Named, place_labels
from directory.models import Business, RemoteWorker
from geography.distance import Point
from geography.drawing import Drawing, draw_france
from geography.models import Territory
from geography.outlines import departement_boxes
from listings.orders import LATEST_CHECKED
from listings.versions import current_version
from places.models import Place
from ui.typography import french_spacing

_SMALLEST, _LARGEST = 4.0, 11.0
"""Radii of the marks, in units of the drawing: areas are in proportion to the numbers of places."""


@dataclass(frozen=True)
class Picture:
    """France as inline SVG: outlines, one mark a département that has places, the names of territories."""

    view_box: str
    ground: str
    borders: str
    marks: str
    labels: Sequence[Label]


class Listed(NamedTuple):
    """A territory with a site: how to go there, and what it has."""

    name: str
    agency: str
    address: str
    places: int
    communes: int


@dataclass(frozen=True)
class Portrait:
    """What is true of the whole until something published changes."""

    total: int
    free: int
    departements: int
    people: int
    businesses: int
    territories: Sequence[Listed]
    picture: Picture


class Portal:
    """What the portal's home reads; each part is asked of the database when the template comes to it."""

    def __init__(self) -> None:
        self.now = timezone.localtime()

    @cached_property
    def portrait(self) -> Portrait:
        """Drawing, figures and territories."""
        return portrait_of_all()

    @cached_property
    def open_now(self) -> int:
        """How many places are open at this minute."""
        return count_open(None, self.now)

    @cached_property
    def recent(self) -> list[Place]:
        """The places whose facts were checked last."""
        checked = Place.objects.published().filter(checked_on__isnull=False).for_cards()
        return list(checked.order_by(*LATEST_CHECKED, "pk")[: RECENT - 1])


def portrait_of_all() -> Portrait:
    """The portrait of the whole, from the cache while nothing of it changed."""
    versions = [current_version(name) for name in ("places", "directory", "businesses")]
    key = f"cms.portal.{identities_version()}.{'.'.join(map(str, versions))}"
    portrait: Portrait | None = cache.get(key)
    if portrait is None:
        portrait = draw_portrait()
        cache.set(key, portrait, LIFETIME)
    return portrait


def draw_portrait() -> Portrait:
    """Compute the portrait of the whole from what is published."""
    places = Place.objects.published().order_by()
    counted = places.values_list("commune__departement").annotate(number=Count("pk"))
    by_departement = Counter(dict(counted))
    return Portrait(
        total=by_departement.total(),
        free=places.filter(is_free=True).count(),
        departements=len(by_departement),
        people=RemoteWorker.objects.published().count(),
        businesses=Business.objects.published().count(),
        territories=list_territories(),
        picture=draw_picture(by_departement),
    )


def list_territories() -> list[Listed]:
    """The territories that have a site, by name, and how many places each has; shared communes count in each."""
    links = SiteTerritory.objects.select_related("site", "territory")
    places = dict(Place.objects.published().order_by().values_list("commune__territories").annotate(number=Count("pk")))
    communes = dict(Territory.objects.order_by().values_list("pk").annotate(number=Count("communes")))
    return [
        Listed(
            link.territory.name,
            link.territory.agency_name,
            f"{origin_of_site(link.site)}/",
            places.get(link.territory_id, 0),
            communes[link.territory_id],
        )
        for link in links.order_by("territory__name", "pk")
    ]


def draw_picture(by_departement: Counter[str]) -> Picture:
    """Metropolitan France: a mark on each département with places, larger for more, and the territories' names."""
    drawing = draw_france()
    boxes = departement_boxes()
    most = max(by_departement.values(), default=1)
    spots, marks = [], []
    for code, number in sorted(by_departement.items()):
        if len(code) == 2 and code in boxes:
            x, y = drawing.project(boxes[code].centre)
            spots.append((float(x), float(y)))
            radius = round(max(_SMALLEST, _LARGEST * sqrt(number / most)))
            marks.append(
                f"M{x - radius} {y}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0z"
            )
    view = tuple(float(number) for number in drawing.view_box.split())
    labels = place_labels(_names(drawing, view), spots, view)
    return Picture(drawing.view_box, drawing.ground, drawing.borders, "".join(marks), labels)


def _names(drawing: Drawing, view: Sequence[float]) -> list[Named]:
    """The territories that have a site, the largest first, each at the middle of its communes, if it is drawn."""
    linked = SiteTerritory.objects.order_by().values("territory")
    centres = Territory.objects.filter(pk__in=linked).annotate(
        latitude=Avg("communes__latitude"), longitude=Avg("communes__longitude"), size=Count("communes")
    )
    names = []
    for territory in centres.order_by("-size", "pk"):
        if territory.latitude is not None and territory.longitude is not None:
            x, y = drawing.project(Point(territory.latitude, territory.longitude))
            if 0 <= x <= view[2] and 0 <= y <= view[3]:
                names.append(Named(french_spacing(territory.name), x, y))
    return names
