"""Models of places."""

from places.models.opening import OpeningSlot, Schedule
from places.models.place import Photo, Place
from places.models.querysets import PlaceQuerySet

__all__ = ["OpeningSlot", "Photo", "Place", "PlaceQuerySet", "Schedule"]
