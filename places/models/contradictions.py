"""What can't be true of a place, told field by field; the database's constraints are the same rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from places.models.place import Place

_AMOUNTS = ("price_hour", "price_half_day", "price_day", "price_month", "measured_down", "measured_up")


def contradictions(place: Place) -> dict[str, str]:
    """A message for each field to mend; nothing when all is well."""
    return {**_of_point(place), **_of_prices(place), **_of_measures(place)}


def _of_point(place: Place) -> dict[str, str]:
    latitude, longitude = place.latitude, place.longitude
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        return {missing: _("Donnez la latitude et la longitude, ou aucune des deux.")}
    if latitude is None or longitude is None:
        return {}
    if not -90 <= latitude <= 90:
        return {"latitude": _("La latitude est entre −90 et 90 degrés.")}
    if not -180 <= longitude <= 180:
        return {"longitude": _("La longitude est entre −180 et 180 degrés.")}
    if not place.precision:
        return {"precision": _("Dites si le point est à l’adresse, à la rue ou à la commune.")}
    return {}


def _of_prices(place: Place) -> dict[str, str]:
    found = {name: _("Un montant n’est pas négatif.") for name in _AMOUNTS if (getattr(place, name) or 0) < 0}
    if place.is_free and any(getattr(place, name) is not None for name in place.PRICES):
        found["is_free"] = _("Un lieu gratuit n’a pas de prix : videz les prix, ou dites qu’il n’est pas gratuit.")
    return found


def _of_measures(place: Place) -> dict[str, str]:
    if place.measured_on and place.measured_down is None and place.measured_up is None:
        return {"measured_on": _("Donnez aussi le débit mesuré, ou videz la date.")}
    return {}
