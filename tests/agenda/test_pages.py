"""The page of an event: all that it says, in any state, at the cost of as many queries; what it never says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Revision, Site

from agenda.models import EventPage, Partner, Question, RelaySite
from agenda.vocabulary import Mode
from cms.models import File, Picture
from tests.factories.agenda import make_event, make_registration, seats_of
from tests.factories.places import make_place, mende
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db
SECRET = "https://visio.example/salon-secret"


def session(title: str, **fields: Any) -> dict[str, Any]:
    """A session as it is stored."""
    known = {"title": title, "day": 1, "starts": "09:00", "ends": "10:00", "speakers": [], "documents": []}
    return {"type": "session", "value": {**known, **fields}}


def document(title: str) -> File:
    file = File(title=title, file_size=2400)
    file.file.save("diapositives.pdf", ContentFile(b"%PDF"), save=False)
    file.save()
    return file


def full_event(site: Site, size: int) -> EventPage:
    """An event with ``size`` of everything that an event may have."""
    names = [f"Personne {rank}" for rank in range(size)]
    speakers = [{"name": name, "role": "dirigeante", "organisation": "Atelier"} for name in names]
    pdf = document("Diapositives")
    event = make_event(
        site,
        title="Rencontres",
        slug="rencontres",
        starts_at=datetime(2030, 12, 10, 8, tzinfo=UTC),
        ends_at=datetime(2030, 12, 11, 16, tzinfo=UTC),
        seats_on_site=30,
        seats_online=None,
        online_url=SECRET,
        place=make_place(name="La Filature", address="4 quai de la Filature"),
        relay_sites=[RelaySite(place=make_place(name=f"Relais {rank}"), seats=5) for rank in range(size)],
        partners=[
            Partner(name=f"Fonds {rank}", role="finance", logo=Picture.objects.create(title="Logo", file=logo))
            for rank, logo in enumerate([get_test_image_file() for _ in range(size)])
        ],
        programme=[
            session(
                f"Session {rank}",
                day=1 + rank % 2,
                room="Grande salle",
                format="conference",
                text="<p>Venez.</p>",
                speakers=[speaker],
                documents=[{"document": pdf.pk, "label": ""}],
            )
            for rank, speaker in enumerate(speakers)
        ],
        access="De plain-pied",
        contact="questions@demo.example",
        price="repas à 9 €",
    )
    make_registration(event, seats_of(event, Mode.RELAY))
    make_registration(event, seats_of(event, Mode.RELAY), state="waiting")
    return event


def read(client: Client, address: str = "/agenda/rencontres/") -> str:
    return " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize("size", [2, pytest.param(5, marks=pytest.mark.once)])
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_everything_is_said_but_the_address_of_the_stream(client: Client, lozere_site: Site, size: int) -> None:
    full_event(lozere_site, size)
    page = read(client)
    with reviewed_queries("agenda-event"):
        client.get("/agenda/rencontres/")
    for words in (
        "du mardi 10 décembre 2030 à 9 h au mercredi 11 décembre 2030 à 17 h",
        "mercredi 11 décembre 2030",
        "Conférence, grande salle",
        "Personne 1 (dirigeante)",
        "Diapositives",
        "PDF, 2 Ko",
        "4 quai de la Filature, Mende",
        "1 place prise sur 5 ; 1 personne en attente",
        "4 places",
        "Fonds 1",
        "Agence Lozère",
        "De plain-pied",
        "repas à 9 €",
        "questions@demo.example",
        'href="/agenda/rencontres/inscription/"',
        'href="/agenda/rencontres.ics"',
    ):
        assert words in page, words
    feeds = ("/agenda/", "/agenda/agenda.ics", "/agenda/rencontres.ics", "/agenda/atom.xml")
    assert all(
        "salon-secret" not in read(client, address) for address in (*feeds, "/en/agenda/", "/agenda/rencontres/")
    )


@pytest.mark.once
def test_the_state_comes_first(client: Client, lozere_site: Site) -> None:
    now = timezone.now()
    slides = [session("Ouverture", documents=[{"document": document("Notes").pk, "label": "Les notes"}])]
    past = {"starts_at": now - timedelta(days=2), "ends_at": now - timedelta(days=2, hours=-1)}
    for fields, said, unsaid in (
        ({"status": "cancelled", "status_note": "Trop de neige."}, "Trop de neige.", "inscription/"),
        ({"status": "postponed"}, "La nouvelle date sera annoncée ici", "inscription/"),
        (
            {**past, "replay_url": "https://video.example/a", "programme": slides},
            "l’enregistrement et les doc",
            "inscription/",
        ),
        ({"opens_at": now + timedelta(days=1)}, "Les inscriptions ouvrent le", "inscription/"),
        ({"closes_at": now - timedelta(days=1)}, "Les inscriptions sont closes", "inscription/"),
        (
            {"registration": "elsewhere", "registration_url": "https://billets.example/"},
            "https://billets.example/",
            "attente",
        ),
    ):
        event = make_event(lozere_site, **{"seats_on_site": 3, **fields})
        page = read(client, f"/agenda/{event.slug}/")
        assert said in page
        assert unsaid not in page
    full = make_event(lozere_site, seats_on_site=1, slug="complet")
    make_registration(full)
    assert "Demander une place en attente" in read(client, "/agenda/complet/")
    assert "Complet, liste d’attente" in read(client, "/agenda/complet/")


def test_drafts_are_not_there(client: Client, lozere_site: Site) -> None:
    make_event(lozere_site, title="Brouillon", slug="brouillon", live=False)
    assert "Brouillon" not in read(client, "/agenda/")
    assert client.get("/agenda/brouillon/").status_code == 404


def test_what_calendars_were_told_stays_out_of_versions(lozere_site: Site) -> None:
    event = make_event(lozere_site, seats_on_site=3)
    old = event.save_revision()
    assert event.uid == str(event.translation_key)
    EventPage.objects.filter(pk=event.pk).update(sequence=7)
    assert Revision.objects.get(pk=old.pk).as_object().sequence == 7
    copied = event.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)
    assert copied.uid != event.uid
    assert copied.sequence == 0
    assert copied.announced == {}


def test_parts_say_what_they_lack(lozere_site: Site) -> None:
    with pytest.raises(ValidationError, match="Choisissez un lieu"):
        RelaySite(name="Sans commune").clean()
    RelaySite(name="Salle", commune=mende()).clean()
    question = Question(label="Repas", kind="choice", choices="Oui\n\nOui\n")
    with pytest.raises(ValidationError, match="de 2 à 30 choix"):
        question.clean()
    question.choices = "Oui\nNon \nOui"
    question.clean()
    assert question.choice_list == ["Oui", "Non"]
