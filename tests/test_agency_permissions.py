"""Who may do what with an agency's own things: its team, its pages and files, its meetings, over real addresses.

``AGENCY_ACTS`` is the table that a person reviews: for each act, exactly those who may.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from agenda.half_days import half_days_of
from agenda.models import (
    Arrival,
    CalendarAddress,
    EventPage,
    HeadCount,
    Registration,
    RelayDoor,
    RelaySite,
    Ride,
    Series,
    SeriesDate,
)
from agenda.series.rules import rule_of
from cms.actions import open_site
from cms.models import File, MailText, Picture, StandardPage
from listings.actions import appoint_moderator, appoint_writer, desk_of_territory, open_or_close_desk
from listings.agency_teams import invite_agent
from listings.models import DeskInvitation, Moderator, Writer
from tests.factories.agenda import make_event, make_registration
from tests.factories.listings import (
    desk_of,
    make_user,
    territory_of,
)
from tests.factories.places import mende
from tests.factories.resources import make_resource
from tests.permissions import (
    ADMIN,
    ANYONE,
    DESK,
    MANAGER,
    MANAGERS,
    OF_12,
    OF_48,
    OF_BOTH,
    WRITER,
    WRITERS,
    people,
    shows,
)

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]


class Agency(NamedTuple):
    """The agency of Lozère: its people, its site with a draft, its files, and who waits to join it."""

    users: dict[str, User]
    page: StandardPage
    image: Picture
    document: File
    colleague: Moderator
    invitation: DeskInvitation
    meeting: EventPage

    @property
    def team(self) -> str:
        """The address of its team."""
        return reverse("team_desk:team", args=[self.colleague.territory_id])

    @property
    def mail_text(self) -> str:
        """The address of what one of its mails says."""
        return reverse("mail_texts_desk:text", args=[self.colleague.territory_id, "contact_first", "texte", "fr"])

    def act(self, client: Client, act: str, row: Any) -> HttpResponse:
        """Press one button of that page."""
        return client.post(reverse("team_desk:act", args=[self.colleague.territory_id, act, row.pk]))


@pytest.fixture
def agency(db: None, own_media: None) -> Agency:
    """Founded anew; nothing that is tried on it stays."""
    territory = territory_of(mende())
    users = people()
    site = open_site(territory, "lozere.example")
    for name in (MANAGER, OF_48, OF_BOTH):  # the site is opened after them
        open_or_close_desk(users[name])
    users[WRITER] = make_user()
    appoint_writer(users[WRITER], territory)
    make_resource(site, title="Canari")
    page = StandardPage(title="Canari", slug="canari", body="<p>Canari</p>", live=False)
    site.root_page.add_child(instance=page)
    page.save_revision(user=users[MANAGER])
    kept: dict[str, Any] = {
        "title": "Canari",
        "collection": desk_of_territory(territory).collection,
        "uploaded_by_user": users[OF_48],
    }
    return Agency(
        users=users,
        page=page,
        image=Picture.objects.create(file=get_test_image_file(), **kept),
        document=File.objects.create(file=ContentFile(b"x", name="x.txt"), **kept),
        colleague=appoint_moderator(make_user(), territory),
        invitation=invite_agent(territory, users[MANAGER], "nouvelle@demo.example"),
        meeting=make_meeting(site),
    )


def make_meeting(site: Site) -> EventPage:
    """An event of the agency, with a relay place, for which someone is registered."""
    relay = RelaySite(name="Relais", commune=mende(), contact="relais@demo.example")
    meeting = make_event(site, title="Canari", seats_on_site=9, relay_sites=[relay])
    meeting.save_revision().publish()
    make_registration(meeting, name="Canari")
    return meeting


def tells(response: HttpResponse) -> bool:
    """Whether a page of the desk was shown, with what is the agency's."""
    return response.status_code == 200 and b"Canari" in response.content


def _invite(client: Client, agency: Agency) -> bool:
    client.post(agency.team, {"email": "encore@demo.example", "role": "agency"})
    return DeskInvitation.objects.filter(email="encore@demo.example").exists()


def _remove(client: Client, agency: Agency) -> bool:
    agency.act(client, "retirer", agency.colleague)
    return not Moderator.objects.filter(pk=agency.colleague.pk).exists()


def _name_manager(client: Client, agency: Agency) -> bool:
    agency.act(client, "responsable", agency.colleague)
    return Moderator.objects.get(pk=agency.colleague.pk).is_manager


def _cancel(client: Client, agency: Agency) -> bool:
    agency.act(client, "annuler", agency.invitation)
    return not DeskInvitation.objects.filter(pk=agency.invitation.pk).exists()


def _say_otherwise(client: Client, agency: Agency) -> bool:
    client.post(agency.mail_text, {"subject": "Canari", "body": "Canari {lien}", "seen": ""})
    return MailText.objects.filter(subject="Canari", territory=agency.colleague.territory).exists()


def _go_back(client: Client, agency: Agency) -> bool:
    told = {"template": "contact_first", "case": "texte", "language": "fr"}
    text = MailText.objects.create(territory=agency.colleague.territory, body="Canari {lien}", **told)
    client.post(f"{agency.mail_text}origine/")
    return MailText.objects.get(pk=text.pk).ended_at is not None


def _press(client: Client, agency: Agency, **pressed: str) -> StandardPage:
    """Press a button of the editor of the agency's draft; the page as it is then."""
    latest = StandardPage.objects.get(pk=agency.page.pk).latest_revision
    seen = {"loaded_revision_id": latest.pk, "loaded_revision_created_at": latest.created_at.isoformat()}
    fields = {"title": "Canari", "slug": "canari", "lead": "", "body": streamfield([])}
    address = reverse("wagtailadmin_pages:edit", args=[agency.page.pk])
    client.post(address, nested_form_data({**fields, **seen}) | pressed)
    return StandardPage.objects.get(pk=agency.page.pk)  # type: ignore[no-any-return]


def _submit_page(client: Client, agency: Agency) -> bool:
    return bool(_press(client, agency, **{"action-submit": "1"}).workflow_in_progress)


def _publish_page(client: Client, agency: Agency) -> bool:
    return bool(_press(client, agency, **{"action-publish": "1"}).live)


def _schedule_page(client: Client, agency: Agency) -> bool:
    page = _press(client, agency, **{"action-publish": "1", "go_live_at": "2126-01-01 09:00"})
    return bool(page.scheduled_revision) and not page.live


def _approve_page(client: Client, agency: Agency) -> bool:
    agency.page.get_workflow().start(agency.page, agency.colleague.user)
    return bool(_press(client, agency, **{"action-workflow-action": "1", "workflow-action-name": "approve"}).live)


def _delete_page(client: Client, agency: Agency) -> bool:
    client.post(reverse("wagtailadmin_pages:delete", args=[agency.page.pk]))
    return not StandardPage.objects.filter(pk=agency.page.pk).exists()


def _lead(client: Client, agency: Agency) -> bool:
    site = agency.page.get_site()
    client.post(reverse("redirections_desk:home"), {"old_path": "/vieux/", "target": "/lieux/", "site": site.pk})
    return bool(Redirect.objects.filter(old_path="/vieux", site=site).exists())


def _forget_address(client: Client, agency: Agency) -> bool:
    kept = Redirect.add_redirect("/vieux/", redirect_to=agency.page, site=agency.page.get_site())
    client.post(reverse("redirections_desk:delete", args=[kept.pk]))
    return not Redirect.objects.filter(pk=kept.pk).exists()


def _dismiss_writer(client: Client, agency: Agency) -> bool:
    writer = Writer.objects.get(user=agency.users[WRITER])
    agency.act(client, "retirer-redaction", writer)
    return not Writer.objects.filter(pk=writer.pk).exists()


def _at(name: str) -> Callable[[Client, Agency], bool]:
    """Read a page, or take a file, about the day of the agency's event."""
    return lambda client, agency: shows(client.get(reverse(f"attendance_desk:{name}", args=[agency.meeting.pk])))


def _cancel_event(client: Client, agency: Agency) -> bool:
    """Publish, from its editor, that the agency's event does not take place."""
    latest = EventPage.objects.get(pk=agency.meeting.pk).latest_revision
    row = agency.meeting.relay_sites.get()
    relay = {"id": row.pk, "key": row.key, "name": row.name, "commune": "Mende (48095)", "place": "", "seats": ""}
    fields = {
        **{name: getattr(agency.meeting, name) for name in ("title", "slug", "kind", "time_zone", "attendance")},
        "lead": "",
        "registration": "here",
        "seats_on_site": "9",
        "price_amount": "0",
        "commune": "Mende (48095)",
        "starts_at": f"{agency.meeting.local_start:%Y-%m-%d %H:%M}",
        "ends_at": f"{agency.meeting.local_end:%Y-%m-%d %H:%M}",
        **{name: inline_formset([]) for name in ("questions", "partners", "comments")},
        "body": streamfield([]),
        "programme": streamfield([]),
        "loaded_revision_id": latest.pk,
        "loaded_revision_created_at": latest.created_at.isoformat(),
        "status": "cancelled",
        "relay_sites": inline_formset([relay], initial=1),
        "action-publish": "1",
    }
    client.post(reverse("wagtailadmin_pages:edit", args=[agency.meeting.pk]), nested_form_data(fields))
    return bool(EventPage.objects.get(pk=agency.meeting.pk).status == "cancelled")


def _delete_event(client: Client, agency: Agency) -> bool:
    client.post(reverse("wagtailadmin_pages:delete", args=[agency.meeting.pk]))
    return not EventPage.objects.filter(pk=agency.meeting.pk).exists()


def _tick(client: Client, agency: Agency) -> bool:
    """By a form of the page of check-in."""
    person = Registration.objects.get(event=agency.meeting)
    half = half_days_of(agency.meeting)[0].code
    address = reverse("attendance_desk:check_in", args=[agency.meeting.pk])
    client.post(address, {"mark": f"{person.pk}:on", "half": half})
    return bool(Arrival.objects.filter(registration=person).exists())


def _tell_of_arrivals(client: Client, agency: Agency) -> bool:
    """As a phone does; who may not is not told who is on the list either."""
    act = {"key": str(uuid4()), "act": "walkIn", "name": "Canari", "half": half_days_of(agency.meeting)[0].code}
    sent = {"acts": [{**act, "seats": agency.meeting.seats.first().pk}]}
    address = reverse("attendance_desk:check_in_sync", args=[agency.meeting.pk])
    response = client.post(address, sent, content_type="application/json")
    let_in = Registration.objects.filter(event=agency.meeting, origin="walk_in").exists()
    assert let_in == tells(response), "Who reads the list changes it."
    return bool(let_in)


def _count_by_hand(client: Client, agency: Agency) -> bool:
    field = f"n{agency.meeting.seats.first().pk}-{half_days_of(agency.meeting)[0].code}"
    client.post(reverse("attendance_desk:report", args=[agency.meeting.pk]), {field: "4"})
    return bool(HeadCount.objects.exists())


def _link_a_relay(client: Client, agency: Agency) -> bool:
    relay = agency.meeting.seats.get(mode="relay")
    client.post(reverse("attendance_desk:relay", args=[agency.meeting.pk, relay.pk]))
    return bool(RelayDoor.objects.exists())


def _of_meeting(name: str, **query: str) -> Callable[[Client, Agency], bool]:
    """Read a page, or take a file, about who registered for the agency's event."""
    return lambda client, agency: _holds(client.get(reverse(f"meetings_desk:{name}", args=[agency.meeting.pk]), query))


def _holds(response: HttpResponse) -> bool:
    """As ``tells``, of a file too."""
    if not response.streaming:
        return tells(response)
    return b"Canari" in b"".join(response.streaming_content)  # type: ignore[attr-defined]


def _registered(agency: Agency) -> Registration:
    return Registration.objects.get(event=agency.meeting)  # type: ignore[no-any-return]


def _read_registration(client: Client, agency: Agency) -> bool:
    return tells(client.get(reverse("meetings_desk:registration", args=[_registered(agency).pk])))


def _add_someone(client: Client, agency: Agency) -> bool:
    told = {"seats": str(_registered(agency).seats_id), "name": "Encore", "email": "encore@demo.example"}
    client.post(reverse("meetings_desk:add", args=[agency.meeting.pk]), told)
    return bool(Registration.objects.filter(email="encore@demo.example").exists())


def _change_registration(client: Client, agency: Agency) -> bool:
    row = _registered(agency)
    relay = agency.meeting.seats.get(mode="relay")
    client.post(reverse("meetings_desk:registration", args=[row.pk]), {"seats": str(relay.pk), "name": "Autre"})
    now = _registered(agency)
    assert (now.name == "Autre") == (now.seats == relay), "Who changes the name moves the person."
    return bool(now.name == "Autre")


def _cancel_registration(client: Client, agency: Agency) -> bool:
    client.post(reverse("meetings_desk:registration_act", args=[_registered(agency).pk, "annuler"]))
    return bool(_registered(agency).state == "cancelled")


def _promote(client: Client, agency: Agency) -> bool:
    waits = make_registration(agency.meeting, state="waiting")
    client.post(reverse("meetings_desk:registration_act", args=[waits.pk, "proposer"]))
    return bool(Registration.objects.get(pk=waits.pk).state == "offered")


def _write_to_registered(client: Client, agency: Agency) -> bool:
    told = {"readers": "all", "subject": "Le repas", "message": "À midi."}
    client.post(reverse("meetings_desk:write", args=[agency.meeting.pk]), told)
    return bool(DBTaskResult.objects.filter(task_path__endswith="write_to_registered").exists())


def _calendar(agency: Agency) -> CalendarAddress:
    """A partner's calendar that the agency reads."""
    known = {"territory": agency.colleague.territory, "name": "Canari"}
    return CalendarAddress.objects.create(url="https://partenaire.example/a.ics", **known)  # type: ignore[no-any-return]


def _add_calendar(client: Client, agency: Agency) -> bool:
    told = {"url": "https://b.example/b.ics", "name": "B", "territory": str(agency.colleague.territory_id)}
    client.post(reverse("calendars_desk:home"), told)
    return bool(CalendarAddress.objects.filter(name="B").exists())


def _read_calendar(client: Client, agency: Agency) -> bool:
    return tells(client.get(reverse("calendars_desk:one", args=[_calendar(agency).pk])))


def _at_calendar(deed: str) -> Callable[[Client, Agency], bool]:
    """Press a button of a calendar: have it read, stop reading it, forget it."""

    def press(client: Client, agency: Agency) -> bool:
        address = _calendar(agency).pk
        answer = client.post(reverse(f"calendars_desk:{deed}", args=[address]))
        return bool(answer.headers.get("Location") == reverse("calendars_desk:one", args=[address]))

    return press


def _forget_calendar(client: Client, agency: Agency) -> bool:
    client.post(reverse("calendars_desk:remove", args=[_calendar(agency).pk]))
    return not CalendarAddress.objects.exists()


def _copy_event(client: Client, agency: Agency) -> bool:
    before = EventPage.objects.count()
    day = f"{agency.meeting.local_start + timedelta(days=40):%Y-%m-%d}"
    client.post(reverse("series_desk:copy", args=[agency.meeting.pk]), {"day": day, "clock": "09:00"})
    return bool(EventPage.objects.count() > before)


def _repeat_event(client: Client, agency: Agency) -> bool:
    until = f"{agency.meeting.local_start + timedelta(days=10):%Y-%m-%d}"
    told = {"frequency": "weekly", "interval": "1", "until": until}
    client.post(reverse("series_desk:repeat", args=[agency.meeting.pk]), told)
    return bool(Series.objects.exists())


def _series(agency: Agency) -> Series:
    """A series whose only date is the agency's event."""
    day, index = agency.meeting.local_start.date(), agency.meeting.get_parent().pk
    series = Series.objects.create(index_id=index, pattern=agency.meeting, rule=rule_of("weekly", day), first_on=day)
    SeriesDate.objects.create(series=series, day=day, page=agency.meeting)
    return series  # type: ignore[no-any-return]


def _read_series(client: Client, agency: Agency) -> bool:
    return tells(client.get(reverse("series_desk:one", args=[_series(agency).pk])))


def _find_series(client: Client, agency: Agency) -> bool:
    _series(agency)
    return tells(client.get(reverse("series_desk:list")))


def _at_date(deed: str) -> Callable[[Client, Agency], bool]:
    """Press a button of a date of a series."""

    def press(client: Client, agency: Agency) -> bool:
        row = _series(agency).dates.last()
        address = reverse(f"series_desk:{deed}", args=[row.series_id, row.pk])
        home = reverse("series_desk:one", args=[row.series_id])
        return bool(client.post(address).headers.get("Location") == home)

    return press


def _ride(agency: Agency) -> Ride:
    """A shared car to the agency's event."""
    known = {"commune": mende(), "email": "a@demo.example", "submission": uuid4(), "confirmed_at": timezone.now()}
    return Ride.objects.create(event=agency.meeting, kind="offre", **known)  # type: ignore[no-any-return]


def _read_rides(client: Client, agency: Agency) -> bool:
    _ride(agency)
    return tells(client.get(reverse("rides_desk:board", args=[agency.meeting.pk])))


def _take_ride_off(client: Client, agency: Agency) -> bool:
    client.post(reverse("rides_desk:remove", args=[_ride(agency).pk]))
    return not Ride.objects.exists()


AGENCY_ACTS: dict[str, tuple[Callable[[Client, Agency], bool], frozenset[str]]] = {
    "read the team": (lambda client, agency: shows(client.get(agency.team)), DESK),
    "read a mail's text": (lambda client, agency: shows(client.get(agency.mail_text)), DESK),
    "say a mail otherwise": (_say_otherwise, DESK),
    "go back to a mail's own words": (_go_back, DESK),
    "submit a page": (_submit_page, WRITERS),
    "publish a page": (_publish_page, DESK),
    "schedule a page": (_schedule_page, DESK),
    "approve a page": (_approve_page, DESK),
    "delete a draft": (_delete_page, WRITERS),
    "read the resources": (lambda client, agency: shows(client.get(reverse("resources_desk:list"))), WRITERS | {OF_12}),
    "read the guide": (lambda client, agency: shows(client.get(reverse("handbook_desk:handbook"))), WRITERS | {OF_12}),
    "find a resource": (lambda client, agency: tells(client.get(reverse("resources_desk:list"))), WRITERS),
    "lead an old address": (_lead, DESK),
    "forget an old address": (_forget_address, DESK),
    "read the identity": (
        lambda client, agency: shows(client.get(reverse("identity_desk:edit", args=[agency.colleague.territory_id]))),
        MANAGERS,
    ),
    "delete several images": (
        lambda client, agency: b"Canari" in client.get(f"/admin/bulk/cms/picture/delete/?id={agency.image.pk}").content,
        WRITERS,
    ),
    "open a territory": (
        lambda client, agency: shows(client.get(reverse("territories_desk:open"))),
        frozenset({ADMIN}),
    ),
    "read what was moderated everywhere": (
        lambda client, agency: shows(client.get(reverse("wagtailadmin_reports:workflow"))),
        frozenset({ADMIN}),
    ),
    "edit an event": (
        lambda client, agency: tells(client.get(reverse("wagtailadmin_pages:edit", args=[agency.meeting.pk]))),
        WRITERS,
    ),
    "cancel an event": (_cancel_event, DESK),
    "delete an event that people registered for": (_delete_event, frozenset()),
    "choose a place of the directory": (
        lambda client, agency: shows(client.get(reverse("agenda_place_chooser:choose"))),
        WRITERS | {OF_12},
    ),
    "find an event": (lambda client, agency: tells(client.get(reverse("meetings_desk:list"))), DESK),
    "read who registered": (_of_meeting("registrations"), DESK),
    "export who registered": (_of_meeting("registrations", export="csv"), DESK),
    "read a registration": (_read_registration, DESK),
    "add a registration": (_add_someone, DESK),
    "change and move a registration": (_change_registration, DESK),
    "cancel a registration": (_cancel_registration, DESK),
    "promote who waits": (_promote, DESK),
    "write to who registered": (_write_to_registered, DESK),
    "open the day of an event": (_at("day"), DESK),
    "open the check-in": (_at("check_in"), DESK),
    "tick who comes": (_tick, DESK),
    "tell of arrivals from a phone": (_tell_of_arrivals, DESK),
    "print the sheets to sign": (_at("sheets"), DESK),
    "link a relay place": (_link_a_relay, DESK),
    "read the report of an event": (_at("report"), DESK),
    "export the report as CSV": (_at("report_csv"), DESK),
    "export the report as PDF": (_at("report_pdf"), DESK),
    "count by hand": (_count_by_hand, DESK),
    "read the calendars of partners": (
        lambda client, agency: shows(client.get(reverse("calendars_desk:home"))),
        DESK | {OF_12},
    ),
    "read a partner's calendar": (_read_calendar, DESK),
    "add a partner's calendar": (_add_calendar, DESK),
    "have a calendar read": (_at_calendar("read"), DESK),
    "stop reading a calendar": (_at_calendar("pause"), DESK),
    "forget a calendar": (_forget_calendar, DESK),
    "copy an event": (_copy_event, WRITERS),
    "repeat an event": (_repeat_event, DESK),
    "find a series": (_find_series, DESK),
    "read a series": (_read_series, DESK),
    "carry a date over to others": (_at_date("spread"), DESK),
    "cancel a date of a series": (_at_date("cancel"), DESK),
    "end a series": (_at_date("stop"), DESK),
    "read the shared cars of an event": (_read_rides, DESK),
    "take a shared car off": (_take_ride_off, DESK),
    "dismiss a writer": (_dismiss_writer, MANAGERS),
    "invite": (_invite, MANAGERS),
    "remove": (_remove, MANAGERS),
    "name a manager": (_name_manager, MANAGERS),
    "cancel an invitation": (_cancel, MANAGERS),
    "choose an image": (
        lambda client, agency: tells(client.get(reverse("wagtailimages_chooser:choose_results"))),
        WRITERS,
    ),
    "choose a document": (
        lambda client, agency: tells(client.get(reverse("wagtaildocs_chooser:choose_results"))),
        WRITERS,
    ),
    "image": (
        lambda client, agency: tells(client.get(reverse("wagtailimages_chooser:chosen", args=[agency.image.pk]))),
        WRITERS,
    ),
    "document": (
        lambda client, agency: tells(client.get(reverse("wagtaildocs_chooser:chosen", args=[agency.document.pk]))),
        WRITERS,
    ),
    "edit a page": (
        lambda client, agency: tells(client.get(reverse("wagtailadmin_pages:edit", args=[agency.page.pk]))),
        WRITERS,
    ),
    "change an image": (
        lambda client, agency: tells(client.get(reverse("wagtailimages:edit", args=[agency.image.pk]))),
        DESK,
    ),
    "change a document": (
        lambda client, agency: tells(client.get(reverse("wagtaildocs:edit", args=[agency.document.pk]))),
        DESK,
    ),
    "preview": (
        lambda client, agency: tells(client.get(reverse("wagtailadmin_pages:view_draft", args=[agency.page.pk]))),
        WRITERS,
    ),
    "revision": (
        lambda client, agency: tells(
            client.get(
                reverse("wagtailadmin_pages:revisions_view", args=[agency.page.pk, agency.page.latest_revision_id])
            )
        ),
        WRITERS,
    ),
}
"""What an agency's people do about their team, their pages and their files, and exactly who may."""


@pytest.mark.once
def test_an_agency_is_its_own(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = []
    clients = [(ANYONE, Client()), *((name, desk_of(user, monkeypatch)) for name, user in agency.users.items())]
    for (act, (deed, may)), (name, client) in product(AGENCY_ACTS.items(), clients):
        with transaction.atomic():
            if deed(client, agency) != (name in may):
                wrong.append(f"{name}: {act}")
            transaction.set_rollback(True)
    assert not wrong


def test_the_table_is_whole() -> None:
    """What the issues name."""
    assert {"choose an image", "preview", "revision", "document", "image", "invite", "remove"} <= set(AGENCY_ACTS)
    assert {"submit a page", "publish a page", "find a resource", "lead an old address"} <= set(AGENCY_ACTS)
