"""Who may do what: every sort of person, every act, every kind of listing, over real addresses.

``MAY`` is the table that a person reviews: for each act on each kind, exactly those who may. Everyone else is refused
(403), told that there is nothing (404), sent to the sign-in page, or changes nothing. Which addresses answer an
anonymous visitor is ``test_public_addresses``.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image as Pixels
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
from directory.businesses.actions import begin as begin_business
from directory.businesses.logos import store_logo
from directory.models import Business
from directory.workers.portraits import store_portrait
from listings.actions import appoint_moderator, appoint_writer, desk_of_territory, open_or_close_desk
from listings.agency_teams import invite_agent
from listings.kinds import kind_of
from listings.models import Archive, DeskInvitation, Listing, Moderator, Offer, Review, TeamMember, Writer
from listings.offering import propose
from listings.publishing import publish
from listings.reviewing import submit
from listings.reviews import ReviewState
from tests.factories.agenda import make_event, make_registration
from tests.factories.listings import (
    allow_undefined_variables,
    desk_of,
    make_moderator,
    make_report,
    make_superuser,
    make_user,
    millau,
    territory_of,
)
from tests.factories.mails import make_mail
from tests.factories.places import make_place, mende
from tests.factories.resources import make_resource
from tests.factories.workers import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]

ANYONE, MEMBER, OTHER, BUSINESS, KEEPER = "anonymous", "member", "other member", "business", "place manager"
OF_48, OF_12, OF_BOTH, MANAGER = "moderator of 48", "moderator of 12", "moderator of both", "agency manager of 48"
ADMIN, SUSPENDED = "admin", "suspended"
PEOPLE = (ANYONE, MEMBER, OTHER, BUSINESS, KEEPER, OF_48, OF_12, OF_BOTH, MANAGER, ADMIN, SUSPENDED)
"""The moderator of 12 manages the team of 12: the most that a stranger to 48 can be."""
EVERYONE = frozenset(PEOPLE)
DESK = frozenset({OF_48, OF_BOTH, MANAGER, ADMIN})
"""Who moderates what stands in Lozère, as all the listings below do."""
MANAGERS = frozenset({MANAGER, ADMIN})
WRITER = "writer of 48"
WRITERS = DESK | {WRITER}
"""Who writes the pages of Lozère's site: the agency, and those who write for it."""
"""Who decides who is in the agency of Lozère."""
HOLDERS = {"place": KEEPER, "worker": MEMBER, "business": BUSINESS}
"""Who holds the listing of each kind; the suspended account is of its team, or was its holder."""
KINDS = tuple(HOLDERS)


class World(NamedTuple):
    """One listing in Mende, who looks at it, their sessions, and files in the agency's folder."""

    users: dict[str, User]
    sessions: dict[str, str]
    listing: Listing
    waiting: Review | None
    image: Picture
    document: File

    @property
    def slug(self) -> str:
        """The word of its kind in addresses."""
        return kind_of(self.listing).slug

    def fresh(self) -> Listing:
        """Its row as it is now."""
        return type(self.listing)._default_manager.get(pk=self.listing.pk)  # type: ignore[no-any-return]


def people() -> dict[str, User]:
    """Everyone but the anonymous visitor."""
    users = {name: make_user() for name in (MEMBER, OTHER, BUSINESS, KEEPER, SUSPENDED)}
    users[SUSPENDED].is_active = False
    users[SUSPENDED].save()
    return {
        **users,
        MANAGER: make_moderator(mende()),  # the first of a team manages it
        OF_48: make_moderator(mende()),
        OF_12: make_moderator(millau()),
        OF_BOTH: make_moderator(mende(), millau()),
        ADMIN: make_superuser(),
    }


def published(kind: str, owner: User) -> Listing:
    """A listing of a kind in Mende, in the hands of its owner."""
    if kind == "place":
        return make_place(owner=owner, name="Canari")
    if kind == "worker":
        return make_worker(owner, display_name="Canari", photo=store_portrait(Pixels.new("RGB", (9, 9))))
    business = Business(
        name="Canari", siret="73282932000074", commune=mende(), logo=store_logo(Pixels.new("RGB", (9, 9)))
    )
    publish(begin_business(business, owner), owner)
    return Business.objects.get(pk=business.pk)  # type: ignore[no-any-return]


def edited(listing: Listing, owner: User) -> Listing:
    """The same, with a draft that is not public."""
    draft: Any = type(listing)._default_manager.get(pk=listing.pk).get_latest_revision_as_object()
    setattr(draft, "presentation" if hasattr(draft, "presentation") else "description", "Un brouillon")
    draft.save_revision(user=owner)
    return type(listing)._default_manager.get(pk=listing.pk)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def _own_media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield
    with warnings.catch_warnings():  # Wagtail leaves the temporary file of a new rendition to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, module_transaction: None, _own_media: None) -> Iterator[World]:
    """The world of a kind of listing, whose draft waits for the agency or not; nothing that is tried on it stays."""
    with transaction.atomic():
        kind, waits = request.param
        yield founded(kind, waits=waits)
        transaction.set_rollback(True)


def founded(kind: str, *, waits: bool) -> World:
    """A new world around a listing of a kind."""
    territory_of(millau())
    users = people()
    owner = users[HOLDERS[kind]]
    listing = edited(published(kind, owner), owner)
    if kind != "worker":
        TeamMember.objects.create(listing=listing, user=users[SUSPENDED])
    folder = desk_of_territory(territory_of(mende())).collection
    return World(
        users=users,
        sessions={name: signed_in(user) for name, user in users.items()},
        listing=listing,
        waiting=submit(listing, owner) if waits else None,
        image=Picture.objects.create(title="Canari", file=get_test_image_file(), collection=folder),
        document=File.objects.create(title="Canari", file=ContentFile(b"x", name="x.txt"), collection=folder),
    )


# The acts ----------------------------------------------------------------------------------------------------------

Act = Callable[[Client, World], bool]


def shows(response: HttpResponse) -> bool:
    """Whether a page was shown."""
    return response.status_code == 200


def _list(client: Client, world: World) -> bool:
    names = {"lieu": "places:list", "teletravailleur": "directory:workers", "entreprise": "businesses:list"}
    return shows(client.get(reverse(names[world.slug])))


def _read(client: Client, world: World) -> bool:
    return shows(client.get(world.listing.get_absolute_url()))  # type: ignore[attr-defined]


def _edit(client: Client, world: World) -> bool:
    """The form where its holder changes it; a person's has no key in its address: it must hold the draft."""
    response = client.get(kind_of(world.listing).edit_url(world.listing))
    return shows(response) and "Canari" in response.content.decode()


def _submit(client: Client, world: World) -> bool:
    client.post(reverse("space:submit", args=[world.slug, world.listing.pk]))
    return bool(Review.objects.of(world.listing).filter(state=ReviewState.WAITING).exists())


def _decide(client: Client, world: World) -> bool:
    assert world.waiting
    for decision in ("publier", "modification", "refuser"):
        address = reverse("reviews_desk:decide", args=[world.waiting.pk, decision])
        client.post(address, {"comment": "Des mots", "reason": "other"})
    return not Review.objects.get(pk=world.waiting.pk).is_waiting


def _export(client: Client, world: World) -> bool:
    desks = {"lieu": "places_desk:list", "entreprise": "businesses_desk:list", "teletravailleur": "workers_desk:list"}
    response = client.get(reverse(desks[world.slug]), {"export": "csv"})
    if response.status_code != 200:
        return False
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return b"Canari" in content


def _erase(client: Client, world: World) -> bool:
    client.post(reverse("space:archive", args=[world.slug, world.listing.pk]))
    return not world.fresh().live and Archive.objects.filter(object_id=world.listing.pk).exists()


def _erase_at_the_desk(client: Client, world: World) -> bool:
    client.post(reverse("reviews_desk:archive", args=[world.slug, world.listing.pk]), {"reason": "closed"})
    return not world.fresh().live


def _move(client: Client, world: World) -> bool:
    """To the territory next door, at once."""
    client.post(reverse("reviews_desk:move", args=[world.slug, world.listing.pk]), {"commune": "Millau (12145)"})
    return bool(world.fresh().commune == millau())


def _propose(client: Client, world: World) -> bool:
    """To the agency next door: not by who moves it there without asking."""
    asked = {"commune": "Millau (12145)", "message": "Des mots"}
    client.post(reverse("reviews_desk:propose", args=[world.slug, world.listing.pk]), asked)
    return Offer.objects.of(world.listing).exists()


def _offered(client: Client, world: World, answer: str) -> Offer:
    """What became of an offer of Lozère's agency that someone answers."""
    offer = propose(world.listing, world.users[OF_48], millau(), "Des mots")
    client.post(reverse("reviews_desk:offer", args=[offer.pk]), {"answer": answer, "comment": "Des mots"})
    return Offer.objects.get(pk=offer.pk)


def _accept(client: Client, world: World) -> bool:
    return _offered(client, world, "accepter").state == "accepted" and world.fresh().commune == millau()


def _decline(client: Client, world: World) -> bool:
    return bool(_offered(client, world, "decliner").state == "declined")


def _withdraw(client: Client, world: World) -> bool:
    return bool(_offered(client, world, "reprendre").state == "withdrawn")


def _read_offer(client: Client, world: World) -> bool:
    offer = propose(world.listing, world.users[OF_48], millau(), "Des mots")
    return shows(client.get(reverse("reviews_desk:offer", args=[offer.pk])))


def _send_again(client: Client, world: World) -> bool:
    """A mail about it that did not arrive."""
    mail = make_mail(state="failed", error="550 non", about=world.listing)
    client.post(reverse("mails_desk:act", args=[mail.pk, "envoyer"]))
    mail.refresh_from_db()
    return bool(mail.state == "waiting")


def _choose(client: Client, world: World) -> bool:
    """A file of the agency's folder is offered; its pictures are the same folder's."""
    response = client.get(reverse("wagtaildocs_chooser:choose_results"))
    return shows(response) and "Canari" in response.content.decode()


def _preview(client: Client, world: World) -> bool:
    return shows(client.get(reverse("space:preview", args=[world.slug, world.listing.pk])))


def _revision(client: Client, world: World) -> bool:
    assert world.waiting
    pages = [client.get(reverse(f"reviews_desk:{name}", args=[world.waiting.pk])) for name in ("review", "preview")]
    assert len({page.status_code for page in pages}) == 1, "The version and its preview have one door."
    return all(map(shows, pages))


def _document(client: Client, world: World) -> bool:
    return shows(client.get(reverse("wagtaildocs_chooser:chosen", args=[world.document.pk])))


def _image(client: Client, world: World) -> bool:
    """The picture of the draft: of a place, in the agency's folder."""
    names = {"teletravailleur": ("directory:draft_photo", "petit"), "entreprise": ("businesses:draft_logo",)}
    if world.slug in names:
        name, *size = names[world.slug]
        return shows(client.get(reverse(name, args=[world.listing.pk, *size])))
    response = client.get(reverse("wagtailimages_chooser:choose_results"))
    return shows(response) and "Canari" in response.content.decode()


def _report(client: Client, world: World) -> bool:
    """The form that says that it changed; the desk's page of what was said is another act."""
    return shows(client.get(reverse(kind_of(world.listing).report_name, args=[world.listing.slug])))  # type: ignore[attr-defined]


def _settle(client: Client, world: World) -> bool:
    """A report: read, and closed."""
    report = make_report(world.listing, kind="other", message="Canari")
    address = reverse("reviews_desk:report", args=[report.pk])
    read = b"Canari" in client.get(address).content
    client.post(address, {"state": "handled"})
    report.refresh_from_db()
    assert read is not report.is_new, "Who reads it closes it."
    return read


ACTS: dict[str, Act] = {
    "list": _list,
    "read": _read,
    "edit": _edit,
    "submit": _submit,
    "decide": _decide,
    "export": _export,
    "erase": _erase,
    "erase at the desk": _erase_at_the_desk,
    "move": _move,
    "propose": _propose,
    "read an offer": _read_offer,
    "accept an offer": _accept,
    "decline an offer": _decline,
    "take an offer back": _withdraw,
    "send a mail again": _send_again,
    "choose": _choose,
    "preview": _preview,
    "revision": _revision,
    "document": _document,
    "image": _image,
    "report a change": _report,
    "settle a report": _settle,
}
HOLDER = frozenset({"its holder"})
MAY: dict[str, frozenset[str]] = {
    "list": EVERYONE,
    "read": EVERYONE,
    "edit": HOLDER,
    "submit": HOLDER,
    "decide": DESK,
    "export": DESK,
    "erase": HOLDER,
    "erase at the desk": DESK,
    "move": frozenset({OF_BOTH, ADMIN}),
    "propose": frozenset({OF_48, MANAGER}),
    "read an offer": DESK | {OF_12},
    "accept an offer": frozenset({OF_12, OF_BOTH, ADMIN}),
    "decline an offer": frozenset({OF_12, OF_BOTH, ADMIN}),
    "take an offer back": DESK,
    "send a mail again": DESK,
    "choose": DESK,
    "preview": HOLDER,
    "revision": DESK,
    "document": DESK,
    "image": DESK | HOLDER,
    "report a change": EVERYONE,
    "settle a report": DESK,
}
EXCEPT: dict[tuple[str, str], frozenset[str]] = {
    ("image", "place"): DESK,  # photographs of places are the agency's
}
"""Cells that differ from the line of their act."""
WAITED = {"decide", "revision", "image"}
"""The acts on a draft that waits."""
CELLS = [(act, kind) for act in ACTS for kind in KINDS]


def who_may(act: str, kind: str) -> set[str]:
    """The reviewed answer, the holder named."""
    told = EXCEPT.get((act, kind), MAY[act])
    return {HOLDERS[kind] if name == "its holder" else name for name in told}


def signed_in(user: User) -> str:
    """The key of a session of theirs."""
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def visitors(world: World) -> Iterator[tuple[str, Client]]:
    """Everyone with a browser; a suspended person still holds the session of before."""
    yield ANYONE, Client()
    for name, key in world.sessions.items():
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        yield name, client


@pytest.mark.parametrize(
    ("world", "act", "kind"),
    [pytest.param((kind, act in WAITED), act, kind, id=f"{act}-{kind}") for act, kind in CELLS],
    indirect=["world"],
)
def test_exactly_those_may(world: World, act: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    allow_undefined_variables(monkeypatch)
    done = set()
    for name, client in visitors(world):
        with transaction.atomic():
            if ACTS[act](client, world):
                done.add(name)
            transaction.set_rollback(True)
    may = who_may(act, kind)
    assert done == may, f"May not, but does: {sorted(done - may)}. May, but can't: {sorted(may - done)}."


# The agency -----------------------------------------------------------------------------------------------------------


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
def agency(db: None, _own_media: None) -> Agency:
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
    """Ten sorts of people, every act of issue 3, three kinds."""
    asked = {
        *("list", "read", "edit", "submit", "decide", "export", "erase", "choose", "preview", "revision"),
        *("document", "image"),
    }
    assert asked <= set(ACTS)
    assert set(MAY) == set(ACTS)
    assert set(KINDS) == {"place", "worker", "business"}
    assert len(PEOPLE) == 11, "The ten of issue 3, and who moderates two territories."
    assert {"choose an image", "preview", "revision", "document", "image", "invite", "remove"} <= set(AGENCY_ACTS)
    assert {"submit a page", "publish a page", "find a resource", "lead an old address"} <= set(AGENCY_ACTS)
