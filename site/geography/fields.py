"""Columns of a point: its degrees, and its integer cell for grids and clusters."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from geography.cells import cell_of

DECIMALS = 6
"""Decimals of a degree that are kept: eleven centimetres."""


class DegreesField(models.FloatField):  # type: ignore[type-arg]
    """A latitude or a longitude, written with ``DECIMALS`` decimals: what is read is sent as it is."""

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Round what is written, not what is compared."""
        prepared = super().get_db_prep_save(value, connection)
        return round(prepared, DECIMALS) if isinstance(prepared, float) else prepared


class CellField(models.BigIntegerField):  # type: ignore[type-arg]
    """Web-Mercator cell of two float columns of the same row, computed whenever the row is written.

    ``pre_save`` runs for ``save()`` and ``bulk_create()``; an ``update()`` of the point must set it too.
    """

    def __init__(self, *args: Any, latitude: str = "latitude", longitude: str = "longitude", **kwargs: Any) -> None:
        self.latitude, self.longitude = latitude, longitude
        super().__init__(*args, **{"null": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "latitude": self.latitude, "longitude": self.longitude}

    def clean(self, value: Any, model_instance: models.Model | None) -> int | None:
        """The cell that ``pre_save`` will write, so that constraints are checked against it."""
        return value if model_instance is None else self.pre_save(model_instance, add=False)

    def pre_save(self, model_instance: models.Model, add: bool) -> int | None:
        """Compute the cell, or ``None`` when the row has no point."""
        latitude, longitude = getattr(model_instance, self.latitude), getattr(model_instance, self.longitude)
        cell = None if latitude is None or longitude is None else cell_of(latitude, longitude)
        setattr(model_instance, self.attname, cell)
        return cell
