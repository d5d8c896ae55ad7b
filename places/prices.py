"""What a place costs, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy

from places.models import Place
from ui.typography import price

_TIMES = {
    "price_hour": (gettext_lazy("Heure"), gettext_lazy("%(price)s l’heure")),
    "price_half_day": (gettext_lazy("Demi-journée"), gettext_lazy("%(price)s la demi-journée")),
    "price_day": (gettext_lazy("Journée"), gettext_lazy("%(price)s la journée")),
    "price_month": (gettext_lazy("Mois"), gettext_lazy("%(price)s le mois")),
}


@dataclass(frozen=True)
class Price:
    """So much (euros) for so long: ``time`` « Journée », ``text`` « 10 € », ``sentence`` « 10 € la journée »."""

    amount: Decimal
    time: str
    text: str
    sentence: str


def prices(place: Place) -> list[Price]:
    """The prices that are known, the shortest time first."""
    found = []
    for name in Place.PRICES:
        amount = getattr(place, name)
        if amount is not None:
            time, sentence = _TIMES[name]
            text = price(amount)
            found.append(Price(amount, str(time), text, str(sentence) % {"price": text}))
    return found


def lowest_price(place: Place) -> Price | None:
    """The smallest amount one may come for, or ``None`` when no price is known."""
    return min(prices(place), key=lambda price: price.amount, default=None)
