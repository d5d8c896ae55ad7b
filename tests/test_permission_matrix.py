"""Who may do what: every sort of person, every act, every kind of listing, over real addresses.

``MAY`` is the table that a person reviews: for each act on each kind, exactly those who may. Everyone else is refused
(403), told that there is nothing (404), sent to the sign-in page, or changes nothing. Which addresses answer an
anonymous visitor is ``test_public_addresses``; what an agency does with its own things, ``test_agency_permissions``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image as Pixels
from wagtail.images.tests.utils import get_test_image_file

from accounts.models import User
from cms.models import File, Picture
from directory.businesses.actions import begin as begin_business
from directory.businesses.logos import store_logo
from directory.models import Business
from directory.workers.portraits import store_portrait
from listings.actions import desk_of_territory
from listings.kinds import kind_of
from listings.models import Archive, Listing, Offer, Review, TeamMember
from listings.offering import propose
from listings.publishing import publish
from listings.reviewing import submit
from listings.reviews import ReviewState
from tests.factories.listings import (
    allow_undefined_variables,
    make_report,
    millau,
    territory_of,
)
from tests.factories.mails import make_mail
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker
from tests.permissions import (
    ADMIN,
    ANYONE,
    BUSINESS,
    DESK,
    EVERYONE,
    KEEPER,
    MANAGER,
    MEMBER,
    OF_12,
    OF_48,
    OF_BOTH,
    PEOPLE,
    SUSPENDED,
    people,
    shows,
)

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]

HOLDERS = {"place": KEEPER, "worker": MEMBER, "business": BUSINESS}
"""Who holds the listing of each kind; the suspended account is of its team, or was its holder."""
KINDS = tuple(HOLDERS)


class World(NamedTuple):
    """One listing in Mende, who looks at it, their sessions, and files in the agency's folder."""

    users: dict[str, User]
    sessions: dict[str, str]
    listing: Listing
    image: Picture
    document: File
    waiting: Review | None = None

    @property
    def slug(self) -> str:
        """The word of its kind in addresses."""
        return kind_of(self.listing).slug

    def fresh(self) -> Listing:
        """Its row as it is now."""
        return type(self.listing)._default_manager.get(pk=self.listing.pk)  # type: ignore[no-any-return]


def published(kind: str, owner: User) -> Listing:
    """A listing of a kind in Mende, in the hands of its owner."""
    if kind == "place":
        return make_place(owner=owner, name="Canari")
    if kind == "worker":
        return make_worker(owner, display_name="Canari", photo=store_portrait(Pixels.new("RGB", (9, 9))))
    business = Business(
        name="Canari", siret="73282932000074", commune=mende(), logo=store_logo(Pixels.new("RGB", (9, 9)))
    )
    publish(begin_business(business, owner), owner)
    return Business.objects.get(pk=business.pk)  # type: ignore[no-any-return]


def edited(listing: Listing, owner: User) -> Listing:
    """The same, with a draft that is not public."""
    draft: Any = type(listing)._default_manager.get(pk=listing.pk).get_latest_revision_as_object()
    setattr(draft, "presentation" if hasattr(draft, "presentation") else "description", "Un brouillon")
    draft.save_revision(user=owner)
    return type(listing)._default_manager.get(pk=listing.pk)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, module_transaction: None, own_media: None) -> Iterator[World]:
    """The world of a kind of listing; nothing that is tried on it stays."""
    with transaction.atomic():
        yield founded(request.param)
        transaction.set_rollback(True)


def founded(kind: str) -> World:
    """A new world around a listing of a kind."""
    territory_of(millau())
    users = people()
    owner = users[HOLDERS[kind]]
    listing = edited(published(kind, owner), owner)
    if kind != "worker":
        TeamMember.objects.create(listing=listing, user=users[SUSPENDED])
    folder = desk_of_territory(territory_of(mende())).collection
    return World(
        users=users,
        sessions={name: signed_in(user) for name, user in users.items()},
        listing=listing,
        image=Picture.objects.create(title="Canari", file=get_test_image_file(), collection=folder),
        document=File.objects.create(title="Canari", file=ContentFile(b"x", name="x.txt"), collection=folder),
    )


# The acts ----------------------------------------------------------------------------------------------------------

Act = Callable[[Client, World], bool]


def _list(client: Client, world: World) -> bool:
    names = {"lieu": "places:list", "teletravailleur": "directory:workers", "entreprise": "businesses:list"}
    return shows(client.get(reverse(names[world.slug])))


def _read(client: Client, world: World) -> bool:
    return shows(client.get(world.listing.get_absolute_url()))  # type: ignore[attr-defined]


def _edit(client: Client, world: World) -> bool:
    """The form where its holder changes it; a person's has no key in its address: it must hold the draft."""
    response = client.get(kind_of(world.listing).edit_url(world.listing))
    return shows(response) and "Canari" in response.content.decode()


def _submit(client: Client, world: World) -> bool:
    client.post(reverse("space:submit", args=[world.slug, world.listing.pk]))
    return bool(Review.objects.of(world.listing).filter(state=ReviewState.WAITING).exists())


def _decide(client: Client, world: World) -> bool:
    assert world.waiting
    for decision in ("publier", "modification", "refuser"):
        address = reverse("reviews_desk:decide", args=[world.waiting.pk, decision])
        client.post(address, {"comment": "Des mots", "reason": "other"})
    return not Review.objects.get(pk=world.waiting.pk).is_waiting


def _export(client: Client, world: World) -> bool:
    desks = {"lieu": "places_desk:list", "entreprise": "businesses_desk:list", "teletravailleur": "workers_desk:list"}
    response = client.get(reverse(desks[world.slug]), {"export": "csv"})
    if response.status_code != 200:
        return False
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return b"Canari" in content


def _erase(client: Client, world: World) -> bool:
    client.post(reverse("space:archive", args=[world.slug, world.listing.pk]))
    return not world.fresh().live and Archive.objects.filter(object_id=world.listing.pk).exists()


def _erase_at_the_desk(client: Client, world: World) -> bool:
    client.post(reverse("reviews_desk:archive", args=[world.slug, world.listing.pk]), {"reason": "closed"})
    return not world.fresh().live


def _move(client: Client, world: World) -> bool:
    """To the territory next door, at once."""
    client.post(reverse("reviews_desk:move", args=[world.slug, world.listing.pk]), {"commune": "Millau (12145)"})
    return bool(world.fresh().commune == millau())


def _propose(client: Client, world: World) -> bool:
    """To the agency next door: not by who moves it there without asking."""
    asked = {"commune": "Millau (12145)", "message": "Des mots"}
    client.post(reverse("reviews_desk:propose", args=[world.slug, world.listing.pk]), asked)
    return Offer.objects.of(world.listing).exists()


def _offered(client: Client, world: World, answer: str) -> Offer:
    """What became of an offer of Lozère's agency that someone answers."""
    offer = propose(world.listing, world.users[OF_48], millau(), "Des mots")
    client.post(reverse("reviews_desk:offer", args=[offer.pk]), {"answer": answer, "comment": "Des mots"})
    return Offer.objects.get(pk=offer.pk)


def _accept(client: Client, world: World) -> bool:
    return _offered(client, world, "accepter").state == "accepted" and world.fresh().commune == millau()


def _decline(client: Client, world: World) -> bool:
    return bool(_offered(client, world, "decliner").state == "declined")


def _withdraw(client: Client, world: World) -> bool:
    return bool(_offered(client, world, "reprendre").state == "withdrawn")


def _read_offer(client: Client, world: World) -> bool:
    offer = propose(world.listing, world.users[OF_48], millau(), "Des mots")
    return shows(client.get(reverse("reviews_desk:offer", args=[offer.pk])))


def _send_again(client: Client, world: World) -> bool:
    """A mail about it that did not arrive."""
    mail = make_mail(state="failed", error="550 non", about=world.listing)
    client.post(reverse("mails_desk:act", args=[mail.pk, "envoyer"]))
    mail.refresh_from_db()
    return bool(mail.state == "waiting")


def _choose(client: Client, world: World) -> bool:
    """A file of the agency's folder is offered; its pictures are the same folder's."""
    response = client.get(reverse("wagtaildocs_chooser:choose_results"))
    return shows(response) and "Canari" in response.content.decode()


def _preview(client: Client, world: World) -> bool:
    return shows(client.get(reverse("space:preview", args=[world.slug, world.listing.pk])))


def _revision(client: Client, world: World) -> bool:
    assert world.waiting
    pages = [client.get(reverse(f"reviews_desk:{name}", args=[world.waiting.pk])) for name in ("review", "preview")]
    assert len({page.status_code for page in pages}) == 1, "The version and its preview have one door."
    return all(map(shows, pages))


def _document(client: Client, world: World) -> bool:
    return shows(client.get(reverse("wagtaildocs_chooser:chosen", args=[world.document.pk])))


def _image(client: Client, world: World) -> bool:
    """The picture of the draft: of a place, in the agency's folder."""
    names = {"teletravailleur": ("directory:draft_photo", "petit"), "entreprise": ("businesses:draft_logo",)}
    if world.slug in names:
        name, *size = names[world.slug]
        return shows(client.get(reverse(name, args=[world.listing.pk, *size])))
    response = client.get(reverse("wagtailimages_chooser:choose_results"))
    return shows(response) and "Canari" in response.content.decode()


def _report(client: Client, world: World) -> bool:
    """The form that says that it changed; the desk's page of what was said is another act."""
    return shows(client.get(reverse(kind_of(world.listing).report_name, args=[world.listing.slug])))  # type: ignore[attr-defined]


def _settle(client: Client, world: World) -> bool:
    """A report: read, and closed."""
    report = make_report(world.listing, kind="other", message="Canari")
    address = reverse("reviews_desk:report", args=[report.pk])
    read = b"Canari" in client.get(address).content
    client.post(address, {"state": "handled"})
    report.refresh_from_db()
    assert read is not report.is_new, "Who reads it closes it."
    return read


ACTS: dict[str, Act] = {
    "list": _list,
    "read": _read,
    "edit": _edit,
    "submit": _submit,
    "decide": _decide,
    "export": _export,
    "erase": _erase,
    "erase at the desk": _erase_at_the_desk,
    "move": _move,
    "propose": _propose,
    "read an offer": _read_offer,
    "accept an offer": _accept,
    "decline an offer": _decline,
    "take an offer back": _withdraw,
    "send a mail again": _send_again,
    "choose": _choose,
    "preview": _preview,
    "revision": _revision,
    "document": _document,
    "image": _image,
    "report a change": _report,
    "settle a report": _settle,
}
HOLDER = frozenset({"its holder"})
MAY: dict[str, frozenset[str]] = {
    "list": EVERYONE,
    "read": EVERYONE,
    "edit": HOLDER,
    "submit": HOLDER,
    "decide": DESK,
    "export": DESK,
    "erase": HOLDER,
    "erase at the desk": DESK,
    "move": frozenset({OF_BOTH, ADMIN}),
    "propose": frozenset({OF_48, MANAGER}),
    "read an offer": DESK | {OF_12},
    "accept an offer": frozenset({OF_12, OF_BOTH, ADMIN}),
    "decline an offer": frozenset({OF_12, OF_BOTH, ADMIN}),
    "take an offer back": DESK,
    "send a mail again": DESK,
    "choose": DESK,
    "preview": HOLDER,
    "revision": DESK,
    "document": DESK,
    "image": DESK | HOLDER,
    "report a change": EVERYONE,
    "settle a report": DESK,
}
EXCEPT: dict[tuple[str, str], frozenset[str]] = {
    ("image", "place"): DESK,  # photographs of places are the agency's
}
"""Cells that differ from the line of their act."""
WAITED = {"decide", "revision", "image"}
"""The acts on a draft that waits."""


def who_may(act: str, kind: str) -> set[str]:
    """The reviewed answer, the holder named."""
    told = EXCEPT.get((act, kind), MAY[act])
    return {HOLDERS[kind] if name == "its holder" else name for name in told}


def signed_in(user: User) -> str:
    """The key of a session of theirs."""
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def visitors(world: World) -> Iterator[tuple[str, Client]]:
    """Everyone with a browser; a suspended person still holds the session of before."""
    yield ANYONE, Client()
    for name, key in world.sessions.items():
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        yield name, client


# Two marks, for pytest then runs the acts of a kind one after the other, in its one world.
@pytest.mark.parametrize("world", KINDS, indirect=True)
@pytest.mark.parametrize("act", ACTS)
def test_exactly_those_may(
    world: World, act: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_undefined_variables(monkeypatch)
    kind: str = request.node.callspec.params["world"]
    if act in WAITED:
        world = world._replace(waiting=submit(world.fresh(), world.users[HOLDERS[kind]]))
    done = set()
    for name, client in visitors(world):
        with transaction.atomic():
            if ACTS[act](client, world):
                done.add(name)
            transaction.set_rollback(True)
    may = who_may(act, kind)
    assert done == may, f"May not, but does: {sorted(done - may)}. May, but can't: {sorted(may - done)}."


def test_the_table_is_whole() -> None:
    """Ten sorts of people, every act of issue 3, three kinds."""
    asked = {
        *("list", "read", "edit", "submit", "decide", "export", "erase", "choose", "preview", "revision"),
        *("document", "image"),
    }
    assert asked <= set(ACTS)
    assert set(MAY) == set(ACTS)
    assert set(KINDS) == {"place", "worker", "business"}
    assert len(PEOPLE) == 11, "The ten of issue 3, and who moderates two territories."
