"""What a profile may speak of: the fields of a place it can fill, and the codes it can give."""

from __future__ import annotations

from places.vocabulary import Access, Accessibility, Internet, PlaceType, Service, Wheelchair

TEXT_FIELDS = (
    "id",
    "name",
    "summary",
    "description",
    "address",
    "address_extra",
    "postcode",
    "commune",
    "commune_code",
    "departement",
    "phone",
    "email",
    "website",
    "booking_url",
    "acceslibre_url",
    "twitter",
    "facebook",
    "price_note",
    "accessibility_note",
    "checked_on",
    "desks",
    "closed_offices",
    "meeting_rooms",
    "price_hour",
    "price_half_day",
    "price_day",
    "price_month",
    "measured_down",
    "measured_up",
    "measured_on",
)
"""Fields read from text; ``twitter`` and ``facebook`` become links of the description, or the website."""

SINGLE_CODES = ("wheelchair", "is_free")
CODE_FIELDS: dict[str, tuple[str, ...]] = {
    "types": tuple(PlaceType.values),
    "access": tuple(Access.values),
    "internet": tuple(Internet.values),
    "services": tuple(Service.values),
    "accessibility": tuple(Accessibility.values),
    "wheelchair": tuple(Wheelchair.values),
    "is_free": ("yes", "no"),
}
"""Fields read from labels, with the codes each may hold; those of ``SINGLE_CODES`` hold one."""

TYPES_IN_NAMES: tuple[tuple[tuple[str, ...], PlaceType], ...] = (
    (("telecentre", "tele centre", "centre de teletravail", "espace de teletravail"), PlaceType.TELECENTRE),
    (("coworking", "co working"), PlaceType.COWORKING),
    (("fablab", "fab lab", "makerspace", "hackerspace"), PlaceType.FABLAB),
    (("tiers lieu", "tiers lieux"), PlaceType.THIRD_PLACE),
    (("france services", "france service"), PlaceType.FRANCE_SERVICES),
    (("mediatheque", "bibliotheque"), PlaceType.LIBRARY),
    (("espace public numerique", "epn", "cyberbase", "cyber base", "cybercentre"), PlaceType.PUBLIC_DIGITAL_SPACE),
    (("hotel d entreprises", "pepiniere d entreprises"), PlaceType.BUSINESS_CENTRE),
)
"""What a name says of the kind of place, in folded words."""


def types_in_name(folded: str) -> list[str]:
    """The types that a folded name announces: « Télécentre de Saint-Chély-d’Apcher » is a télécentre."""
    padded = f" {folded} "
    return [kind.value for words, kind in TYPES_IN_NAMES if any(f" {word} " in padded for word in words)]
