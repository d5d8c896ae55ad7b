"""Photographs that who holds a place sends: with the draft, then public, and gone when nothing shows them."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.utils import timezone
from PIL import Image as PillowImage

from accounts.erasing import erase
from accounts.export import sections_of
from cms.models import Picture
from listings.models import Review, TeamMember
from listings.publishing import edit_token, publish
from listings.reviewing import decide
from listings.reviews import ReviewState
from places.member_form import PlaceMemberForm
from places.member_photos import (
    GRACE,
    MOST,
    forget_stray_photos,
    forget_unused_photos,
    sent_for,
    take_photos,
)
from places.models import Photo, Place
from places.rights import erase as erase_photos
from tests.factories.listings import make_moderator, make_user
from tests.factories.places import mende
from tests.factories.reviews import make_held_place

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    # Wagtail leaves the temporary file of a rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = settings.HAMEAU_HOME = tmp_path
    return tmp_path


@pytest.fixture(scope="module", autouse=True)
def _no_file_left_open() -> Iterator[None]:
    """What the garbage collector has not closed by the end, it closes before tests that bear no such warning."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def photo(width: int = 320, height: int = 240, format: str = "JPEG") -> SimpleUploadedFile:
    """A small photograph that says where it was taken."""
    image, kept = PillowImage.new("RGB", (width, height), "olive"), BytesIO()
    exif = PillowImage.Exif()
    exif[0x010E] = "48 rue de la Cachette"
    image.save(kept, format, exif=exif)
    return SimpleUploadedFile("chez-moi.jpg", kept.getvalue(), "image/jpeg")


def send(place: Place, by: Any = None, **changes: Any) -> Any:
    """Send the member's form as its owner or someone of its team, with some changes."""
    row = Place.objects.get(pk=place.pk)
    form = PlaceMemberForm(instance=Place.objects.get(pk=place.pk).get_latest_revision_as_object())
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"edit_token": edit_token(row), "commune": f"{row.commune.name} ({row.commune_id})", "is_free": "unknown"}
    client = Client()
    client.force_login(by or place.owner)
    return client.post(f"/mon-espace/lieu/{place.pk}/modifier/", {**data, **changes})


def with_photo(place: Place, alt: str = "La salle", **changes: Any) -> Any:
    answer = send(place, photo_1=photo(), photo_1_alt=alt, **changes)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def age() -> None:
    """Let the time pass during which an image may still be about to be named."""
    Picture.objects.update(created_at=timezone.now() - GRACE)


def alts_of(place: Place) -> tuple[list[str], list[str]]:
    """What the public page shows, and what the latest draft does."""
    row = Place.objects.get(pk=place.pk)
    draft = Place.objects.get(pk=place.pk).get_latest_revision_as_object()
    return [each.alt for each in Photo.objects.filter(place=row)], [each.alt for each in draft.photos.all()]


def test_a_photo_is_in_the_draft_and_public_once_it_was_read() -> None:
    place = make_held_place(live=True)
    with_photo(place, submit="1")
    assert alts_of(place) == ([], ["La salle"])
    decide(Review.objects.get(), make_moderator(mende()), ReviewState.APPROVED)
    assert alts_of(place) == (["La salle"], ["La salle"])


def test_the_preview_shows_it() -> None:
    place = make_held_place(live=True)
    with_photo(place, alt="Vue de la cour")
    client = Client()
    client.force_login(place.owner)
    assert 'alt="Vue de la cour"' in client.get(f"/mon-espace/lieu/{place.pk}/apercu/").content.decode()
    assert "Vue de la cour" not in Client().get(place.get_absolute_url()).content.decode()


def test_nothing_is_kept_but_the_pixels(media: Path) -> None:
    place = make_held_place()
    with_photo(place)
    (kept,) = sent_for(place)
    content = (media / kept.file.name).read_bytes()
    assert b"Cachette" not in content
    assert "chez-moi" not in kept.file.name
    assert kept.uploaded_by_user is None


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"photo_1": SimpleUploadedFile("x.svg", b"<svg onload='x'/>"), "photo_1_alt": "x"}, "photo_1"),
        ({"photo_1": SimpleUploadedFile("x.jpg", b""), "photo_1_alt": "x"}, "photo_1"),
        ({"photo_1": photo(), "photo_1_alt": ""}, "photo_1_alt"),
        ({"photo_1": photo(), "photo_1_alt": "x" * 300}, "photo_1_alt"),
        ({"without_photos": ["999999"]}, None),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(fields: dict[str, Any], wrong: str | None) -> None:
    place = make_held_place()
    answer = send(place, **fields)
    assert (set(answer.context["form"].errors) if wrong else set()) == ({wrong} if wrong else set())
    assert not Picture.objects.exists()


def test_a_photo_of_another_place_can_t_be_named() -> None:
    other = make_held_place()
    with_photo(other)
    mine = make_held_place()
    with_photo(mine)
    (theirs,) = sent_for(other)
    assert send(mine, without_photos=[str(theirs.pk)]).status_code == 200
    assert sent_for(other).exists()


def test_taken_off_it_stays_public_until_that_was_read_and_its_file_goes_then(media: Path) -> None:
    place = make_held_place(live=True)
    with_photo(place)
    publish(Place.objects.get(pk=place.pk).latest_revision, place.owner)
    (kept,) = sent_for(place)
    age()
    send(place, without_photos=[str(kept.pk)])
    assert alts_of(place) == (["La salle"], [])
    assert sent_for(place).exists()
    publish(Place.objects.get(pk=place.pk).latest_revision, place.owner)
    assert not sent_for(place).exists()


def test_six_at_most() -> None:
    place = make_held_place()
    for number in range(MOST):
        with_photo(place, alt=f"Photo {number}")
    form = PlaceMemberForm(instance=Place.objects.get(pk=place.pk).get_latest_revision_as_object())
    assert "photo_1" not in form.fields
    send(place, photo_1=photo(), photo_1_alt="une de trop")
    assert alts_of(place)[1] == [f"Photo {number}" for number in range(MOST)]


def test_erasing_its_holder_leaves_what_is_public_and_nothing_of_the_draft() -> None:
    place, draft = make_held_place(live=True), make_held_place()
    with_photo(place, alt="publique")
    publish(Place.objects.get(pk=place.pk).latest_revision, place.owner)
    with_photo(place, alt="brouillon")
    draft.owner = place.owner
    draft.save(update_fields=["owner"])
    with_photo(draft, alt="jamais vue")
    (section,) = [each for each in sections_of(place.owner) if each.title == "Photos de vos lieux"]
    assert len(section.files) == 3
    erase(place.owner)
    assert [image.title for image in Picture.objects.all()] == ["publique"]


def leave(place: Place, leaver: Any) -> list[str]:
    """Erase an account, all that follows the commit included; the titles of the photographs that are left."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        erase(leaver)
    return sorted(image.title for image in sent_for(place))


@pytest.mark.parametrize("is_live", [True, False])
def test_erasing_the_owner_leaves_a_team_its_photos(is_live: bool) -> None:
    """Of a place off line, and those of a colleague's version that waits, the owner's own unsent ones apart."""
    place, colleague = make_held_place(live=is_live), make_user()
    owner = place.owner
    TeamMember.objects.create(listing=place, user=colleague)
    with_photo(place, alt="de l’équipe")
    if is_live:
        publish(Place.objects.get(pk=place.pk).latest_revision, owner)
        with_photo(place, alt="brouillon abandonné")
        Place.objects.get(pk=place.pk).live_revision.as_object().save_revision(user=colleague)
        with_photo(place, by=colleague, alt="à relire", submit="1")
    assert leave(place, owner) == (["de l’équipe", "à relire"] if is_live else ["de l’équipe"])
    assert Place.objects.get(pk=place.pk).owner == colleague


def test_a_colleague_who_leaves_takes_the_photos_of_their_unsent_draft_along() -> None:
    place, colleague = make_held_place(live=True), make_user()
    TeamMember.objects.create(listing=place, user=colleague)
    with_photo(place, alt="publique")
    publish(Place.objects.get(pk=place.pk).latest_revision, place.owner)
    with_photo(place, by=colleague, alt="jamais envoyée")
    assert leave(place, colleague) == ["publique"]


def test_a_photo_just_sent_waits_for_the_draft_that_will_name_it_and_no_longer() -> None:
    place = make_held_place()
    form = PlaceMemberForm({"photo_1_alt": "en route"}, {"photo_1": photo()}, instance=Place.objects.get(pk=place.pk))
    form.is_valid()
    take_photos(form.instance, form)  # a form of the team, a moment before its draft is kept
    forget_unused_photos(place)
    forget_stray_photos()
    assert [image.title for image in sent_for(place)] == ["en route"]
    age()
    forget_stray_photos()
    assert not sent_for(place).exists()


def test_pictures_of_the_desk_are_left_alone() -> None:
    place = make_held_place()
    theirs = Picture.objects.create(
        title="du bureau", file=photo(), width=320, height=240, uploaded_by_user=place.owner
    )
    erase_photos(user=place.owner)
    with_photo(place)
    assert Picture.objects.filter(pk=theirs.pk).exists()


def test_the_commune_is_a_combobox() -> None:
    place = make_held_place()
    client = Client()
    client.force_login(place.owner)
    page = client.get(f"/mon-espace/lieu/{place.pk}/modifier/").content.decode()
    assert 'data-communes="/communes/"' in page
    assert "communes.js" in page
    assert 'enctype="multipart/form-data"' in page
