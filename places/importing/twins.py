"""Finding the place that a row repeats: same name and near, or same point; weighed, since names and points mislead.

Chains share a name and a website across a town; a fablab and a coworking space share a building; a door's point is
shared by all its floors. So names, distance, street address and contacts each weigh for or against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from geography.distance import distance_km
from places.importing.sights import GENERIC, Sight, own_keys, point_key, wanted_keys
from places.vocabulary import PlaceType, Precision

LIKELY = 3.0
"""Evidence from which a row is proposed as a duplicate instead of created."""
WORTH_A_LOOK = 2.0
"""Evidence from which it is created, with a remark."""

SAME_DOOR_KM, NEXT_DOOR_KM, NEAR_KM, FAR_KM = 0.03, 0.15, 1.0, 3.0
_SAME_NAME, _LIKE_NAME, _QUARTER = 3.0, 2.0, 1.0
_SPELLED_ALIKE = 90
_SAME_DOOR, _NEXT_DOOR, _NEAR, _FAR = 2.0, 1.5, 1.0, -3.0
_SAME_STREET, _NO_STREET, _OTHER_STREET = 2.0, 1.0, -1.0
_SAME_CONTACT, _OTHER_CONTACT = 1.0, -1.5
_OTHER_KIND = -1.5
_SHARED_BY = 3
"""A phone, a mailbox or a site that this many places have tells nothing."""
_HOST_WORDS = (
    "facebook.com m.facebook.com fb.com instagram.com linkedin.com twitter.com x.com helloasso.com goo.gl bit.ly"
)
_HOSTS = frozenset(_HOST_WORDS.split())
"""Sites that lend pages to all: being on one of them and elsewhere too tells nothing."""
_KINDLESS = frozenset({PlaceType.THIRD_PLACE.value, PlaceType.PUBLIC_DIGITAL_SPACE.value})


class Sights:
    """Places known so far, found by what could make twins of them."""

    def __init__(self) -> None:
        self._by_key: dict[Hashable, list[Sight]] = defaultdict(list)
        self._shared: dict[tuple[str, str], int] = defaultdict(int)

    def count(self, sights: Iterable[Sight]) -> None:
        """Count who shares a contact or a point, without adding: a whole file shows what its rows alone don't."""
        for sight in sights:
            for pair in (*sight.contacts.items(), ("point", point_key(sight))):
                self._shared[pair] += 1

    def add(self, sight: Sight) -> None:
        """Remember a place."""
        for key in own_keys(sight):
            self._by_key[key].append(sight)

    def nearest_twin(self, sight: Sight) -> tuple[Sight, float, str] | None:
        """The place that resembles it most, the weight of the evidence, and the evidence in French."""
        best: tuple[Sight, float, str] | None = None
        candidates = {id(other): other for key in wanted_keys(sight) for other in self._by_key.get(key, ())}
        for other in candidates.values():
            weight, reasons = self._weigh(sight, other)
            if weight >= WORTH_A_LOOK and (best is None or weight > best[1]):
                best = other, weight, ", ".join(reasons)
        return best

    def _weigh(self, one: Sight, other: Sight) -> tuple[float, list[str]]:
        alike, reasons = _names(one, other)
        near, said = _distance(one, other)
        if near == _SAME_DOOR and self._shared["point", point_key(one)] >= _SHARED_BY:
            near = _NEAR  # A default point: it stands for all that could not be placed.
        if not alike and near < _NEXT_DOOR and one.exact and other.exact:
            return 0.0, []
        weight = alike + near
        reasons += said
        street = _streets(one, other, same_door=near == _SAME_DOOR)
        weight += street
        if street == _SAME_STREET:
            reasons.append(_("même adresse"))
        contact, said = self._contacts(one, other, strangers=alike < _SAME_NAME, close=near > _NEAR)
        weight += contact
        reasons += said
        if alike <= _QUARTER and (
            _apart(one.kinds, other.kinds) or _apart(one.types - _KINDLESS, other.types - _KINDLESS)
        ):
            weight += _OTHER_KIND
        return weight, reasons

    def _contacts(self, one: Sight, other: Sight, *, strangers: bool, close: bool) -> tuple[float, list[str]]:
        """Shared contacts count for, but a chain's site only next door; others count against, between strangers."""
        weight, reasons = 0.0, []
        labels = {"phone": _("même téléphone"), "email": _("même courriel"), "website": _("même site")}
        theirs = other.contacts
        for kind, own in one.contacts.items():
            if not own or not theirs[kind]:
                continue
            if own == theirs[kind]:
                if self._shared[kind, own] < _SHARED_BY and (close or kind != "website"):
                    weight += _SAME_CONTACT
                    reasons.append(labels[kind])
            elif strangers and _differ(kind, own, theirs[kind]):
                weight += _OTHER_CONTACT
        return weight, reasons


def _differ(kind: str, own: str, theirs: str) -> bool:
    """Whether two contacts tell two places: two pages of a site, or two boxes of a domain, don't."""
    if kind == "phone":
        return True
    if kind == "email":
        return own.partition("@")[2] != theirs.partition("@")[2]
    hosts = own.partition("/")[0], theirs.partition("/")[0]
    return hosts[0] != hosts[1] and not _HOSTS & set(hosts)


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _names(one: Sight, other: Sight) -> tuple[float, list[str]]:
    """How near two names are; those that only share a town or a quarter, and are not of one kind, are strangers."""
    other_kind = _apart(one.kinds, other.kinds)
    if one.words == other.words:
        return (_QUARTER, [_("noms proches")]) if other_kind else (_SAME_NAME, [_("même nom")])
    smaller, larger = sorted((one.words, other.words), key=len)
    subset = smaller < larger and (len(smaller) > 1 or any(len(word) > 4 and word not in GENERIC for word in smaller))
    if subset or fuzz.token_sort_ratio(" ".join(sorted(smaller)), " ".join(sorted(larger))) >= _SPELLED_ALIKE:
        return (_QUARTER if other_kind else _LIKE_NAME), [_("noms proches")]
    return 0.0, []


def _distance(one: Sight, other: Sight) -> tuple[float, list[str]]:
    """Points tell only when both say more than the commune."""
    if not (one.point and other.point and one.exact and other.exact):
        return 0.0, []
    km = distance_km(one.point, other.point)
    if km <= SAME_DOOR_KM:
        return _SAME_DOOR, [_("même point")]
    if km <= NEXT_DOOR_KM:
        return _NEXT_DOOR, [_("à %d m") % round(km * 1000)]
    if km <= NEAR_KM:
        return _NEAR, [_("à %d m") % round(km * 1000)]
    return (_FAR if km > FAR_KM else 0.0), []


def _streets(one: Sight, other: Sight, *, same_door: bool) -> float:
    (number, words), (other_number, other_words) = one.street, other.street
    if not words or not other_words:
        return _NO_STREET if same_door else 0.0
    if one.commune != other.commune:
        return 0.0
    smaller, larger = sorted((words, other_words), key=len)
    same_words = smaller <= larger or fuzz.token_sort_ratio(" ".join(sorted(smaller)), " ".join(sorted(larger))) >= 88
    if same_words and number == other_number:
        return _SAME_STREET
    sure = one.precision == other.precision == Precision.ADDRESS
    return _OTHER_STREET if sure else 0.0
