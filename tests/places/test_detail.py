"""The page of a place, as visitors and machines read it."""

from __future__ import annotations

import gc
import re
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.contenttypes.models import ContentType
from django.core.files.images import ImageFile
from django.test import Client
from django.utils import timezone
from PIL import Image as PillowImage

from cms.models import Picture
from places.models import Photo, Place
from places.photos import SPECS, make_sizes
from tests.factories.places import make_place
from tests.query_snapshots import reviewed_queries

# Wagtail leaves the temporary file of a new rendition to the garbage collector.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]


def page_of(client: Client, place: Place) -> str:
    answer = client.get(place.get_absolute_url())
    assert answer.status_code == 200
    return str(answer.content.decode())


def section(html: str, heading: str) -> str:
    """From a heading to the next section."""
    return html[html.index(f'id="{heading}"') :].partition("<section")[0]


FULL = {
    "name": "La Filature",
    "slug": "la-filature-mende",
    "summary": "Quatorze postes au bord du Lot.",
    "description": "Une ancienne filature.\n\nLe jeudi, on mange <b>ensemble</b>.",
    "address": "4 quai de la Filature",
    "postcode": "48000",
    "latitude": 44.52,
    "longitude": 3.5,
    "precision": "street",
    "phone": "04 66 65 12 34",
    "email": "bonjour@filature.example",
    "website": "https://filature.example/",
    "booking_url": "https://filature.example/reserver",
    "opening_hours": "Mo-Fr 08:30-12:30",
    "opening_note": "Fermé en août.",
    "price_day": Decimal(10),
    "price_note": "Première journée offerte.",
    "desks": 14,
    "internet": ("fibre",),
    "measured_down": Decimal(850),
    "services": ("kitchen", "printing"),
    "wheelchair": "yes",
    "accessibility": ("step_free",),
    "accessibility_note": "Sonnette à gauche.",
    "acceslibre_url": "https://acceslibre.beta.gouv.fr/x/",
    "checked_on": date(2026, 11, 20),
    "source": "Recensement 2026",
    "licence": "Licence Ouverte 2.0",
}


class TestReading:
    def test_everything_in_reading_order(self, client: Client) -> None:
        html = page_of(client, make_place(**FULL))
        main = html[html.index("<main") : html.index("</main>")]
        order = [
            "Espace de coworking",
            "<h1>La Filature</h1>",
            "Quatorze postes au bord du Lot.",
            "Réserver un poste",
            "850\u00a0Mbit/s mesurés",
            "8\u00a0h\u00a030 à 12\u00a0h\u00a030",
            "Fermé en août.",
            "Cuisine",
            "10\u00a0€",
            "Première journée offerte.",
            "14 postes",
            "850\u00a0Mbit/s en réception",
            "Sonnette à gauche.",
            "Fiche acceslibre",
            "Une ancienne filature.",
            "4 quai de la Filature",
            "04\u00a066\u00a065\u00a012\u00a034",
            "bonjour<wbr>@filature.example",
            "Croquis",
            "dans la bonne rue",
            "openstreetmap.org/directions",
            "geo:44.520000,3.500000",
            "la-filature-mende.vcf",
            "Fiche vérifiée le 20 novembre 2026",
            "Recensement 2026",
            "licence-ouverte",
            "la-filature-mende/signaler/",
        ]
        position = 0
        for words in order:
            position = main.find(words, position)
            assert position >= 0, f"{words} is not there, or before its turn"

    def test_the_description_is_text_not_html(self, client: Client) -> None:
        html = page_of(client, make_place(**FULL))
        assert "&lt;b&gt;ensemble&lt;/b&gt;" in html
        assert "<p>Une ancienne filature.</p>" in html

    def test_nearly_nothing_is_known(self, client: Client) -> None:
        html = page_of(client, make_place(name="Café du Pont"))
        assert "ne nous a pas dit ses horaires" in html
        assert "ne nous a pas dit ses prix" in html
        assert "pas encore sur la carte" in html
        assert "Fiche pas encore vérifiée" in html
        for heading in ("services", "acces", "photos", "presentation", "travailler", "voisins"):
            assert f'id="{heading}"' not in html
        assert "button call" not in html

    def test_today_comes_first(self, client: Client) -> None:
        html = page_of(client, make_place(opening_hours="Mo-Su 09:00-18:00"))
        rows = re.findall(r'<th scope="row">([^<]+)</th>', section(html, "horaires"))
        assert len(rows) == 7
        assert rows[0].endswith(", aujourd’hui")

    def test_free_is_said(self, client: Client) -> None:
        assert "On y travaille gratuitement." in section(page_of(client, make_place(is_free=True)), "prix")

    def test_in_english(self, client: Client) -> None:
        make_place(slug="x")
        assert client.get("/en/lieux/x/").status_code == 200


class TestHead:
    def test_title_description_canonical_and_open_graph(self, client: Client) -> None:
        html = page_of(client, make_place(**FULL))
        assert "<title>La Filature, espace de coworking à Mende | Hameau</title>" in html
        assert '<meta name="description" content="Quatorze postes au bord du Lot.">' in html
        assert '<link rel="canonical" href="http://127.0.0.1:8000/lieux/la-filature-mende/">' in html
        assert '<meta property="og:title" content="La Filature, espace de coworking à Mende">' in html
        assert re.search(r'type="text/vcard"\s+href="/lieux/la-filature-mende.vcf"', html)

    def test_no_cookie_and_no_other_host_is_asked(self, client: Client) -> None:
        answer = client.get(make_place(**FULL).get_absolute_url())
        assert not answer.cookies
        loaded = re.findall(
            r'<(?:script|link rel="stylesheet"|img)[^>]*(?:src|href)="([^"]+)"', answer.content.decode()
        )
        assert all(address.startswith("/") for address in loaded), loaded


class TestVisibility:
    def test_what_is_not_published_is_not_there(self, client: Client) -> None:
        make_place(slug="brouillon", live=False)
        make_place(slug="expire", expire_at=timezone.now() - timedelta(minutes=1))
        for slug in ("brouillon", "expire", "inconnu"):
            assert client.get(f"/lieux/{slug}/").status_code == 404
            assert client.get(f"/lieux/{slug}/signaler/").status_code == 404

    def test_only_reading(self, client: Client) -> None:
        assert client.post(make_place().get_absolute_url()).status_code == 405


@pytest.fixture
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(scope="module", autouse=True)
def _no_file_left_open() -> Iterator[None]:
    """What the garbage collector has not closed by the end, it closes before tests that bear no such warning."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def photograph(width: int, height: int) -> ImageFile:
    """Something as hard to compress as a landscape: noise at every scale."""
    picture = PillowImage.effect_noise((width // 16, height // 16), 60).resize(
        (width, height), PillowImage.Resampling.BICUBIC
    )
    fine = PillowImage.effect_noise((width // 3, height // 3), 25).resize(
        (width, height), PillowImage.Resampling.BICUBIC
    )
    green = PillowImage.blend(picture, fine, 0.4)
    file = BytesIO()
    PillowImage.merge("RGB", (picture, green, fine)).save(file, "JPEG", quality=90)
    return ImageFile(file, name="photo.jpg")


def add_photo(place: Place, alt: str, width: int = 320, height: int = 240) -> Photo:
    image = Picture.objects.create(title=alt, file=photograph(width, height))
    return Photo.objects.create(place=place, image=image, alt=alt)


@pytest.mark.usefixtures("media")
class TestPhotos:
    def test_light_lazy_in_two_formats_and_described(self, client: Client, media: Path) -> None:
        place = make_place(slug="x")
        add_photo(place, "La grande salle, vue de l’entrée", 2400, 1800)
        html = section(page_of(client, place), "photos")
        assert html.index('type="image/avif"') < html.index('type="image/webp"')
        assert 'alt="La grande salle, vue de l’entrée"' in html
        assert 'loading="lazy"' in html
        assert re.search(r'width="\d+"', html)
        sizes = {path.name: path.stat().st_size for path in (media / "images").iterdir()}
        assert len(sizes) == len(SPECS)
        assert max(sizes.values()) <= 60_000, sizes

    def test_the_first_is_the_one_that_is_shared(self, client: Client) -> None:
        place = make_place()
        add_photo(place, "une")
        html = page_of(client, place)
        assert re.search(r'<meta property="og:image" content="http://testserver/media/images/[^"]+\.jpg">', html)

    def test_a_lost_file_is_left_out(self, client: Client, media: Path) -> None:
        place = make_place()
        Path(add_photo(place, "perdue").image.file.path).unlink()
        assert 'id="photos"' not in page_of(client, place)


class TestQueries:
    """The same queries whatever the number of places."""

    @pytest.fixture(autouse=True)
    def _warm(self, client: Client) -> None:
        ContentType.objects.get_for_model(Place)
        client.get("/lieux/inconnu/")

    @pytest.mark.parametrize("others", [1, 40])
    def test_without_photographs(self, client: Client, others: int) -> None:
        place = make_place(**FULL)
        for rank in range(others):
            make_place(latitude=44.5 + rank / 1000, longitude=3.5, precision="address", opening_hours="24/7")
        with reviewed_queries("places-detail", at_most=12):
            page_of(client, place)

    @pytest.mark.usefixtures("media")
    @pytest.mark.parametrize("photos", [1, 4])
    def test_with_photographs(self, client: Client, photos: int) -> None:
        place = make_place(**FULL)
        for rank in range(photos):
            add_photo(place, f"{rank}")
        make_sizes(place)
        with reviewed_queries("places-detail-photos", at_most=12):
            page_of(client, place)
