"""Rows that have a place on Earth: boxes, distances, communes found by what people type."""

from __future__ import annotations

from typing import Any

from django.db import models


class LocatedQuerySet(models.QuerySet[Any]):
    """Rows with ``latitude`` and ``longitude`` columns, degrees, WGS 84."""


class CommuneQuerySet(LocatedQuerySet):
    """Communes."""
