"""People whose every hidden word is a canary, and the reading that finds one wherever it comes out."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from PIL import Image, PngImagePlugin

from accounts.models import User
from cms.models import Picture
from directory.audiences import LABELS
from directory.models import BusinessContact, BusinessSite, RemoteWorker
from directory.workers.actions import draft_of, keep
from directory.workers.portraits import store_portrait
from listings.images import opened
from listings.publishing import publish
from places.models import Photo, Place
from tests.factories.directory_businesses import make_business
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker, worker_draft

STREET = "17 impasse de la Zyxomme"
PHONE = "+33466009173"
EMAIL = "zyxomme.canari@cache.example"
COORDINATES = "44.513579,3.497531"
EMPLOYER = "Canarifabrique Zyxomme"
CANARIES = (
    *("zyxomme", "0466009173", "466009173", "4 66 00 91 73", "66 00 91 73", "cache.example", "44.513579", "3.497531"),
    *("44.5136", "3.4975", "44,5136", "canarifabrique"),
)
"""In lower case, with the spellings that a page might give them."""
DRAFT, FORMER = "brouillon-canari", "ancien-canari"


def leaks(text: str) -> list[str]:
    """The canaries in a text, whatever its capitals and its spaces."""
    plain = re.sub(r"[\s\u00a0\u202f]+", " ", text.lower())
    return [canary for canary in (*CANARIES, DRAFT, FORMER) if canary in plain]


def traced_photo(format: str = "JPEG") -> BytesIO:
    """A photograph as a phone makes it: the words, the place and the owner are in its metadata."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = STREET, EMAIL
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 30.0, 48.884), 3: "E", 4: (3.0, 29.0, 51.112)})
    options: dict[str, Any] = {"exif": exif}
    if format == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", STREET)
    elif format == "JPEG":
        options |= {"comment": STREET.encode(), "xmp": f"<x:xmpmeta>{COORDINATES}</x:xmpmeta>".encode()}
    file = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(file, format, **options)
    file.seek(0)
    return file


def traces(content: bytes) -> list[str]:
    """What an image file tells besides its pixels: its metadata by name, and canaries anywhere in its bytes."""
    told = leaks(content.decode("latin-1"))
    with Image.open(BytesIO(content)) as image:
        image.load()
        told += [name for name in ("exif", "xmp", "comment", "Comment", "photoshop") if image.info.get(name)]
        return told + [f"exif {tag}" for tag in image.getexif()]


def hidden() -> dict[str, Any]:
    """The fields of a person who has something to hide in each of them."""
    return {
        "presentation": f"J’habite {STREET}, en {COORDINATES}.",
        "employer": EMPLOYER,
        "email": EMAIL,
        "phone": PHONE,
        "links": [f"https://cache.example/{COORDINATES}"],
        "status": "looking",
        "photo": store_portrait(opened(traced_photo())),
        "skills": ["Zyxommage"],
    }


def make_account(name: str) -> User:
    """An account whose address is a canary; like any that signs up, it has no name to be called by instead."""
    return get_user_model().objects.create_user(f"{name}.zyxomme@cache.example")


def make_people() -> list[RemoteWorker]:
    """One who hides all from everyone, one who shows it to members, one who took it back; and someone's draft."""
    nobody = make_worker(make_account("ada"), display_name="Ada", audiences=dict.fromkeys(LABELS, "nobody"), **hidden())
    members = make_worker(
        make_account("bea"), display_name="Bea", audiences=dict.fromkeys(LABELS, "members"), **hidden()
    )
    worker_draft(make_account("cleo"), display_name=f"Cléo {DRAFT}", headline=f"{DRAFT} Zyxomme", **hidden())
    former = make_worker(
        make_account("dan"),
        display_name="Dan",
        headline=f"{FORMER} Zyxomme",
        audiences=dict.fromkeys(LABELS, "everyone"),
    )
    draft = draft_of(former)
    draft.headline = "comptable"
    draft.audiences = dict.fromkeys(LABELS, "nobody")
    keep(draft, former.owner)
    publish(RemoteWorker.objects.get(pk=former.pk).latest_revision, former.owner)
    waiting = draft_of(former)
    waiting.headline = f"{DRAFT} Zyxomme"
    keep(waiting, former.owner)
    return [nobody, members, former]


def make_photos(place: Place) -> None:
    """Photographs of a phone, on the page of a place."""
    for format in ("JPEG", "PNG"):
        file = ContentFile(traced_photo(format).read(), name=f"photo.{format.lower()}")
        image = Picture.objects.create(title="La salle", file=file)
        Photo.objects.create(place=place, image=image, alt="La salle")


def make_held_listings() -> tuple[Place, Any]:
    """A place, and a business with people to ask for; who holds them is hidden."""
    place = make_place(slug="un-lieu", latitude=44.5, longitude=3.5, precision="address", owner=make_account("eve"))
    business = make_business(slug="une-entreprise", owner=make_account("fay"))
    BusinessSite.objects.create(business=business, commune=mende())
    for audience in ("nobody", "members"):
        BusinessContact.objects.create(
            business=business, name="Zyxomme", role=EMPLOYER, email=EMAIL, phone=PHONE, audience=audience
        )
    return place, business
