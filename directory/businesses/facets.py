"""The choices of the list of businesses: which columns they ask about."""

from __future__ import annotations

from listings.facets import Facet, Facets, Tick

CHOICES = Facets(
    Facet("secteur", "sector"),
    Facet("taille", "size"),
    Facet("rythme", "modes"),
    ticks=[Tick("recrute", ("hires_remotely",), bool)],
    most=9,
)
