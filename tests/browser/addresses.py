"""The pages that a visitor can open, each with what makes it worth testing on its own."""

from __future__ import annotations

import re

from tests.browser.demo_site import DemoSite

PLACE = "PLACE"
"""Stands for the address of a place of the demo, known once the site runs."""

LISTS = {
    "list": "/lieux/",
    "list around a commune": "/lieux/?lieu=Mende&rayon=30",
    "list filtered": "/lieux/?type=coworking&type=telecentre&tri=nom",
    "list widened": "/lieux/?lieu=Meyrueis&rayon=5&q=couture",
    "list of nothing": "/lieux/?q=zzzzzzzz",
    "list with mistakes": "/lieux/?rayon=-3&tri=hasard&type=chateau&page=999999999",
    "list in English": "/en/lieux/",
}
TEXTS = {
    "home": "/",
    "place": PLACE,
    "place, reporting": f"{PLACE}signaler/",
    "place, proposing": "/lieux/proposer/",
    "accessibility": "/accessibilite/",
    "privacy": "/donnees-personnelles/",
    "home in English": "/en/",
}
FORMS = {"place, reporting", "place, proposing"}
"""Pages with a form to post, which may set the cookie that protects it."""
ERRORS = {"nothing here": "/nulle-part/", "no such place": "/lieux/aucun-lieu-de-ce-nom/"}
PAGES = {**TEXTS, **LISTS, **ERRORS}


def resolve(path: str, site: DemoSite) -> str:
    """The real address of a page: the first place of the list stands for all of them."""
    if PLACE not in path:
        return path
    match = re.search(r'href="(/lieux/(?!proposer)[a-z0-9-]+/)"', site.get("/lieux/?tri=nom"))
    assert match, "The list of the demo shows no place."
    return path.replace(PLACE, match.group(1))
