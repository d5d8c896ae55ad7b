"""What of a place is found by words, and how much each part weighs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils import translation

from geography.models import FormerCommune
from places.models import Place
from places.vocabulary import PlaceType, Service
from search.index import Document, Index

PLACES = Index("places")

NAME, KIND, WHERE, PRESENTATION, DETAIL = 8.0, 4.0, 4.0, 2.0, 1.0


def _labels(vocabulary: type[PlaceType] | type[Service], codes: Sequence[str]) -> str:
    return " ".join(str(vocabulary(code).label) for code in codes)


def documents(places: Iterable[Place]) -> Iterator[Document]:
    """The documents of places whose ``commune__departement`` is loaded, in French whatever the active language."""
    places = list(places)
    former: dict[str, list[str]] = defaultdict(list)
    names = FormerCommune.objects.filter(commune__in={place.commune_id for place in places})
    for code, name in names.order_by("pk").values_list("commune_id", "name"):
        former[code].append(name)
    with translation.override("fr"):
        for place in places:
            where = [place.commune.name, place.commune.departement.name, *former[place.commune_id]]
            texts = (
                (place.name, NAME),
                (_labels(PlaceType, place.types), KIND),
                (" ".join(where), WHERE),
                (place.summary, PRESENTATION),
                (_labels(Service, place.services), PRESENTATION),
                (place.address, DETAIL),
                (place.description, DETAIL),
            )
            yield Document(place.pk, texts)


def index_places(places: Iterable[Place]) -> None:
    """Index published places, and take the others out of the index."""
    places = list(places)
    live = [place for place in places if place.live]
    PLACES.write(documents(live))
    PLACES.remove(place.pk for place in places if not place.live)
