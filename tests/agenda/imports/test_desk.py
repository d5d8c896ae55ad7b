"""« Calendriers de partenaires »: an address is given, read by the worker, and its last reading told in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from agenda.imports import tasks
from agenda.imports.reading import Occurrence, Reading
from agenda.imports.vocabulary import Outcome
from agenda.models import CalendarAddress, EventPage, ImportedEvent
from cms.actions import open_site
from geography.keys import rebuild_commune_keys
from listings.actions import appoint_moderator
from mail.models import OutgoingMail
from tests.factories.agenda import agenda_of
from tests.factories.listings import desk_of, make_user, territory_of
from tests.factories.places import mende

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # what a reading writes: test_writing
HOME = "/admin/calendriers/"


def soon(**told: Any) -> Occurrence:
    """An evening, in ten days."""
    starts = (timezone.now() + timedelta(days=10)).replace(microsecond=0)
    known: dict[str, Any] = dict.fromkeys(("recurrence", "description", "url"), "")
    known |= {"uid": "a", "sequence": 0, "starts": starts, "ends": starts + timedelta(hours=2), "zone": "Europe/Paris"}
    known |= {"is_whole_day": False, "is_cancelled": False, "summary": "Soirée jeux", "location": "Mende"}
    return Occurrence(**{**known, **told})


@pytest.fixture
def site(db: None) -> Site:
    """The site of Mende's territory, opened whole: its circuit is there."""
    Site.objects.all().delete()
    opened = open_site(territory_of(mende()), "testserver", is_default=True)
    rebuild_commune_keys()
    agenda_of(opened)
    return opened


def test_from_an_address_to_what_is_to_be_seen(
    site: Site, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = make_user()
    appoint_moderator(agent, territory_of(mende()))
    desk = desk_of(agent, monkeypatch)
    told = {"name": "Médiathèque", "territory": str(territory_of(mende()).pk)}
    for wrong in ("ftp://a.example/a.ics", "pas une adresse", ""):
        assert desk.post(HOME, {**told, "url": wrong}).status_code == 200, wrong
    assert desk.post(HOME, {**told, "url": "webcal://a.example/a.ics"}).status_code == 302
    address = CalendarAddress.objects.get()
    assert address.url == "https://a.example/a.ics"
    assert desk.post(HOME, {**told, "url": address.url}).status_code == 200, "once is enough"
    page = reverse("calendars_desk:one", args=[address.pk])
    assert "Pas encore lu" in desk.get(page).content.decode()

    readings = [Reading(Outcome.READ, [soon()], [{"title": "Horloge", "why": "trop-souvent"}], 1)]
    monkeypatch.setattr(tasks, "read_address", lambda *_args, **_kwargs: readings[-1])
    assert tasks.read_due.call() == 0, "no network: nothing is read"
    settings.LINK_CHECKS = True
    assert tasks.read_one.call(address.pk) == Outcome.READ
    assert tasks.read_one.call(address.pk) == Outcome.READ, "twice at once is once"
    event = EventPage.objects.get()
    assert event.workflow_in_progress, "read as any page that someone wrote"
    assert set(OutgoingMail.objects.values_list("template", "to")) == {("calendar_read", agent.email)}
    assert not tasks.due(timezone.now()).exists()
    assert tasks.due(timezone.now() + timedelta(hours=21)).get() == address
    shown = desk.get(page).content.decode()
    assert all(words in shown for words in ("Soirée jeux", "Horloge (plusieurs fois par jour)", "Nouveaux brouillons"))

    draft = event.get_latest_revision_as_object()
    draft.title = "Soirée d’échecs"
    draft.save_revision(user=agent)
    readings.append(Reading(Outcome.READ, [soon(summary="Soirée tarot")]))
    tasks.read_now(CalendarAddress.objects.get(), timezone.now() + timedelta(days=1))
    shown = desk.get(page).content.decode()
    assert "À voir" in shown
    assert "Soirée tarot" in shown
    row = ImportedEvent.objects.get()
    assert desk.post(reverse("calendars_desk:seen", args=[address.pk, row.pk])).status_code == 302
    assert "Soirée tarot" not in desk.get(page).content.decode()
    readings.append(Reading(Outcome.FORBIDDEN))
    tasks.read_now(CalendarAddress.objects.get(), timezone.now() + timedelta(days=2))
    assert "L’adresse n’est pas publique" in desk.get(page).content.decode()
    assert "L’adresse n’est pas publique" in desk.get(HOME).content.decode()
    desk.post(reverse("calendars_desk:pause", args=[address.pk]))
    assert not tasks.due(timezone.now() + timedelta(days=9)).exists()
    desk.post(reverse("calendars_desk:remove", args=[address.pk]))
    assert (CalendarAddress.objects.count(), EventPage.objects.count()) == (0, 1)
