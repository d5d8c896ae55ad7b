"""The data of the map of people: numbers on town halls, never a person."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b

import orjson
from django.core.cache import cache
from django.http import QueryDict

from directory.models import RemoteWorker
from directory.workers.crowd import Crowd, crowd_of
from directory.workers.filters import WorkerFilterSet
from directory.workers.indexing import WORKERS
from geography.grid import Window
from listings.versions import current_version
from places.map_answer import Refused, filters_of, window_of

_KEPT_FOR = 600


class CrowdAnswer:
    """What the parameters of ``/teletravailleurs/carte.geojson`` ask for, checked."""

    def __init__(self, data: QueryDict) -> None:
        filters = filters_of(data)
        self.filterset = WorkerFilterSet(filters)
        self.problems = list(self.filterset.problems)
        self.name = filters.urlencode()
        self.window: Window | None = None
        try:
            self.window = window_of(data)
        except Refused as refused:
            self.problems.append(str(refused))

    @cached_property
    def crowd(self) -> Crowd:
        """Everyone that the filters keep, wherever they are: the box chooses among whole groups."""
        digest = blake2b(self.name.encode(errors="replace"), digest_size=12).hexdigest()
        key = f"crowd.map:{current_version('directory')}:{digest}"
        crowd: Crowd | None = cache.get(key)
        if crowd is None:
            people = self.filterset.ask(RemoteWorker.objects.published())
            text = self.filterset.cleaned.get("q")
            crowd = crowd_of(WORKERS.query(text).filter(people) if text else people)
            cache.set(key, crowd, _KEPT_FOR)
        return crowd

    @property
    def body(self) -> bytes:
        """The answer as GeoJSON. Raises ``Refused`` when there is a problem."""
        if self.window is None or self.problems:
            raise Refused(" ".join(self.problems))
        features = [
            {
                "type": "Feature",
                "id": f"c{group.code}.{group.number}",
                "geometry": {
                    "type": "Point",
                    "coordinates": (round(group.point.longitude, 5), round(group.point.latitude, 5)),
                },
                "properties": {"count": group.number, "name": group.name},
            }
            for group in self.crowd.inside(self.window.box)
        ]
        return orjson.dumps({"type": "FeatureCollection", "bbox": tuple(self.window.box), "features": features})
