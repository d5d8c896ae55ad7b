"""An agency writes its events in Wagtail's editor: moderated, scheduled, previewed, held to what is its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from agenda.models import EventPage, Seats
from cms.models import Picture
from cms.moderation import open_workflow
from geography.models import Territory
from listings.actions import appoint_writer
from tests.factories.agenda import agenda_of, agent_of, make_event, make_registration
from tests.factories.listings import desk_of, make_user, millau
from tests.factories.places import make_place

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,  # what the database keeps of it: test_seating, test_publishing, the permission matrix
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Wagtail leaves the files of renditions open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def event_fields(**fields: Any) -> dict[str, Any]:
    """An event as the editor sends it."""
    known = {
        "title": "Rencontres",
        "slug": "rencontres",
        "lead": "Une journée.",
        "starts_at": "2030-12-10 09:00",
        "ends_at": "2030-12-10 17:00",
        "time_zone": "Europe/Paris",
        "status": "confirmed",
        "attendance": "sur-place",
        "commune": "Mende (48095)",
        "registration": "here",
        "seats_on_site": "30",
        "kind": "rencontre",
        "price_amount": "0",
        "body": streamfield([("text", rich_text("<p>Bonjour</p>"))]),
        "programme": streamfield([]),
        "relay_sites": inline_formset(
            [{"key": "", "place": "", "name": "Médiathèque", "commune": "Mende (48095)", "seats": "5", "contact": ""}]
        ),
        **{name: inline_formset([]) for name in ("questions", "partners", "comments")},
    }
    return nested_form_data({**known, **fields})


def add_address(site: Site) -> str:
    return reverse("wagtailadmin_pages:add", args=["agenda", "eventpage", agenda_of(site).pk])


def pressed(client: Client, event: EventPage, button: str, **fields: Any) -> EventPage:
    """The event after a button of its editor was pressed."""
    latest = EventPage.objects.get(pk=event.pk).latest_revision
    row = event.relay_sites.get()
    relay = {
        "id": row.pk,
        "key": row.key,
        "place": "",
        "name": "Médiathèque",
        "commune": "Mende (48095)",
        "contact": "",
    }
    seen = {"loaded_revision_id": latest.pk, "loaded_revision_created_at": latest.created_at.isoformat()}
    relays = inline_formset([{**relay, "seats": fields.pop("relay_seats", "5")}], initial=1)
    data = {**event_fields(relay_sites=relays, **fields), **seen, button: "1"}
    client.post(reverse("wagtailadmin_pages:edit", args=[event.pk]), data)
    return EventPage.objects.get(pk=event.pk)  # type: ignore[no-any-return]


def test_an_event_from_its_first_words_to_its_publication(lozere_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    agent, writer = agent_of(lozere_site), make_user()
    territory = Territory.objects.get()
    appoint_writer(writer, territory)
    open_workflow(territory, lozere_site.root_page)
    at_desk, writing = desk_of(agent, monkeypatch), desk_of(writer, monkeypatch)
    form = at_desk.get(add_address(lozere_site)).content.decode()
    assert "Lieux relais" in form
    assert "Cette heure arrive deux fois" not in form
    writing.post(add_address(lozere_site), {**event_fields(), "action-submit": "1"})
    event = EventPage.objects.get(slug="rencontres")
    assert event.workflow_in_progress
    assert not event.live
    assert not Seats.objects.exists()
    assert event.relay_sites.get().key
    shown = at_desk.get(reverse("wagtailadmin_pages:view_draft", args=[event.pk])).content.decode()
    assert "Médiathèque" in shown
    assert "inscription/" not in shown, "one does not register for a draft"
    tomorrow = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%d %H:%M}"
    event = pressed(at_desk, event, "action-publish", go_live_at=tomorrow)
    assert not event.live
    scheduled, moment = event.scheduled_revision, timezone.now() - timedelta(minutes=1)
    scheduled.approved_go_live_at, scheduled.content["go_live_at"] = moment, moment.isoformat()
    scheduled.save()
    call_command("publish_scheduled", verbosity=0)
    event.refresh_from_db()
    assert event.live
    assert sorted(Seats.objects.values_list("mode", "capacity")) == [("on_site", 30), ("relay", 5)]
    before = event.relay_sites.get().key
    event = pressed(at_desk, event, "action-publish", seats_on_site="40", relay_seats="6")
    assert event.relay_sites.get().key == before
    assert sorted(Seats.objects.values_list("mode", "capacity")) == [("on_site", 40), ("relay", 6)]
    event = pressed(at_desk, event, "action-publish", starts_at="2030-12-10 10:00", seats_on_site="40")
    assert event.sequence == 1


def test_what_another_agency_has_is_not_shown_nor_chosen(
    lozere_site: Site, aveyron_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make_event(lozere_site, slug="rencontres", seats_on_site=3)
    stranger, at_desk = (desk_of(agent_of(site), monkeypatch) for site in (aveyron_site, lozere_site))
    address = reverse("wagtailadmin_pages:edit", args=[event.pk])
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {**event_fields(), "action-publish": "1"}).status_code == 404
    assert stranger.get(add_address(lozere_site)).status_code == 404
    theirs = Picture.objects.create(title="Une salle", file=get_test_image_file())
    said = at_desk.post(address, {**event_fields(picture=theirs.pk), "action-publish": "1"}).content.decode()
    assert "n’est pas à votre agence" in said
    hidden, shown = make_place(live=False, name="Caché"), make_place(name="Ouvert", commune=millau())
    chosen = "agenda_place_chooser:chosen"
    assert at_desk.get(reverse(chosen, args=[hidden.pk])).status_code == 404
    assert at_desk.get(reverse(chosen, args=["x"])).status_code == 404
    assert "Ouvert, Millau" in at_desk.get(reverse(chosen, args=[shown.pk])).content.decode()
    listed = at_desk.get(reverse("agenda_place_chooser:choose")).content.decode()
    assert "Caché" not in listed
    assert "Ouvert" not in listed, "one's own first"
    found = at_desk.get(reverse("agenda_place_chooser:choose_results"), {"q": "ouvert"}).content.decode()
    assert "Caché" not in found


def test_an_event_is_kept_for_those_who_registered(lozere_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    at_desk = desk_of(agent_of(lozere_site), monkeypatch)
    event, free = (make_event(lozere_site, seats_on_site=3) for _ in range(2))
    make_registration(event)
    for page in (event, agenda_of(lozere_site)):
        for action in ("delete", "unpublish"):
            at_desk.post(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]))
            at_desk.post(f"/admin/bulk/wagtailcore/page/{action}/?id={page.pk}")
            assert Page.objects.get(pk=page.pk).live
    at_desk.post(reverse("wagtailadmin_pages:delete", args=[free.pk]))
    assert not EventPage.objects.filter(pk=free.pk).exists()
