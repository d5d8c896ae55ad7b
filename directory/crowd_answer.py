"""The data of a map of people or of businesses: numbers on town halls, never one of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import orjson
from django.http import QueryDict

from directory.crowd import Crowd, grouped
from directory.crowd_results import CrowdResults, kept_crowd
from geography.grid import Window
from places.map_answer import Refused, filters_of, window_of


class CrowdAnswer:
    """What the parameters of ``…/carte.geojson``, beside a list, ask for, checked."""

    def __init__(self, listed: type[CrowdResults], data: QueryDict) -> None:
        filters = filters_of(data)
        self.listed = listed
        self.filterset = listed.filterset_class(filters)
        self.problems = list(self.filterset.problems)
        self.name = filters.urlencode()
        self.window: Window | None = None
        try:
            self.window = window_of(data)
        except Refused as refused:
            self.problems.append(str(refused))

    @cached_property
    def crowd(self) -> Crowd:
        """All that the filters keep, wherever they are: the box chooses among whole groups."""
        rows: Any = self.filterset.ask(self.listed.model.objects.published())
        if text := self.filterset.cleaned.get("q"):
            rows = self.listed.index.query(text).filter(rows)
        return kept_crowd(self.listed, f"map|{self.name}", lambda: grouped(rows.by_commune()))

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
