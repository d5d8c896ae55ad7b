"""The sheets to sign: who is on them, of which place, under whose logos; in letters of all Europe."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from agenda.models import Partner, RelaySite
from agenda.papers.sheets import signing_sheets
from agenda.vocabulary import Mode, PartnerRole
from cms.models import Picture
from tests.agenda.check_in.conftest import PARIS
from tests.factories.agenda import make_event, make_registration, seats_of
from tests.factories.places import mende

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _no_file_left_open() -> Iterator[None]:
    yield
    with warnings.catch_warnings():  # Wagtail leaves the temporary file of a new rendition to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def test_a_sheet_a_day_and_a_place(lozere_site: Site) -> None:
    event = make_event(
        lozere_site,
        title="Rencontres du télétravail",
        starts_at=datetime(2126, 12, 10, 9, tzinfo=PARIS),
        ends_at=datetime(2126, 12, 11, 12, tzinfo=PARIS),
        relay_sites=[RelaySite(name="Salle des fêtes", commune=mende(), seats=2)],
        seats_on_site=50,
    )
    logo = Picture.objects.create(title="Logo", file=get_test_image_file())
    lost = Picture.objects.create(title="Perdu", file=get_test_image_file(filename="perdu.png"))
    lost.file.storage.delete(lost.file.name)
    event.partners = [
        Partner(name="Région", role=PartnerRole.FUNDER, logo=logo),
        Partner(name="Aubrac Conseil", role=PartnerRole.PARTNER),
        Partner(name="Œuvre perdue", role=PartnerRole.PARTNER, logo=lost),
    ]
    event.save()
    for number in range(28):
        make_registration(event, seats_of(event), name=f"Personne {number:02}")
    make_registration(
        event, seats_of(event), name="Zbyszek Łącki", organisation="Đặng & Cie, 漢", email="z@demo.example"
    )
    make_registration(event, seats_of(event), name="Absente", state="waiting")
    make_registration(event, seats_of(event, Mode.RELAY), name="Rémi Relais")

    reader = PdfReader(BytesIO(signing_sheets(event)))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) == 8, "35 rows fill three pages a day; the relay place has one a day"
    assert reader.metadata is not None
    assert reader.metadata.title == "Feuille d’émargement : Rencontres du télétravail"
    first, relay = "\n".join(pages[:3]), "\n".join(pages[6:])
    assert "Zbyszek Łącki" in first
    assert "Đặng" in first
    assert "Absente" not in "".join(pages)
    assert "z@demo" not in "".join(pages)
    assert "Rémi Relais" in relay
    assert "Personne" not in relay
    assert "Rémi Relais" not in first
    assert "Signature, après-midi" in pages[0]
    assert "Signature, après-midi" not in pages[3], "the second day is a morning"
    for page in pages:
        assert "Financé par" in page
        assert "Œuvre perdue" in page
    assert [len(page.images) for page in reader.pages][:1] == [1], "what is lost is told by its name"
    only = "".join(
        page.extract_text() for page in PdfReader(BytesIO(signing_sheets(event, seats_of(event, Mode.RELAY)))).pages
    )
    assert "Rémi Relais" in only
    assert "Personne" not in only
