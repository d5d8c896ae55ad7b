"""Which places repeat each other: the pairs are real ones, of the 2019 file of third places and its neighbours."""

from __future__ import annotations

from typing import Any

import pytest

from geography.distance import Point
from places.importing.sights import Sight
from places.importing.twins import LIKELY, WORTH_A_LOOK, Sights


def sight(name: str, address: str = "", point: tuple[float, float] | None = None, **more: Any) -> Sight:
    """A place to recognise, in Mende unless told otherwise."""
    values: dict[str, Any] = {
        "commune": "48095",
        "commune_name": "Mende",
        "precision": "address",
        "types": frozenset({"coworking"}),
        **more,
    }
    return Sight(name=name, address=address, point=Point(*point) if point else None, **values)


def weight(one: Sight, other: Sight, *crowd: Sight) -> float:
    """The evidence that ``other`` repeats ``one``."""
    sights = Sights()
    sights.add(one)
    sights.count([one, other, *crowd])
    found = sights.nearest_twin(other)
    return found[1] if found else 0.0


HERE, NEXT_DOOR = (44.5180, 3.5000), (44.5183, 3.5002)
QUARTER, ACROSS_TOWN = (44.5250, 3.5010), (44.5600, 3.5400)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            sight("Coworking NOVA SPOT", "14 Boulevard Charles Péguy", HERE, website="http://www.nova-spot.fr"),
            sight("Nova Spot", "Hôtel d'entreprises - 14 bd Charles Péguy", NEXT_DOOR, website="http://nova-spot.fr/"),
        ),
        (
            sight("Friends", "383 bis rue de Vaugirard", HERE),
            sight("beksihev", "383 Rue de Vaugirard", HERE, website="http://friends.coffee"),
        ),
        (
            sight("Coworking Development", "280 Rue James Watt", HERE, website="http://www.coworking-development.com"),
            sight(
                "La station Coworking", "280 James WATT - TECNOSUD", HERE, website="http://coworking-development.com/"
            ),
        ),
        (
            sight("UBO Open Factory", "6 avenue Victor le Gorgeu", HERE),
            sight("Open Factory", "3 rue des Archives", QUARTER, precision="street"),
        ),
        (
            sight("MSAP de Mende", "1 Quai du Langouyrou", HERE, types=frozenset({"coworking"})),
            sight("France services Mende", "1 Quai du Langouyrou", HERE, types=frozenset({"france_services"})),
        ),
        (
            sight("BIBLIOTHEQUE DE MENDE", "41 avenue Charles De Gaulle", HERE, types=frozenset({"library"})),
            sight("MEDIATHEQUE MENDE", "41 Avenue Charles de Gaulle", HERE, types=frozenset({"library"})),
        ),
        (
            sight("EPN Gentiana", "90 avenue Maginot", HERE, precision="commune", phone="+33247490120"),
            sight("EPN GENTIANA", "90 Avenue André Maginot", (44.6, 3.6), phone="+33247490120"),
        ),
        (sight("La Grange", "", HERE), sight("Le Grenier", "", HERE)),
    ],
)
def test_likely_duplicates(one: Sight, other: Sight) -> None:
    assert weight(one, other) >= LIKELY
    assert weight(other, one) >= LIKELY


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        # A chain: one name, one site, two streets.
        (
            sight("Anticafé", "6 Rue du Château d'Eau", HERE, website="https://www.anticafe.eu"),
            sight("Anticafé", "79 Rue Quincampoix", (44.5285, 3.5001), website="https://www.anticafe.eu"),
            WORTH_A_LOOK,
        ),
        # Two at one address, each with a site.
        (
            sight("POLeN", "12 Rue Albert Einstein", HERE, website="http://polen-mende.com"),
            sight("Tiers Truck", "12 Rue Albert EInstein", HERE, website="http://tierstruck.org/fr"),
            WORTH_A_LOOK,
        ),
        # A coworking space and a fablab in one building.
        (
            sight("Poleyrieux", "ARIC Industrie", HERE, website="https://valeyrieux.fr"),
            sight(
                "La Fabritech", "Z.A. Aric Industries", HERE, website="http://fabritech.fr", types=frozenset({"fablab"})
            ),
            0.0,
        ),
        # Two services of one quarter at one address.
        (
            sight(
                "Bibliothèque du Val d'Auron",
                "Place Luther King",
                HERE,
                phone="+33248502465",
                types=frozenset({"library"}),
            ),
            sight("Centre social du Val d'Auron", "Place Luther King", HERE, phone="+33248213224", types=frozenset()),
            WORTH_A_LOOK,
        ),
        # A name shared across the town.
        (sight("La Station", "29 Avenue de Bretagne", HERE), sight("La Station", "1 rue Basse", ACROSS_TOWN), 0.0),
        # Neighbours.
        (sight("La Grange", "3 rue Basse", HERE), sight("Le Grenier", "5 rue Basse", NEXT_DOOR), 0.0),
        # Nothing but a commune in common.
        (
            sight("La Grange", "", HERE, precision="commune"),
            sight("Le Grenier", "", HERE, precision="commune"),
            0.0,
        ),
    ],
)
def test_not_duplicates(one: Sight, other: Sight, least: float) -> None:
    assert least <= weight(one, other) < LIKELY


def test_a_point_shared_by_many_is_a_default_point() -> None:
    """Three strangers at one point stand where the file could not place them."""
    one, other, third = (sight(name, "", HERE) for name in ("La Grange", "Le Grenier", "L’Étable"))
    assert weight(one, other) >= LIKELY
    assert weight(one, other, third) < LIKELY


def test_a_contact_shared_by_many_says_nothing() -> None:
    one = sight("PIJ", "3 rue Basse", HERE, phone="+33466650000")
    other = sight("La Passerelle", "9 rue Haute", QUARTER, phone="+33466650000")
    crowd = [sight(f"Lieu {rank}", phone="+33466650000") for rank in range(3)]
    assert weight(one, other) == weight(one, other, *crowd) == 0.0


def test_places_far_from_each_other_are_never_compared() -> None:
    assert weight(sight("La Grange", "", HERE), sight("Moulin", "", ACROSS_TOWN)) == 0.0
    paris = sight("La Grange", "", (48.85, 2.35), commune="75056", commune_name="Paris")
    assert weight(sight("La Grange", "", HERE), paris) == 0.0
