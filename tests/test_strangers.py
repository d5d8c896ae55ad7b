"""A stranger's number in every address that takes one: nothing is told, nothing changes; a new address is asked too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.test import Client
from PIL import Image

from accounts.models import User
from directory.businesses.actions import begin as begin_business
from directory.businesses.logos import store_logo
from directory.models import Business
from directory.synthetic_businesses import fictional_siret
from directory.workers.portraits import store_portrait
from listings.models import Invitation, Listing, TeamMember
from listings.publishing import publish
from listings.teaming import invite
from tests.factories.contact import write_to
from tests.factories.listings import make_user
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker
from tests.test_public_addresses import ALL, DESK, Address

pytestmark = pytest.mark.django_db

SECRET = frozenset({"token"})
"""Parts that let in whoever knows them; their tests are those of links."""
PLAIN = frozenset({"name", "audience"})
"""Parts that name a page of one's own, of nobody else."""
ADDRESSES = [
    address
    for address in ALL
    if not address.is_public and not address.route.startswith((DESK, "_")) and "<" in address.route
]
REFUSED, ASKED_AGAIN = frozenset({403, 404, 405}), "/compte/confirmer/"
HELD = {"lieu": "place", "teletravailleur": "worker", "entreprise": "business"}


def parts_of(address: Address) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", address.route)


class World:
    """Everything of one person that has a number in some address."""

    def __init__(self) -> None:
        self.owner, self.picture = make_user(), Image.new("RGB", (9, 9))
        self.listings: dict[str, Listing] = {
            "lieu": make_place(owner=self.owner),
            "teletravailleur": make_worker(self.owner, photo=store_portrait(self.picture)),
            "entreprise": self._business(),
        }
        for listing in (self.listings["lieu"], self.listings["entreprise"]):
            TeamMember.objects.create(listing=listing, user=make_user())
            invite(listing, self.owner, "collegue@demo.example")
        self.conversation = write_to(self.listings["lieu"], make_user())  # type: ignore[arg-type]
        self.passkey = Authenticator.objects.create(
            user=self.owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}}
        )

    def _business(self) -> Listing:
        business = Business(
            name="La Filature", siret=fictional_siret(1), commune=mende(), logo=store_logo(self.picture)
        )
        publish(begin_business(business, self.owner), self.owner)
        return Business.objects.get(pk=business.pk)  # type: ignore[no-any-return]

    def paths(self, address: Address) -> Iterator[str]:
        """The address with the numbers of this person; ``KeyError`` for a part that this test does not know yet."""
        kinds = list(self.listings) if "<slug:kind>" in address.route else [self._kind_of(address)]
        for kind in kinds:
            listing = self.listings.get(kind)
            known: dict[str, list[Any]] = {
                "kind": [kind],
                "pk": [listing.pk if listing else self._key_of(address)],
                "member": [member.pk for member in TeamMember.objects.of(listing)] if listing else [],
                "invitation": [invitation.pk for invitation in Invitation.objects.of(listing)] if listing else [],
                "name": ["identite"],
                "word": ["repondre", "ecrire", "fermer", "partager", "bloquer"],
                "size": ["petit"],
            }
            for chosen in product(*(known[part] for part in parts_of(address))):
                path = address.route
                for value in chosen:
                    path = re.sub(r"<(?:\w+:)?\w+>", str(value), path, count=1)
                yield f"/{path}"

    def _kind_of(self, address: Address) -> str:
        starts = {"entreprises/": "entreprise", "teletravailleurs/": "teletravailleur"}
        return next((kind for start, kind in starts.items() if address.route.startswith(start)), "")

    def _key_of(self, address: Address) -> int:
        keys = {"mon-espace/messages/": self.conversation.pk, "compte/double-authentification/": self.passkey.pk}
        return next(key for start, key in keys.items() if address.route.startswith(start))


def kept() -> dict[str, list[Any]]:
    """Every row of the database but those of sessions."""
    return {
        model._meta.label: sorted(map(str, model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.app_label not in {"sessions", "usersessions"} and model is not User
    }


@pytest.fixture
def world(settings: Any, tmp_path: Any) -> World:
    settings.MEDIA_ROOT = tmp_path
    return World()


def test_a_stranger_finds_and_changes_nothing(world: World) -> None:
    stranger, asked = Client(), 0
    stranger.force_login(make_user())
    before = kept()
    for address in ADDRESSES:
        if SECRET & set(parts_of(address)) or set(parts_of(address)) <= PLAIN:
            continue
        for path in world.paths(address):
            asked += 1
            for response in (stranger.get(path), stranger.post(path, {"message": "x", "email": "x@demo.example"})):
                if address.name == "space:claim":
                    assert response.status_code in {200, 302, *REFUSED}, path
                    continue
                at_the_door = response.status_code == 302 and response["Location"].startswith(ASKED_AGAIN)
                assert response.status_code in REFUSED or at_the_door, (path, response.status_code)
    assert asked > 40
    assert kept() == before


def test_its_holder_finds_each(world: World) -> None:
    """The negative control: the same addresses exist, and are the holder's."""
    holder, shown = Client(), set()
    holder.force_login(world.owner)
    for address in ADDRESSES:
        if SECRET & set(parts_of(address)) or set(parts_of(address)) <= PLAIN or address.name == "space:claim":
            continue
        answers = {holder.get(path).status_code for path in world.paths(address)}
        assert answers & {200, 302, 405}, (address.route, answers)
        shown |= {address.name} if 200 in answers else set()
    assert {"space:listing", "space:preview", "space:edit", "space:team", "contact:my_thread"} <= shown
    assert {"businesses:step", "businesses:draft_logo", "directory:draft_photo"} <= shown


def test_a_visitor_is_led_to_the_door(world: World, client: Client) -> None:
    for address in ADDRESSES:
        if SECRET & set(parts_of(address)) or set(parts_of(address)) <= PLAIN:
            continue
        for path in world.paths(address):
            response = client.get(path)
            assert response.status_code in {302, 404, 405}, path
            assert response.get("Location", "/compte/connexion/").startswith("/compte/connexion/"), path
