"""Rows that have a place on Earth: boxes, distances, communes found by what people type."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from geography.distance import Box, Point, box_around, haversine_from_km, haversine_sql


class Haversine(models.Func):
    """sin²(d / 2R) from a point to two columns in degrees: plain arithmetic, monotone in the distance."""

    def __init__(self, point: Point, latitude: str = "latitude", longitude: str = "longitude") -> None:
        super().__init__(models.F(latitude), models.F(longitude), output_field=models.FloatField())
        self.point = point

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        """The columns' SQL (which has no parameters) inside ``haversine_sql``."""
        latitude, longitude = (compiler.compile(source)[0] for source in self.get_source_expressions())
        return haversine_sql(latitude, longitude, self.point)

    @property
    def identity(self) -> Any:
        """Two of them are the same when their points are."""
        return (*super().identity, self.point)


class LocatedQuerySet(models.QuerySet[Any]):
    """Rows with ``latitude`` and ``longitude`` columns (degrees); those without a point are never found."""

    def in_box(self, box: Box) -> Self:
        """Rows inside the box or on its edge: two ranges, that an index on (latitude, longitude) serves."""
        return self.filter(
            latitude__range=(box.south, box.north),
            longitude__range=(box.west, box.east),
        )

    def with_distance(self, point: Point) -> Self:
        """Annotate ``haversine``: order by it, read it with ``km_from_haversine``; NULL without a point."""
        return self.annotate(haversine=Haversine(point))

    def within(self, point: Point, km: float) -> Self:
        """Rows at most ``km`` from the point, great circle: bounding box first, exact distance second.

        Annotates ``haversine``. Raises ``ValueError`` on a negative distance or NaN.
        """
        return self.in_box(box_around(point, km)).with_distance(point).filter(haversine__lte=haversine_from_km(km))


class CommuneQuerySet(LocatedQuerySet):
    """Communes."""
