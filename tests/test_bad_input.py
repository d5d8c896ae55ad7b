"""Anything at all, in every address, parameter and form that anyone may reach: a clear answer, never a 500.

Addresses come from the resolver, parameters from the filter sets, fields from the pages: a new one is tried too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import cycle, product
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from accounts.actions import vouch_for_address
from cms.searching.forms import SearchForm
from directory.businesses.actions import begin as begin_business
from directory.businesses.filters import BusinessFilterSet
from directory.models import Business
from directory.synthetic_businesses import fictional_siret
from directory.workers.filters import WorkerFilterSet
from listings import freshness
from listings.contact.links import make_link
from listings.contact.models import Side
from listings.publishing import publish
from mail.unsubscribing import SALT as UNSUBSCRIBING
from places.filters import LocatorFilterSet, PlaceFilterSet
from tests.factories.contact import write_to
from tests.factories.listings import make_user
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker
from tests.test_public_addresses import ALL, DESK, Address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

FILTERS = (LocatorFilterSet, PlaceFilterSet, WorkerFilterSet, BusinessFilterSet)
NAMES = sorted(
    {name for found in FILTERS for name in found.base_filters}
    | set(SearchForm.base_fields)
    | {"page", "bbox", "z", "next", "token", "mot", "key", "uidb36", "utm_source", "é"}
)
NASTY = (
    "", " ", "0", "-1", "1e9", "1000000000", "9" * 400, "nan", "inf", "-inf", "NaN,NaN", "\x00", "a\x00b", "\"",
    "'", "\'\'\"", "') OR 1=1 --", "%", "_", "*", "\\", "<script>alert(1)</script>", "{{ 7*7 }}", "🏡", "é́",
    "\u202e", "\ud7ff", "a" * 10_000, "é " * 5_000, "44.5,3.5", "3.5,44.5", "-180,-90,180,90", "180,90,-180,-90",
    "1,1,1,1", "0,0,nan,1", "coworking", "maintenant", "week-end", "mardi-14h", "mardi-99h", "-mardi", "48095",
    "2A004", "distance", "../../etc/passwd", "1,2,3,4,5", "true", "None", "null", "[]", "{}", "\t\n\r", "١٢",
    "1_000", "0x10", "1.5", "+5", "5 km", "a\r\nBcc: tous@demo.example", "//mechant.example/", "javascript:alert(1)",
    "http://[", "https://[x]/", "http://a b/",
)  # fmt: skip
WORST = ("\x00", "nan", "9" * 400, "-1", "a" * 10_000, "\ud7ff", "'\"%", "١٢", "3,44,4,45", "a\r\nb")
PAGES = ("/lieux/", "/teletravailleurs/", "/entreprises/", "/recherche/", "/en/teletravailleurs/", "/en/entreprises/")
MAPS = ("/lieux/carte.geojson", "/teletravailleurs/carte.geojson", "/entreprises/carte.geojson")
FINE = frozenset({200, 301, 302, 304, 400, 403, 404, 405, 409, 410, 413, 414, 429})
values = st.sampled_from(NASTY) | st.text(max_size=60)
parameters = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=6)
EXPRESSIONS = {
    "account_confirm_email": "compte/courriel/confirmer/{}/",
    "account_reset_password_from_key": "compte/mot-de-passe/remplacer/1-{}/",
    "wagtaildocs_serve": "documents/1/{}",
    "wagtail_serve": "{}/",
    "wagtailadmin_password_reset": "admin/password_reset/{}",
}
"""The addresses that are written as regular expressions, by name."""
ANYONE = [address for address in ALL if address.is_public and not address.route.startswith(("admin/api/", "_util/"))]
MEMBERS = [address for address in ALL if not address.is_public and not address.route.startswith((DESK, "_"))]


def parts_of(address: Address) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", address.route)


def filled(address: Address, known: dict[str, list[Any]]) -> Iterator[str]:
    """The address, its parts filled in with what exists, each way."""
    if "(" in address.route or "^" in address.route:
        yield "/" + EXPRESSIONS[address.name].format("x")
        return
    for chosen in product(*(known.get(part, ["x"]) for part in parts_of(address))):
        path = address.route
        for value in chosen:
            path = re.sub(r"<(?:\w+:)?\w+>", lambda _found, value=value: str(value), path, count=1)  # type: ignore[misc]
        yield "/" + path


class World:
    """A little of everything that an address may lead to, and the browsers of who reaches it."""

    def __init__(self) -> None:
        self.owner, self.visitor, self.member, self.newcomer = make_user(), Client(), Client(), Client()
        for browser, user in ((self.member, self.owner), (self.newcomer, make_user())):
            vouch_for_address(user)
            browser.force_login(user)
        point: dict[str, Any] = {"latitude": 44.5, "longitude": 3.5, "precision": "address"}
        hours = {"opening_hours": "Mo-Fr 09:00-18:00", "email": "lieu@demo.example"}
        place = make_place(slug="un-lieu", owner=self.owner, **point, **hours)
        worker, business = make_worker(self.owner), Business(name="Une", siret=fictional_siret(1), commune=mende())
        publish(begin_business(business, self.owner), self.owner)
        conversation = write_to(place)
        links = [make_link(conversation, side).split("/fil/")[1].strip("/") for side in Side]
        unsubscribing = signing.Signer(salt=UNSUBSCRIBING).sign_object([freshness.KIND, "0" * 64])
        self.known: dict[str, list[Any]] = {
            "slug": ["un-lieu"],
            "kind": ["lieu"],
            "key": ["un-lieu"],
            "pk": [place.pk],
            "code": ["48"],
            "size": ["petit"],
            "name": ["identite"],
            "audience": ["public"],
            "word": ["repondre", "ecrire", "partager"],
            "section": ["lieux"],
            "token": [links[1], signing.dumps(1, salt=freshness.SALT), unsubscribing],
        }
        self.by_start: dict[str, dict[str, list[Any]]] = {
            "teletravailleurs/": {
                "slug": [worker.slug],
                "pk": [worker.pk],
                "name": ["identite", "metier", "rythme", "contacts"],
            },
            "entreprises/": {
                "slug": [business.slug],
                "pk": [business.pk],
                "name": ["identite", "activite", "teletravail", "contacts"],
            },
            "mon-espace/messages/": {"pk": [conversation.pk]},
        }

    def paths(self, addresses: list[Address]) -> Iterator[str]:
        """Each address with what exists in it."""
        for address in addresses:
            start = next((start for start in self.by_start if address.route.startswith(start)), "")
            yield from filled(address, {**self.known, **self.by_start.get(start, {})})


@pytest.fixture
def world() -> World:
    return World()


def release(answer: Any) -> None:
    """Let go of the file of an answer, without the signal that would end the test's connection."""
    for close in getattr(answer, "_resource_closers", ()):
        close()


def status_of(client: Client, path: str) -> int:
    answer = client.get(path)
    release(answer)
    return answer.status_code


def insist(answer: Any, path: str, said: Any = "") -> None:
    """A clear answer; a refusal of data is a problem in words."""
    release(answer)
    assert answer.status_code in FINE, (answer.status_code, path, said)
    if answer.status_code == 400 and answer["Content-Type"] == "application/problem+json":
        problem = json.loads(answer.content)
        assert problem["status"] == 400
        assert problem["detail"]


def ask(client: Client, path: str, query: list[tuple[str, str]]) -> None:
    insist(client.get(f"{path}?{urlencode(query, errors='surrogatepass')}"), path, query)


QUICKLY = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without making a failing example smaller: each takes some seconds."""
THIRDS = st.sampled_from([slice(rank, None, 3) for rank in range(3)])
"""Which of all addresses are asked for what was made up; what was written by hand is asked of each."""
ALL_OF_THEM = slice(None)
unhurried = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=QUICKLY)


def test_every_address_is_known_here(world: World) -> None:
    assert {address.name for address in ANYONE if "^" in address.route or "(" in address.route} <= set(EXPRESSIONS)
    found = {path: status_of(world.visitor, path) for path in world.paths(ANYONE)}
    shown = [path for path, status in found.items() if status == 200]
    assert len(shown) > 30, found
    mine = [path for path in world.paths(MEMBERS) if status_of(world.member, path) == 200]
    assert len(mine) > 20
    assert {path for path in (*PAGES, *MAPS) if not path.startswith("/en/")} <= set(found)


@given(query=parameters, some=THIRDS)
@unhurried
@example(query=[], some=ALL_OF_THEM)
@example(query=[("page", "0"), ("page", "1000000000")], some=ALL_OF_THEM)
@example(query=[("bbox", "-180,-90,180,90"), ("z", "24")], some=ALL_OF_THEM)
def test_any_parameters_everywhere(world: World, query: list[tuple[str, str]], some: slice) -> None:
    for path in list(world.paths(ANYONE))[some]:
        ask(world.visitor, path, query)


def test_each_nasty_value_of_all_parameters_at_once(world: World) -> None:
    pages, maps = cycle(PAGES), cycle(MAPS)
    for value in NASTY:
        for path in (next(pages), next(maps)):
            ask(world.visitor, path, [(name, value) for name in NAMES])


def test_each_of_the_worst_values_of_each_parameter_alone(world: World) -> None:
    rounds = cycle([*PAGES, *MAPS])
    for name, value in product(NAMES, WORST):
        box = [] if name in {"bbox", "z"} else [("bbox", "3,44,4,45"), ("z", "8")]
        ask(world.visitor, next(rounds), [*box, (name, value)])


@given(piece=values, some=THIRDS)
@unhurried
@example(piece="\x00", some=ALL_OF_THEM)
@example(piece="..", some=ALL_OF_THEM)
@example(piece="9" * 400, some=ALL_OF_THEM)
def test_any_piece_of_every_address(world: World, piece: str, some: slice) -> None:
    """Slugs, numbers, tokens and files that are none: of visitors and of members."""
    written = quote(piece[:2_000], safe="", errors="surrogatepass")
    for addresses, client in ((ANYONE, world.visitor), (MEMBERS, world.member)):
        for address in addresses[some]:
            if "(" in address.route or "^" in address.route:
                path = "/" + EXPRESSIONS[address.name].format(written)
            elif "<" in address.route:
                path = "/" + re.sub(r"<[^>]*>", lambda _found: written, address.route)
            else:
                continue
            insist(client.get(path), path)


@given(path=st.text(max_size=80))
@settings(unhurried, max_examples=40)
@example(path="\x00")
@example(path="a" * 5_000)
def test_any_path(client: Client, path: str) -> None:
    for prefix in ("/", "/lieux/", "/contours/", "/en/", "/teletravailleurs/", "/contact/"):
        insist(client.get(prefix + path.lstrip("/")), prefix + path)


# Forms ----------------------------------------------------------------------------------------------------------------

FIELD = re.compile(r"<(?:input|select|textarea)\b[^>]*\bname=\"([^\"]+)\"[^>]*>")
MOST_FIELDS = 40


def forms_of(client: Client, paths: Iterator[str]) -> dict[str, list[str]]:
    """The pages with a form that is sent, and its fields."""
    found = {}
    for path in paths:
        answer = client.get(path)
        release(answer)
        if answer.status_code == 200 and not answer.streaming and b'method="post"' in answer.content:
            names = dict.fromkeys(FIELD.findall(answer.content.decode()))
            found[path] = [name for name in names if name != "csrfmiddlewaretoken"][:MOST_FIELDS]
    return found


def sent(names: list[str], value: str, others: str) -> dict[str, Any]:
    """An answer in each field, nasty in turn; files are no pictures."""
    bad = value.encode(errors="surrogatepass") or b"\0"
    return {
        name: SimpleUploadedFile("../../x.jpg", bad) if name in {"photo", "logo"} else (value if rank % 2 else others)
        for rank, name in enumerate(names)
    }


LEFT_ALONE = ("/compte/mes-donnees/effacer/", "/compte/deconnexion/", "/compte/sessions/")
"""What ends the account or the session that the test lives in; rubbish in them is tested where they are."""


@given(value=values, others=values, some=THIRDS)
@settings(unhurried, max_examples=6)
@example(value="\x00", others="a", some=ALL_OF_THEM)
@example(value="a\r\nBcc: tous@demo.example", others="a@demo.example", some=ALL_OF_THEM)
@example(value="9" * 400, others="1", some=ALL_OF_THEM)
@example(value="\ud7ff", others="on", some=ALL_OF_THEM)
@example(value="http://[", others="https://[x]/", some=ALL_OF_THEM)
def test_anything_in_every_form(world: World, value: str, others: str, some: slice) -> None:
    """Suggestions, first messages, sign-in and sign-up, links of mails, registration in steps, « mon espace »."""
    if "forms" not in world.__dict__:
        browsers = ((world.visitor, ANYONE), (world.member, MEMBERS), (world.newcomer, MEMBERS))
        found = [(client, forms_of(client, world.paths(addresses))) for client, addresses in browsers]
        world.__dict__["forms"] = found
        assert all(len(forms) >= 8 for _client, forms in found), found
    for client, forms in world.__dict__["forms"]:
        for path, names in list(forms.items())[some]:
            if path not in LEFT_ALONE:
                cache.clear()  # the limits are tested elsewhere
                insist(client.post(path, sent(names, value, others)), path, (names, value, others))


@pytest.mark.parametrize("path", ["/lieux/", "/teletravailleurs/", "/entreprises/"])
def test_a_list_says_in_french_what_it_ignored(client: Client, path: str) -> None:
    queries = ["page=0", "rayon=-5", "lieu=%00", "tri=x", "q=" + "a" * 9_000]
    queries += {"/lieux/": ["postes=x", "type=chateau"], "/entreprises/": ["secteur=zz"]}.get(path, ["statut=roi"])
    for query in queries:
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 200
        page = answer.content.decode()
        assert 'role="alert"' in page, query
        assert "This field" not in page
        assert "Enter a" not in page
