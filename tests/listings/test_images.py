"""Photographs that people send, hostile ones first: each file is made here."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from listings.images import MOST_BYTES, PhotoField, opened, square, written

SECRET = "44.5178 3.5011 12 rue Secrete"


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def small(mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (64, 40), "teal" if mode == "RGB" else None)


def upload(content: bytes, name: str = "photo.jpg") -> Any:
    return PhotoField(required=False).clean(SimpleUploadedFile(name, content))


def with_gps() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 31.0, 4.0), 3: "E", 4: (3.0, 30.0, 4.0)})
    return exif


def png_header(width: int, height: int) -> bytes:
    """A PNG that says its size and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * (width * 3 + 1) * 20)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_is_a_photo_is_read(format: str) -> None:
    assert upload(encoded(small(), format)).size == (64, 40)


def test_where_it_was_taken_is_dropped() -> None:
    image = opened(BytesIO(encoded(small(), "JPEG", exif=with_gps())))
    for content in (written(image, 640, 640), square(image, 32)):
        kept = Image.open(BytesIO(content))
        assert not dict(kept.getexif())
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(kept.info)
        assert b"Secrete" not in content


def test_heic_is_read_without_its_metadata() -> None:
    content = encoded(small(), "HEIF", exif=with_gps().tobytes())
    assert b"Secrete" in content
    kept = written(upload(content, "photo.heic"), 640, 640)
    assert b"Secrete" not in kept
    assert not dict(Image.open(BytesIO(kept)).getexif())


def test_the_text_of_a_png_is_dropped() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET)
    text.add_itxt("Location", SECRET, zip=True)
    image = upload(encoded(small(), "PNG", pnginfo=text))
    assert not image.info
    assert b"Secrete" not in written(image, 640, 640)


def test_a_rotated_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert upload(encoded(small(), "JPEG", exif=exif)).size == (40, 64)


@pytest.mark.parametrize("size", [(10_000, 10_000), (5_001, 5_000), (20_000, 20_000)])
def test_a_bomb_is_never_decoded(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    def decoded(self: Any, *args: Any) -> None:
        raise AssertionError("the pixels were decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", decoded)
    content = png_header(*size)
    assert len(content) < 20_000
    with pytest.raises(ValidationError) as refused:
        upload(content, "photo.png")
    assert refused.value.code == "large"


def test_too_heavy_is_refused_unread() -> None:
    with pytest.raises(ValidationError) as refused:
        upload(encoded(small(), "JPEG") + b"\0" * MOST_BYTES)
    assert refused.value.code == "heavy"
    with pytest.raises(ValidationError) as refused:
        opened(BytesIO(b"\xff\xd8" + b"\0" * MOST_BYTES))
    assert refused.value.code == "heavy"


def test_nothing_is_said_to_be_nothing() -> None:
    with pytest.raises(ValidationError, match="vide"):
        upload(b"")
    with pytest.raises(ValidationError, match="vide"):
        opened(BytesIO(b""))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b'<?xml version="1.0"?>' + SVG,
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;<script>alert(1)</script>",
        b"%PDF-1.7\n%",
        b"MZ\x90\x00",
        b"\x00" * 300,
        b"BM" + b"\x00" * 80,
    ],
    ids=["svg", "xml svg", "gif", "pdf", "exe", "zeros", "bmp"],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError) as refused:
        upload(content, "photo.jpg")
    assert refused.value.code == "unknown"


def test_a_photo_that_breaks_off_is_refused() -> None:
    content = encoded(Image.effect_noise((300, 300), 90).convert("RGB"), "JPEG")
    with pytest.raises(ValidationError) as refused:
        upload(content[: len(content) // 2])
    assert refused.value.code in {"damaged", "unknown"}


def test_what_is_hidden_behind_a_photo_does_not_follow() -> None:
    content = encoded(small(), "JPEG", comment=b"<script>alert(1)</script>") + b"<?php system('id'); ?>PK\x03\x04"
    kept = written(upload(content), 640, 640)
    assert b"script" not in kept
    assert b"php" not in kept


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..\\..\\x.jpg", "a/b.jpg", "x.jpg\x00.php", "photo.svg"])
def test_a_name_means_nothing(name: str) -> None:
    assert upload(encoded(small(), "JPEG"), name).size == (64, 40)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_any_colours_become_plain_ones(mode: str) -> None:
    image = upload(encoded(small(mode), "PNG"))
    assert image.mode == "RGB"
    assert Image.open(BytesIO(written(image, 32, 32))).size == (32, 20)


def test_a_square_is_square() -> None:
    assert Image.open(BytesIO(square(small(), 24))).size == (24, 24)
