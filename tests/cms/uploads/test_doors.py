"""Each door of the desk through which a file comes in: the same file is cleaned, or refused, whichever it takes."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction, UploadedFile

from cms.models import File, Picture
from tests.cms.uploads.test_documents import docx
from tests.factories.canaries import traced_photo, traces
from tests.factories.listings import desk_of, make_superuser
from tests.listings.test_images import encoded, png_header

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SCRIPT = b"<script>alert(1)</script><?php system('id'); ?>"


@pytest.fixture
def desk(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return desk_of(make_superuser(), monkeypatch)


def photograph() -> bytes:
    """What a telephone takes: where, when, by whom; with a program behind it."""
    return traced_photo("JPEG").read() + SCRIPT


def send(desk: Client, door: str, content: bytes, name: str, **fields: Any) -> Any:
    """Post a file as the page behind a door does."""
    root = Collection.get_first_root_node().pk
    file = SimpleUploadedFile(name, content)
    kind = "images" if "/images/" in door else "documents"
    chosen = f"{kind[:-1]}-chooser-upload-" if "chooser" in door else ""
    named = {f"{chosen}title": "Titre", f"{chosen}collection": root, f"{chosen}file": file}
    data = {"title": name, "collection": root, "files[]": file} if "multiple" in door else named
    return desk.post(door, {**data, **fields}, headers={"X-Requested-With": "XMLHttpRequest"})


IMAGES = ("/admin/images/add/", "/admin/images/multiple/add/", "/admin/images/chooser/create/", "/admin/images/{}/")
DOCUMENTS = (
    "/admin/documents/add/",
    "/admin/documents/multiple/add/",
    "/admin/documents/chooser/create/",
    "/admin/documents/edit/{}/",
)


@pytest.mark.parametrize("door", IMAGES)
def test_a_picture_comes_in_as_pixels_or_not_at_all(desk: Client, door: str) -> None:
    if "{}" in door:
        picture = Picture.objects.create(title="Avant", file=SimpleUploadedFile("avant.png", encoded(_small(), "PNG")))
        door = door.format(picture.pk)
    for content, name in ((SCRIPT, "a.jpg"), (png_header(10_000, 10_000), "b.png"), (b"GIF89a" + SCRIPT, "c.gif")):
        before = list(Picture.objects.values("title", "file"))
        send(desk, door, content, name)
        assert list(Picture.objects.values("title", "file")) == before, name
    send(desk, door, photograph(), "vue.jpeg")
    kept = Picture.objects.get()
    with kept.open_file() as file:
        content = file.read()
    assert not traces(content)
    assert b"script" not in content
    assert b"php" not in content
    assert (Image.open(BytesIO(content)).size, kept.file.name) == ((900, 600), "original_images/vue.jpg")
    assert kept.file_size == len(content), "Of what is kept, not of what was sent."
    with kept.get_rendition("width-100").file.open() as small:
        assert Image.open(small).format == "WEBP"


def _small() -> Image.Image:
    return Image.new("RGBA", (40, 30), (200, 10, 10, 128))


@pytest.mark.parametrize("door", DOCUMENTS)
def test_a_document_comes_in_as_what_it_says_or_not_at_all(desk: Client, door: str) -> None:
    if "{}" in door:
        paper = File.objects.create(title="Avant", file=SimpleUploadedFile("avant.txt", b"x"))
        door = door.format(paper.pk)
    macros = docx(**{"word/vbaProject.bin": b"x"})
    for content, name in ((b"MZ\x90\x00", "a.exe"), (b"MZ\x90\x00", "a.pdf"), (macros, "a.docx"), (b"", "a.txt")):
        before = list(File.objects.values("title", "file"))
        send(desk, door, content, name)
        assert list(File.objects.values("title", "file")) == before, name
    send(desk, door, docx(), "charte.docx")
    assert File.objects.get().filename == "charte.docx"


def test_several_at_once_keep_nothing_that_is_half_right(desk: Client) -> None:
    """Wagtail would keep the file as it came, to ask again for the title or the collection."""
    Collection.get_first_root_node().add_child(name="Une autre")  # of one alone, nobody is asked
    for door, content, name in ((IMAGES[1], photograph(), "vue.jpg"), (DOCUMENTS[1], docx(), "charte.docx")):
        assert json.loads(send(desk, door, content, name, title="x" * 400).content)["success"], "Shortened."
        answer = json.loads(send(desk, door, content, name, collection="999").content)
        assert (answer["success"], bool(answer["error_message"])) == (False, True)
        assert desk.post(door, {"title": "x"}).status_code == 400
    assert not UploadedFile.objects.exists()
    assert (Picture.objects.count(), File.objects.count()) == (1, 1)
    for path in (
        "images/multiple/create_from_uploaded_image/1/",
        "documents/multiple/create_from_uploaded_document/1/",
    ):
        assert desk.post(f"/admin/{path}").status_code == 404


def test_a_document_is_handed_out_to_keep(desk: Client, client: Client) -> None:
    send(desk, DOCUMENTS[0], b"%PDF-1.7\n", "rapport.pdf")
    paper = File.objects.get()
    for ask in (client.get, client.head):
        answer = ask(paper.url)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        b"".join(answer.streaming_content)  # to its end: closing it would close PostgreSQL's connection too
    private = CollectionViewRestriction.objects.create(collection=paper.collection, restriction_type="login")
    assert "login" in client.get(paper.url)["Location"], "Whoever is not signed in, of a private collection."
    private.delete()


def test_no_portrait_is_asked_at_the_desk(desk: Client) -> None:
    assert b'name="avatar' not in desk.get("/admin/account/").content
