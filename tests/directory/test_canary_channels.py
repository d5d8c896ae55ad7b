"""What someone hides comes out nowhere else either: mails, logs, pictures, exports, distances.

Each way of reading has its negative control: the same reading finds a canary that is shown.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from gunicorn.config import Config, get_default_config_file
from gunicorn.glogging import Logger

from accounts.models import User
from directory.audiences import LABELS
from directory.models import Business, RemoteWorker
from directory.workers.actions import draft_of, keep
from geography.distance import Point, distance_km
from geography.models import Commune
from listings import freshness
from listings.agency_teams import invite_agent
from listings.contact import actions, retention
from listings.contact.models import Side, State
from listings.models import Moderator
from listings.reviewing import decide, submit
from listings.reviews import RefusalReason, ReviewState
from listings.teaming import claim, invite
from mail.outbox import write_mail
from mail.tasks import send_due
from places.models import Place
from places.photos import make_sizes
from tests.conftest import ROOT
from tests.factories.canaries import (
    COORDINATES,
    EMAIL,
    PHONE,
    STREET,
    hidden,
    leaks,
    make_photos,
    traced_photo,
    traces,
)
from tests.factories.contact import write_to
from tests.factories.listings import desk_of, make_moderator, make_superuser, millau
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker
from tests.mail.smtp_server import SmtpServer, smtp_server
from tests.test_public_addresses import ALL

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("people"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _media(canary_folder: Path) -> Iterator[None]:
    yield
    with warnings.catch_warnings():  # Wagtail leaves the temporary file of a new rendition to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


# Mails and logs ------------------------------------------------------------------------------------------------------


class Heard(logging.Handler):
    """Keeps every record of every logger, formatted as a line of the log, traceback included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def all_logs() -> Iterator[list[str]]:
    """Every logger at its most talkative, whatever the settings keep of it."""
    heard, root = Heard(), logging.getLogger()
    names = [name for name, found in root.manager.loggerDict.items() if isinstance(found, logging.Logger)]
    known = [(found, found.level, found.propagate) for found in (root, *map(logging.getLogger, names))]
    root.addHandler(heard)
    for found, *_kept in known:
        found.setLevel(logging.DEBUG)
        found.propagate = True
    try:
        yield heard.lines
    finally:
        root.removeHandler(heard)
        for found, level, propagate in known:
            found.setLevel(level)
            found.propagate = propagate


@pytest.fixture
def server(settings: Any) -> Iterator[SmtpServer]:
    """A real mail server on loopback."""
    with smtp_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield running


def words_of(message: EmailMessage) -> str:
    """A mail as it went out: every header but the recipient's own address, and every part decoded."""
    headers = [f"{name}: {value}" for name, value in message.items() if name != "To"]
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    assert len(parts) == 2, "Text and HTML."
    return "\n".join([*headers, *parts])


def live(client: Client, people: list[RemoteWorker], place: Place) -> None:
    """All that makes the site write a mail or a line of log about them."""
    client.post("/compte/inscription/", {"email": EMAIL, "password1": "une longue phrase", "consent": "on"})
    client.post("/compte/connexion/", {"login": EMAIL, "password": STREET})
    for address in (EMAIL, people[0].owner.email):
        client.post("/compte/mot-de-passe/oublie/", {"email": address})
    moderator, former = make_moderator(mende()), people[2]
    Moderator.objects.filter(user=moderator).update(is_manager=True)
    for state, reason in (
        (ReviewState.CHANGES, ""),
        (ReviewState.REFUSED, RefusalReason.OTHER),
        (ReviewState.APPROVED, ""),
    ):
        draft = draft_of(RemoteWorker.objects.get(pk=former.pk))
        draft.presentation = f"{STREET}, {state}"
        keep(draft, former.owner)
        review = submit(RemoteWorker.objects.get(pk=former.pk), former.owner)
        decide(review, moderator, state, "Des mots", reason)
    claim(make_place(), people[0].owner, "C’est chez moi")
    invite(place, place.owner, "collegue@demo.example")
    invite_agent(moderator_territory(moderator), moderator, "agente@demo.example")
    talk(place, people[0].owner)
    RemoteWorker.objects.update(checked_on=None, first_published_at=timezone.now() - timedelta(days=999))
    for day in (0, 30, 60, 90):
        freshness.run(timezone.now() + timedelta(days=day))
    fail(client)


def moderator_territory(moderator: User) -> Any:
    return Moderator.objects.get(user=moderator).territory


def talk(place: Place, sender: User) -> None:
    """Two conversations about a place, one of them answered and gone on with, one left alone."""
    conversation = write_to(place, sender)
    actions.answer(conversation, State.INTERESTED, uuid4(), "", "Bonjour")
    actions.say(conversation, Side.SENDER, "Mardi", uuid4())
    actions.share(conversation, Side.SENDER)
    write_to(place, email=EMAIL)
    write_to(place, sender)
    retention.run(timezone.now() + timedelta(days=6))
    retention.run(timezone.now() + timedelta(days=40))


def fail(client: Client) -> None:
    """What goes wrong is logged: an address that is not there, a form without its token, a page that breaks down."""
    client.get("/teletravailleurs/personne/")
    Client(enforce_csrf_checks=True).post("/compte/connexion/", {"login": EMAIL, "password": STREET})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("directory.workers.results.WorkerResults.of", lambda request: 1 / 0)
        browser = Client(raise_request_exception=False)
        assert browser.post("/teletravailleurs/", {"email": EMAIL}).status_code == 405
        assert browser.get("/teletravailleurs/").status_code == 500


INVITED = "Invitation à tenir la fiche"
"""The one mail that tells who has it written, to whom they chose: an invitation from nobody is worth nothing."""


@pytest.mark.once
def test_no_mail_and_no_log_tells(
    client: Client, server: SmtpServer, people: list[RemoteWorker], held: tuple[Place, Business]
) -> None:
    place, _business = held
    server.script_of = {people[0].owner.email: f"550 <{people[0].owner.email}> unknown"}
    with all_logs() as lines:
        live(client, people, place)
        while send_due.call():
            pass
    assert len({message["Subject"] for message in server.taken}) > 10
    for message in server.taken:
        if not message["Subject"].startswith(INVITED):
            assert not leaks(words_of(message)), message["Subject"]
    assert any("ZeroDivisionError" in line for line in lines)
    assert any("Not Found" in line for line in lines)
    assert any("CSRF" in line for line in lines)
    for line in lines:
        assert not leaks(line), line


@pytest.mark.once
def test_a_canary_in_a_mail_or_in_the_log_is_seen(server: SmtpServer) -> None:
    """The negative control: a header, the text, the HTML, a line, a traceback."""
    for rank, words in enumerate((STREET, PHONE, EMAIL, COORDINATES)):
        write_mail(
            "claim_waiting",
            "moi@demo.example",
            {"listing": words, "author": words, "message": words, "commune": "Mende", "address": "/"},
            key=f"essai-{rank}",
        )
    send_due.call()
    assert len(server.taken) == 4
    for message in server.taken:
        assert leaks(str(message["Subject"]))
        parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
        assert all(leaks(part.get_content()) for part in parts)
    with all_logs() as lines:
        logging.getLogger("django.server").debug("GET /%s", STREET)
        try:
            raise ValueError(EMAIL)
        except ValueError:
            logging.getLogger("listings").exception("It broke down")
    assert len(lines) == 2
    assert all(map(leaks, lines))


# The server's own log -------------------------------------------------------------------------------------------------


def server_log() -> Config:
    """What gunicorn is told by our file."""
    kept: dict[str, Any] = {}
    exec((ROOT / get_default_config_file().replace("./", "")).read_text(), kept)  # type: ignore[union-attr]
    config = Config()
    for name, value in kept.items():
        if name in config.settings:
            config.set(name, value)
    return config


def access_line(config: Config, response: Any) -> str:
    """The line that gunicorn would write for an answer."""
    environ = {"RAW_URI": response.wsgi_request.get_full_path(), **response.wsgi_request.META}
    headers = list(response.headers.items())
    answer = SimpleNamespace(status=f"{response.status_code} OK", sent=1, headers=headers)
    asked = SimpleNamespace(headers=[(name, value) for name, value in response.wsgi_request.headers.items()])
    atoms = Logger(config).atoms(answer, asked, environ, timedelta(seconds=1))
    return str(config.access_log_format % Logger.atoms_wrapper_class(atoms))


@pytest.mark.once
def test_the_server_keeps_no_access_log_and_one_would_not_tell(client: Client, people: list[RemoteWorker]) -> None:
    config = server_log()
    assert config.accesslog is None, "Secret links and searches are in addresses."
    client.force_login(people[0].owner)
    answers = [
        client.get("/teletravailleurs/ma-fiche/contacts/"),
        client.post("/teletravailleurs/ma-fiche/contacts/", {"email": EMAIL, "phone": PHONE}),
        client.post("/compte/courriel/", {"email": EMAIL, "action_add": "1"}),
        client.get("/mon-espace/"),
        client.get(people[0].get_absolute_url()),
        Client().post("/compte/connexion/", {"login": EMAIL, "password": STREET}),
    ]
    for answer in answers:
        assert not leaks(access_line(config, answer))
    assert leaks(access_line(config, client.get("/teletravailleurs/", {"q": "zyxomme"}))), "The negative control."


# Pictures -------------------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_no_picture_tells(
    client: Client, people: list[RemoteWorker], held: tuple[Place, Business], canary_folder: Path
) -> None:
    place, _business = held
    make_photos(place)
    make_sizes(place)
    shown = make_worker(display_name="Gil", photo=hidden()["photo"])
    files = [path for path in canary_folder.rglob("*.*") if "original_images" not in path.parts]
    assert {path.suffix for path in files} == {".webp", ".avif", ".jpg"}
    assert len(files) >= 2 * 5 + 2 * len(people)
    for path in files:
        assert not traces(path.read_bytes()), path
    for size in ("grand", "petit"):
        assert not traces(client.get(f"{shown.get_absolute_url()}photo-{size}.webp").content)
        assert client.get(f"{people[0].get_absolute_url()}photo-{size}.webp").status_code == 404
    originals = list(canary_folder.glob("original_images/*"))
    assert len(originals) == 2
    page = client.get(place.get_absolute_url()).content.decode()
    for original in originals:
        assert original.name not in page
        for folder in ("original_images", "images/../original_images", "images/original_images", "images"):
            assert client.get(f"/media/{folder}/{original.name}").status_code in {400, 404}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_a_phone_writes_into_a_picture_is_seen(format: str) -> None:
    """The negative control."""
    assert {"zyxomme", "cache.example", "exif", "exif 34853"} <= set(traces(traced_photo(format).read()))


# Exports --------------------------------------------------------------------------------------------------------------


def file_words(response: Any) -> str:
    """A CSV, or every part of a workbook."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if not content.startswith(b"PK"):
        return str(content.decode())
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


LISTS = sorted({f"/{a.route}" for a in ALL if a.route.startswith("admin/") and "_desk:list" in a.name})


def exports(client: Client) -> dict[str, str]:
    """The words of every list of our desk that can be taken away, by address."""
    found = {}
    for path in LISTS:
        for format in ("csv", "xlsx"):
            response = client.get(path, {"export": format})
            if "attachment" in response.get("Content-Disposition", ""):
                found[f"{path} {format}"] = file_words(response)
    return found


def test_no_export_of_another_territory_tells(
    monkeypatch: pytest.MonkeyPatch, people: list[RemoteWorker], held: tuple[Place, Business]
) -> None:
    place, business = held
    claim(make_place(), people[0].owner, STREET)
    submit(RemoteWorker.objects.get(pk=people[2].pk), people[2].owner)
    shown = make_worker(display_name="Zyxomme", audiences=dict.fromkeys(LABELS, "everyone"))
    assert shown.live
    ours, theirs = (
        exports(desk_of(make_moderator(mende()), monkeypatch)),
        exports(desk_of(make_moderator(millau()), monkeypatch)),
    )
    assert len(ours) >= 6, ours.keys()
    assert ours.keys() == theirs.keys()
    for address, words in theirs.items():
        assert not leaks(words), address
        assert not [name for name in ("Ada", "Bea", "Dan", place.name, business.name) if name in words], address
    control = [address for address, words in ours.items() if "zyxomme" in leaks(words)]
    assert {address.split()[0] for address in control} == {"/admin/teletravailleurs/"}, "Who calls themself that."
    for address, words in ours.items():
        assert not [word for word in leaks(words) if word not in {"zyxomme", "brouillon-canari"}], address


# Distances ------------------------------------------------------------------------------------------------------------


def listed(client: Client, **query: str) -> dict[str, float | None]:
    """The people of the list, in its order, with their distances."""
    response = client.get("/teletravailleurs/", query)
    return {card.view.display_name: card.km for card in response.context["results"].cards}


def reach(client: Client, name: str, start: Point, step: tuple[float, float]) -> float:
    """How far from a point, along a direction, someone is still within 5 km: found by halving, in degrees."""
    low, high = 0.0, 0.2
    for _ in range(9):
        middle = (low + high) / 2
        latitude, longitude = start.latitude + middle * step[0], start.longitude + middle * step[1]
        found = listed(client, pres=f"{latitude},{longitude}", rayon="5", tri="distance")
        low, high = (middle, high) if (found.get(name) or 99) <= 5 else (low, middle)  # an empty list widens
    return low


def test_halving_distances_finds_the_town_hall_and_no_more(client: Client, people: list[RemoteWorker]) -> None:
    """Whoever moves their own position, in two directions, learns a circle around the town hall, the same for all."""
    hall = mende().point
    assert hall is not None
    for step in ((1.0, 0.0), (0.0, 1.0)):
        found = {worker.display_name: reach(client, worker.display_name, hall, step) for worker in people}
        assert len(set(found.values())) == 1, found
        (edge,) = set(found.values())
        end = Point(hall.latitude + edge * step[0], hall.longitude + edge * step[1])
        assert abs(distance_km(hall, end) - 5) < 1.2, "A position is rounded to a hundredth of a degree."


def test_sorting_by_distance_from_two_origins_sorts_communes(client: Client, people: list[RemoteWorker]) -> None:
    florac = Commune.objects.get(code="48061")
    for rank in range(3):
        make_worker(display_name=f"Z{rank}", commune=florac, **hidden())
    for origin in ("44.40,3.55", "44.51,3.49", "44.33,3.60"):
        found = listed(client, pres=origin, rayon="100", tri="distance")
        assert len(found) == len(people) + 3
        latitude, longitude = map(float, origin.split(","))
        for commune, names in ((mende(), ["Ada", "Bea", "Dan"]), (florac, ["Z0", "Z1", "Z2"])):
            assert commune.point
            kms = {round(float(found[name] or 0), 3) for name in names}
            assert kms == {round(distance_km(Point(latitude, longitude), commune.point), 3)}
    control = {distance_km(Point(44.40, 3.55), Point(*map(float, COORDINATES.split(",")))) for _ in people}
    assert control.isdisjoint(set(listed(client, pres="44.40,3.55", rayon="100", tri="distance").values()))


BOXES = [f"{3.4975 - half},{44.5136 - half},{3.4975 + half},{44.5136 + half}" for half in (0.5, 0.05, 0.005, 0.0005)]


def test_a_shrunk_box_parts_no_group_on_the_map_and_is_nothing_to_the_list(client: Client) -> None:
    numbers = set()
    for box in BOXES:
        features = json.loads(client.get("/teletravailleurs/carte.geojson", {"bbox": box, "z": "18"}).content)
        numbers |= {feature["properties"]["count"] for feature in features["features"]}
        assert not leaks(json.dumps(features["features"]))
        names = listed(client, bbox=box)
        assert set(names) == {"Ada", "Bea", "Dan"}, "The list knows no box: it neither narrows nor orders by one."
    assert numbers == {3}


def test_a_canary_on_the_map_in_the_sitemap_or_in_a_card_is_seen(client: Client) -> None:
    """The negative control of what is read as data."""
    Commune.objects.filter(code=mende().code).update(name="Zyxomme")
    for _ in range(3):
        make_worker(display_name="Zyxomme", is_indexable=True)
    make_place(slug="zyxomme", name="Zyxomme")
    for path in (
        f"/teletravailleurs/carte.geojson?bbox={BOXES[0]}&z=9",
        "/plan-du-site-teletravailleurs.xml",
        "/lieux/zyxomme.vcf",
    ):
        assert "zyxomme" in leaks(client.get(path).content.decode()), path
    page = client.get("/lieux/zyxomme/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    assert "zyxomme" in leaks(found[1])


def test_the_desk_tells_no_address_of_a_member(monkeypatch: pytest.MonkeyPatch, people: list[RemoteWorker]) -> None:
    """Who reads a version, its history or a list needs the words, not the mailbox; superusers neither."""
    former = people[2]
    review = submit(RemoteWorker.objects.get(pk=former.pk), former.owner)
    for user in (make_moderator(mende()), make_superuser()):
        desk = desk_of(user, monkeypatch)
        words = "".join(exports(desk).values())
        for path in (
            "/admin/relectures/",
            f"/admin/relectures/{review.pk}/",
            f"/admin/teletravailleurs/{former.pk}/",
            f"/admin/teletravailleurs/{former.pk}/historique/",
        ):
            response = desk.get(path)
            assert response.status_code == 200
            words += response.content.decode()
        assert "un membre" in words.lower()
        assert not set(leaks(words)) & {"cache.example", "0466009173", "466009173", "4 66 00 91 73"}
