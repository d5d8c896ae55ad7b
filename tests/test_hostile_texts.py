"""HTML and line breaks in every text that someone can fill in, read on every page and in every mail that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.validators import RegexValidator
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory.audiences import LABELS
from directory.models import Business, BusinessContact, BusinessSite, RemoteWorker
from listings import freshness
from listings.contact import actions
from listings.contact.actions import Letter, Sender
from listings.contact.models import Side, State
from listings.kinds import kind_of
from listings.models import Listing, Review
from listings.reviewing import decide, submit
from listings.reviews import ReviewState
from listings.teaming import claim, invite
from mail.tasks import send_due
from places.models import Place
from tests.factories.directory_businesses import make_business
from tests.factories.listings import desk_of, make_moderator, make_report, make_user
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker
from tests.mail.smtp_server import SmtpServer, smtp_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

SCRIPT = "<script>alert(1)</script>"
TEXT = f"\"'>{SCRIPT}\r\nBcc: tous@demo.example\r\n{{{{ 7*7 }}}}<img src=x onerror=alert(2)>"
RAW = (SCRIPT, "<img src=x", "<script>alert")
NOT_TEXT = (models.URLField, models.EmailField, models.SlugField)


def texts_of(model: type[models.Model]) -> dict[str, str]:
    """Every field of a model that takes any text, filled with the worst that fits."""
    found = {}
    for field in model._meta.fields:
        free = isinstance(field, models.CharField | models.TextField) and not isinstance(field, NOT_TEXT)
        if not free or not field.editable or field.choices or _has_a_form(field):
            continue
        found[field.name] = TEXT[: field.max_length or 3000]
    return found


def _has_a_form(field: Any) -> bool:
    """Whether the field takes no free text: hours, numbers, codes."""
    ours = [check for check in field.validators if not hasattr(check, "limit_value")]
    strict = [check for check in ours if isinstance(check, RegexValidator) or callable(check)]
    named = field.name in {"opening_hours", "phone", "source", "source_id", "photo", "logo", "object_str"}
    return named or any(getattr(check, "__name__", "").startswith("validate_") for check in strict)


@pytest.fixture
def owner() -> User:
    user = make_user()
    User.objects.filter(pk=user.pk).update(first_name=TEXT[:80], last_name=TEXT[:80])
    user.refresh_from_db()
    return user


@pytest.fixture
def hostile(owner: User) -> list[Listing]:
    """One listing of each kind, every text of which is hostile, with a draft that waits."""
    place = make_place(owner=owner, **texts_of(Place))
    worker = make_worker(
        owner, audiences=dict.fromkeys(LABELS, "everyone"), skills=[TEXT[:60]], places=[place], **texts_of(RemoteWorker)
    )
    business = make_business(owner=owner, **texts_of(Business))
    BusinessSite.objects.create(business=business, commune=mende(), **texts_of(BusinessSite))
    BusinessContact.objects.create(business=business, audience="everyone", **texts_of(BusinessContact))
    business.save_revision(user=owner)
    return [place, worker, business]


def test_texts_are_found() -> None:
    """The negative control: what is filled in is what people write."""
    assert {"display_name", "headline", "presentation", "employer"} <= set(texts_of(RemoteWorker))
    assert {"name", "summary", "description", "address"} <= set(texts_of(Place))
    assert {"name", "headline", "presentation", "hires_what"} <= set(texts_of(Business))
    assert SCRIPT in texts_of(RemoteWorker)["display_name"]


def waiting(listing: Listing, owner: User) -> Review:
    """A new version of a listing, sent."""
    row: Any = type(listing)._default_manager.get(pk=listing.pk)
    draft = row.get_latest_revision_as_object()
    long = "presentation" if hasattr(draft, "presentation") else "description"
    setattr(draft, long, f"{TEXT} bis")
    draft.save_revision(user=owner)
    return submit(type(listing)._default_manager.get(pk=listing.pk), owner)


def public_paths(listing: Any) -> Iterator[str]:
    url = listing.get_absolute_url()
    yield from (url, f"/en{url}", url.rsplit("/", 2)[0] + "/")
    key = listing.slug
    yield f"/contact/{kind_of(listing).slug}/{key}/"
    yield from (f"{url}signaler/", f"{url}signaler/merci/")
    if isinstance(listing, Place):
        yield "/lieux/carte.geojson?bbox=3,44,4,45&z=12"


def insist(response: Any, path: str) -> None:
    """An answer that a browser would read as a page holds none of it as markup."""
    assert response.status_code < 500, path
    if response.headers.get("Content-Type", "").startswith("text/html"):
        page = response.content.decode()
        assert not [raw for raw in RAW if raw in page], path
        assert "49<img" not in page, path
    assert "\r" not in str(response.headers.values()), path


def test_no_page_takes_it_for_markup(
    hostile: list[Listing], owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Client()
    mine.force_login(owner)
    for listing in hostile:
        for path in public_paths(listing):
            for visitor in (client, mine):
                insist(visitor.get(path), path)
        space = f"/mon-espace/{kind_of(listing).slug}/{listing.pk}/"
        for path in (space, f"{space}apercu/", f"{space}modifier/", "/mon-espace/"):
            insist(mine.get(path, follow=True), path)
    assert b"alert(1)" in client.get(hostile[1].get_absolute_url()).content, "It is shown, as text."  # type: ignore[attr-defined]
    reviews = [waiting(listing, owner) for listing in hostile]
    report = make_report(make_place(), message=TEXT, reporter_email="x@demo.example")
    claimed = claim(make_place(name=TEXT[:150]), owner, TEXT)
    desk = desk_of(make_moderator(mende()), monkeypatch)
    paths = [
        "/admin/",
        "/admin/relectures/",
        f"/admin/relectures/signalements/{report.pk}/",
        "/admin/lieux/",
        "/admin/entreprises/",
    ]
    paths += [f"/admin/relectures/{review.pk}/" for review in reviews]
    paths += [f"/admin/relectures/{review.pk}/apercu/" for review in reviews]
    paths += [f"/admin/{word}/{row.pk}/" for word, row in zip(("lieux", "teletravailleurs", "entreprises"), hostile)]  # noqa: B905
    paths += [f"{path}historique/" for path in paths[-3:]]
    paths += ["/admin/teletravailleurs/", f"/admin/relectures/demandes/{claimed.pk}/"]
    for path in paths:
        response = desk.get(path)
        assert response.status_code == 200, path
        insist(response, path)


@pytest.fixture
def server(settings: Any) -> Iterator[SmtpServer]:
    with smtp_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield running


def test_no_mail_takes_it_for_markup_or_for_a_header(hostile: list[Listing], owner: User, server: SmtpServer) -> None:
    moderator, sender = make_moderator(mende()), make_user()
    for listing in hostile:
        decide(waiting(listing, owner), moderator, ReviewState.CHANGES, TEXT)
        letter = Letter(introduction=TEXT, subject=TEXT[:120], text=TEXT)
        conversation = actions.write(listing, Sender(TEXT[:80], sender.email, sender), letter, uuid4())
        actions.answer(conversation, State.INTERESTED, uuid4(), "", TEXT)
        actions.say(conversation, Side.SENDER, TEXT, uuid4())
    claim(make_place(name=TEXT[:150]), owner, TEXT)
    invite(hostile[0], owner, "collegue@demo.example")
    type(hostile[0])._default_manager.update(first_published_at=timezone.now() - timedelta(days=999), checked_on=None)
    freshness.run(timezone.now())
    send_due.call()
    assert len(server.taken) > 15
    for message in server.taken:
        assert "Bcc" not in message, message["Subject"]
        assert len(message.get_all("To", [])) == len(message.get_all("Subject", [])) == 1
        assert "tous@demo.example" not in str(message["To"])
        assert "\n" not in str(message["Subject"])
        html = message.get_body(("html",))
        assert html is not None
        assert not [raw for raw in RAW if raw in html.get_content()], message["Subject"]


def test_no_card_takes_it_for_a_line(hostile: list[Listing], client: Client) -> None:
    card = client.get(f"/lieux/{hostile[0].slug}.vcf").content.decode()  # type: ignore[attr-defined]
    lines = re.split(r"\r\n(?![ \t])", card)
    assert not [line for line in lines if line.lower().startswith("bcc")]
    assert lines.count("BEGIN:VCARD") == 1
