"""Pictures of the desk: what pages show of them tells nothing, and what is no picture does not come in."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pixels
from wagtail.images.forms import get_image_form
from willow.image import Image as Willow

from cms.models import Picture
from listings.renditions import FORMATS
from tests.factories.canaries import traced_photo, traces
from tests.factories.listings import make_superuser
from tests.listings.test_images import SVG, encoded, png_header


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("taken_as", ["JPEG", "PNG", "WEBP"])
def test_a_rendition_holds_pixels_only(taken_as: str, format: str) -> None:
    kept = BytesIO()
    getattr(Willow.open(traced_photo(taken_as)).auto_orient().resize((90, 60)), f"save_as_{format}")(kept)
    assert not traces(kept.getvalue())
    assert Pixels.open(kept).size == (90, 60)


def test_colours_and_transparency_stay() -> None:
    profile, kept = b"profile of colours", BytesIO()
    source = BytesIO(encoded(Pixels.new("RGBA", (9, 9), (1, 2, 3, 0)), "PNG", icc_profile=profile))
    Willow.open(source).resize((3, 3)).save_as_png(kept)
    image = Pixels.open(kept)
    assert image.info["icc_profile"] == profile
    assert image.getchannel("A").getextrema() == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", SVG),
        ("x.png", SVG),
        ("x.png", png_header(10_000, 10_000)),
        ("x.jpg", b""),
        ("x.gif", b"GIF89a<script>alert(1)</script>"),
    ],
    ids=["svg", "svg as png", "100 megapixels", "zero bytes", "script as gif"],
)
def test_the_desk_takes_no_hostile_file(name: str, content: bytes) -> None:
    form = get_image_form(Picture)(
        {"title": "x"}, {"file": SimpleUploadedFile(name, content)}, instance=Picture(), user=make_superuser()
    )
    assert not form.is_valid()
    assert "file" in form.errors
