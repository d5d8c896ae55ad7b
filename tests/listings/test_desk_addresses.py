"""Every address of the whole desk, asked by the agency of another territory: nothing of ours is told, nothing changes.

The addresses are those that the resolver knows, so that a view added tomorrow is asked too. What fills a parameter is
an object of the other territory, found by the view's model or by the parameter's name; a parameter that nothing fills
fails the test. Each address is read and posted to, bare and with every key that a form or a filter might read.

What ``cms.desk.scope`` refuses is refused before any view, whatever the method, and more keys open nothing: it is asked
once, and one address in ``SAMPLED`` in all four ways, so that this stays true.
"""

from __future__ import annotations

import gc
import itertools
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client, TestCase, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.defaults import page_not_found
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection as Folder,
)
from wagtail.models import (
    Locale,
    Page,
    Revision,
    Task,
    TaskState,
    UploadedFile,
    Workflow,
    WorkflowState,
)
from wagtail_localize.models import OverridableSegment, StringSegment, Translation, TranslationSource

from accounts.models import User
from agenda.models import (
    CalendarAddress,
    EventPage,
    ImportedEvent,
    Registration,
    Ride,
    Seats,
    Series,
    SeriesDate,
)
from cms.desk import scope
from cms.models import CheckedLink, File, MailText, Picture
from geography.models import Territory
from listings.contact.models import ContactReport
from listings.models import ChangeReport, Claim, Moderator, Offer, Review
from mail.models import OutgoingMail
from places.models import Place
from tests.factories.desk import Agency
from tests.factories.listings import desk_of, make_superuser, millau
from tests.factories.places import mende

OURS, THEIRS = "quarantuit", "douzaine"

EXCEPTIONS: dict[str, str] = {
    "admin/test404/": "Wagtail's sample of a page that is not there; it fails by design when debugging is off",
    "admin/failwhale/": "Wagtail's sample of an error: it raises on purpose",
    "admin/^password_reset/": "a redirection of ours that reads nothing",
}
"""Addresses that are not asked, each with the reason."""

SIGN_IN = {"admin/logout/", "admin/login/"}
"""Addresses that lead to the sign-in page even whoever is signed in."""
WAGTAILS_OWN = {
    "admin/choose-external-link/": "AttributeError",
    "admin/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/": (
        "MultiValueDictKeyError"
    ),
    "admin/pages/<int:page_id>/edit/": "MultiValueDictKeyError",
    "admin/pages/<int:page_id>/revisions/<int:revision_id>/revert/": "MultiValueDictKeyError",
}
"""What Wagtail does not survive when it is posted nothing, whoever asks: it tells and changes nothing."""
SAMPLED, NOT_ALLOWED = 12, 405

BY_NAME: dict[str, type[models.Model]] = {
    "territory": Territory,
    "page_id": Page,
    "parent_page_id": Page,
    "page_to_move_id": Page,
    "destination_id": Page,
    "page_pk": Page,
    "image_id": Picture,
    "document_id": File,
    "doc_id": File,
    "uploaded_file_id": UploadedFile,
    "revision_id": Revision,
    "task_id": Task,
    "task_state_id": TaskState,
    "workflow_state_id": WorkflowState,
    "workflow_pk": Workflow,
    "collection_id": Folder,
    "session_id": EditingSession,
    "object_id": Page,
    "translation_id": Translation,
    "translation_source_id": TranslationSource,
    "string_segment_id": StringSegment,
    "overridable_segment_id": OverridableSegment,
    "redirect_id": Redirect,
    "address": CalendarAddress,
    "event": EventPage,
    "ride": Ride,
    "series": Series,
    "date": SeriesDate,
    "seats_pk": Seats,
}
"""What a parameter of this name is the key of."""
BY_BOTH: dict[tuple[str, str], type[models.Model]] = {
    (r"admin/calendriers", "event"): ImportedEvent,
    (r"admin/rencontres/inscriptions", "pk"): Registration,
    (r"admin/rencontres", "pk"): EventPage,
}
"""What a parameter of this name is the key of at these addresses, whatever the view lists."""
BY_ROUTE: dict[str, type[models.Model]] = {
    r"admin/documents/chooser": File,
    r"admin/images/chooser": Picture,
    r"api/main/\^pages": Page,
    r"api/main/\^documents": File,
    r"api/main/\^images": Picture,
    r"admin/collections": Folder,
    r"admin/workflows/(edit|usage|enable|disable)": Workflow,
    r"admin/workflows/tasks": Task,
    r"admin/pages": Page,
    r"admin/localize": Page,
    r"admin/locales": Locale,
    r"admin/ressources/liens": CheckedLink,
    r"admin/equipe": Moderator,
    r"admin/courriels/textes": MailText,
    r"admin/courriels": OutgoingMail,
    r"admin/relectures/signalements": ChangeReport,
    r"admin/messages-signales": ContactReport,
    r"admin/relectures/demandes": Claim,
    r"admin/relectures/propositions": Offer,
    r"admin/relectures/(reunir|archiver|ressortir|deplacer|proposer)": Place,
    r"admin/relectures": Review,
}
"""What ``pk`` is the key of where the view does not say."""
WORDS: dict[str, list[str]] = {
    "app_label": ["cms"],
    "model_name": ["standardpage", "homepage"],
    "content_type_app_name": ["cms"],
    "content_type_model_name": ["standardpage", "homepage"],
    "app_name": ["taggit"],
    "action_name": ["approve", "copy", "delete", "unpublish", "move", "publish"],
    "mode": ["essai"],
    "kind": ["lieu"],
    "name": ["accueil"],
    "decision": ["publier", "modification", "refuser"],
    "word": ["proposer", "annuler"],
    "act": ["retirer", "responsable", "membre", "annuler", "envoyer", "mettre-de-cote"],
    "template": ["contact_first"],
    "case": ["texte"],
    "language": ["fr"],
    "filter_spec": ["original", "width-100"],
    "uidb64": ["MQ"],
    "token": ["set-password"],
}
"""What fills a parameter that is no key."""
NAMED = re.compile(r"\(\?P<(\w+)>[^()]*\)|<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of the desk."""

    route: str
    callback: Any = field(compare=False)

    @property
    def parameters(self) -> list[str]:
        """The names of what is to be filled in."""
        return [a or b for a, b in NAMED.findall(self.route)]

    @property
    def model(self) -> Any:
        """The model that the view is about, where it says so."""
        view = getattr(self.callback, "view_class", None) or getattr(self.callback, "cls", None)
        initial = getattr(self.callback, "view_initkwargs", None) or getattr(self.callback, "initkwargs", None) or {}
        found = initial.get("model") or getattr(view, "model", None)
        return found if isinstance(found, type) else None


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[Address]:
    """Every address below a resolver."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern) and route.startswith("admin/") and route != "admin/^.*/$":
            yield Address(route, pattern.callback)


pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.filterwarnings("ignore::ResourceWarning")]
DESK = list(dict.fromkeys(addresses(get_resolver())))


def fillings(address: Address, ours: Agency, theirs: Agency) -> Iterator[str]:
    """The paths to ask: each parameter filled with every object of ours and, with two or more, also of theirs.

    Raises ``LookupError`` for a parameter that nothing fills.
    """
    if "bulk/" in address.route:
        bulk_action_registry.get_bulk_actions_for_model("wagtailcore", "page")  # finds them all
        for app, by_model in sorted(bulk_action_registry.actions.items()):
            for model, actions in by_model.items():
                yield from (f"/admin/bulk/{app}/{model}/{action}/" for action in actions)
        return
    names = address.parameters
    agencies = [ours] if len(names) < 2 else [ours, theirs]
    choices = [[value for agency in agencies for value in values(name, address, agency)] for name in names]
    for combination in itertools.product(*choices):
        filled = iter(combination)
        path = NAMED.sub(lambda _: next(filled), address.route)  # noqa: B023
        yield "/" + path.replace("^", "").replace("\\", "").replace("$", "")


def values(name: str, address: Address, agency: Agency) -> list[str]:
    """What may stand for a parameter."""
    if name in WORDS:
        return WORDS[name]
    if name in {"revision_id_a", "revision_id_b"}:
        return [str(agency.of(Revision)[0].pk), "live"]
    both = (model for (route, its), model in BY_BOTH.items() if its == name and re.search(route, address.route))
    model = next(both, None) or BY_NAME.get(name) or address.model
    model = model or next((model for route, model in BY_ROUTE.items() if re.search(route, address.route)), None)
    found = [str(thing.pk) for thing in agency.of(model)] if model else []
    if not found:
        raise LookupError(f"{address.route}: what object of ours stands for « {name} »? ({model})")
    return found[: 2 if len(address.parameters) < 2 else 1]


def keys(agency: Agency) -> dict[str, Any]:
    """Everything that a form or a filter of the desk might read, leading to this agency."""
    page, home = agency.of(Page)[1], agency.site.root_page
    image, document, collection = agency.of(Picture)[0], agency.of(File)[0], agency.of(Folder)[0]
    group, territory = agency.of(Group)[0], agency.territory
    return {
        "title": "Pris",
        "name": "Pris",
        "slug": "pris",
        "q": "titre",
        "term": "titre",
        "search": "titre",
        "id": [thing.pk for model in (Page, Picture, File, User, ChangeReport) for thing in agency.of(model)],
        "parent": page.pk,
        "parent_page": home.pk,
        "parent_page_id": home.pk,
        "new_parent_page": home.pk,
        "chooser": home.pk,
        "new_title": "Pris",
        "new_slug": "pris",
        "page_id": page.pk,
        "child_of": home.pk,
        "descendant_of": home.pk,
        "root_page_id": home.pk,
        "collection": collection.pk,
        "collection_id": collection.pk,
        "image": image.pk,
        "picture": image.pk,
        "document": document.pk,
        "site": agency.site.pk,
        "root_page": home.pk,
        "user": agency.agent.pk,
        "owner": agency.agent.pk,
        "group": group.pk,
        "groups": group.pk,
        "role": group.pk,
        "territory": territory.pk,
        "commune": agency.commune.pk,
        "restriction_type": "login",
        "workflow": agency.of(Workflow)[0].pk,
        "task": agency.of(Task)[0].pk,
        "state": "handled",
        "email": "pris@demo.example",
        "hostname": "pris.example",
        "port": "80",
        "action-publish": "1",
        "revision": agency.of(Revision)[0].pk,
        "position": 0,
        "body-count": 0,
        "old_path": "/pris/",
        "target": "/pris-ailleurs/",
        "locales": [locale.pk for locale in agency.of(Locale)],
        "next": "/admin/",
        "signalement": agency.of(ChangeReport)[0].pk,
        "fields": "*",
        "locked": "true",
    }


def told(response: HttpResponse) -> str:
    """Everything that an answer tells: its body, its headers, what it will say on the next page."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    said = " ".join(str(message) for message in get_messages(response.wsgi_request))  # type: ignore[attr-defined]
    return " ".join([body.decode("utf-8", "replace"), str(response.headers), said]).lower()


def pointing_at(things: list[models.Model], tables: Collection[str]) -> Iterator[models.QuerySet[Any]]:
    """Every row that is one of these things, or that a foreign key leads from to one of them, in all tables or some."""
    by_table: dict[Any, set[Any]] = {}
    for thing in things:
        for model in {type(thing), *type(thing)._meta.get_parent_list()}:
            by_table.setdefault(model, set()).add(thing.pk)
    for model in apps.get_models(include_auto_created=True):
        if tables and model._meta.db_table not in tables:
            continue
        where = models.Q(pk__in=by_table.get(model, ()))
        for name in [f for f in model._meta.concrete_fields if f.is_relation]:
            if by_table.get(name.related_model):
                where |= models.Q(**{f"{name.name}__in": by_table[name.related_model]})
        if where != models.Q(pk__in=()):
            yield model._base_manager.filter(where).order_by("pk")


def state_of(agency: Agency, tables: Collection[str] = ()) -> dict[str, list[Any]]:
    """Every row of an agency, as the database has it now, in all tables or in some."""
    things = [*agency.objects, *Page.objects.descendant_of(agency.site.root_page)]
    return {rows.model._meta.label: list(rows.values_list()) for rows in pointing_at(things, tables)}


@cache
def drawing() -> bytes:
    """A picture to send, drawn once."""
    return bytes(get_test_image_file().read())


WRITTEN = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)


class Writes:
    """Which tables were written, seen from the statements."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITTEN.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


class Undo(Exception):
    """Raised to leave the database as it was before a request."""


@dataclass
class Asking:
    """Someone of another territory, who asks for everything."""

    client: Client
    session: str
    ours: Agency
    before: dict[str, list[Any]]
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[int, int] = field(default_factory=dict)
    refused: bool = False
    asked: int = 0
    unknown: set[str] = field(default_factory=set)

    def ask_all(self, route: str, path: str, data: dict[str, Any]) -> None:
        """Ask in the four ways, or once where the desk's scope refuses whatever the way."""
        self.refused, self.unknown = False, set()
        self.ask(route, "GET", path, {})
        self.asked += 1
        if self.refused and self.asked % SAMPLED:
            return
        expected = self.refused
        for method, sent in (("POST", {}), ("GET", data), ("POST", data)):
            if sent and method in self.unknown:
                continue  # a view that does not know a method reads nothing of what comes with it
            self.refused = False
            self.ask(route, method, path, sent)
            if expected and not self.refused:
                self.faults[route].append(f"{method} {path} is let in, though GET is refused")

    def ask(self, route: str, method: str, path: str, data: dict[str, Any]) -> None:
        """Ask, keep what was told or changed and should not have been, and undo."""
        what, writes = f"{method} {path}{' with our keys' if data else ''}", Writes()
        faults = self.faults[route]
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.session})  # signed in, nothing to say
        try:
            with transaction.atomic(), connection.execute_wrapper(writes):
                response = self.client.get(path, data) if method == "GET" else self.post(path, data)
                if response.status_code == NOT_ALLOWED:
                    self.unknown.add(method)
                self.statuses[response.status_code] = self.statuses.get(response.status_code, 0) + 1
                if "connexion" in response.get("Location", "") and route not in SIGN_IN:
                    faults.append(f"{what} finds nobody signed in")
                if self.ours.word in told(response):
                    faults.append(f"{what} tells ({response.status_code})")
                if writes.tables and (changed := self.changes(writes.tables)):
                    faults.append(f"{what} changes {changed}")
                raise Undo
        except Undo:
            pass
        except Exception as error:
            if method == "GET" or WAGTAILS_OWN.get(route) != type(error).__name__:
                faults.append(f"{what} fails: {type(error).__name__}: {error}"[:300])

    def post(self, path: str, data: dict[str, Any]) -> Any:
        """Post with a file, the same keys in the address: some of Wagtail's views read them there."""
        if not data:
            return self.client.post(path)
        files = {name: SimpleUploadedFile("pris.png", drawing(), "image/png") for name in ("file", "files[]")}
        return self.client.post(f"{path}?{urlencode(data, doseq=True)}", {**data, **files})

    def changes(self, tables: Collection[str]) -> str:
        """The tables of ours, among those written, that are not as they were."""
        now = state_of(self.ours, tables)
        return ", ".join(sorted(label for label, rows in now.items() if rows != self.before.get(label)))


@pytest.fixture(scope="module")
def agencies(module_transaction: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Agency, Agency]]:
    """Ours, in Lozère, and theirs, in Aveyron; nothing that is tried on them stays."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), PASSWORD_HASHERS=hashers):
        with TestCase.captureOnCommitCallbacks(execute=True):  # what is searched
            found = Agency(mende(), OURS), Agency(millau(), THEIRS)
        yield found
    gc.collect()  # files that Wagtail leaves open, while their warning is ignored


def test_another_agency_learns_and_changes_nothing(
    agencies: tuple[Agency, Agency], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = agencies
    client = desk_of(theirs.agent, monkeypatch)
    client.raise_request_exception = True
    assert client.get("/admin/").status_code == 200, "Their own desk is open, or this test asks nothing."
    logging.disable(logging.CRITICAL)
    asking = Asking(client, client.cookies[settings.SESSION_COOKIE_NAME].value, ours, state_of(ours))
    told_keys = keys(ours)

    def refuse(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asking.refused = True  # the same page for all: drawn for some
        return HttpResponseNotFound() if asking.asked % SAMPLED else page_not_found(request, *args, **kwargs)

    monkeypatch.setattr(scope, "page_not_found", refuse)
    for address in DESK:
        if address.route in EXCEPTIONS:
            continue
        try:
            paths = list(fillings(address, ours, theirs))
        except LookupError as error:
            asking.faults[address.route].append(str(error))
            continue
        for path in paths:
            asking.ask_all(address.route, path, told_keys)
    logging.disable(logging.NOTSET)
    found = {route: faults for route, faults in asking.faults.items() if faults}
    assert not found, f"{asking.statuses}\n" + "\n".join(f"{route}: {faults[0]}" for route, faults in found.items())


def test_their_own_desk_is_theirs(agencies: tuple[Agency, Agency], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other test finds closed is open to those it belongs to: it does not pass because all is shut.

    And a superuser still has all of Wagtail.
    """
    _, theirs = agencies
    client = desk_of(theirs.agent, monkeypatch)
    page, home = theirs.of(Page)[1], theirs.site.root_page
    image, document, place = theirs.of(Picture)[0], theirs.of(File)[0], theirs.of(Place)[0]
    review, report, offer = theirs.of(Review)[0], theirs.of(ChangeReport)[0], theirs.of(Offer)[0]
    for path in (
        f"/admin/pages/{home.pk}/",
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/pages/{page.pk}/history/",
        f"/admin/pages/{page.pk}/usage/",
        f"/admin/pages/{page.pk}/delete/",
        f"/admin/pages/{page.pk}/move/",
        f"/admin/pages/{page.pk}/copy/",
        f"/admin/pages/add/cms/standardpage/{home.pk}/",
        "/admin/pages/search/?q=titre",
        "/admin/choose-page/",
        f"/admin/choose-page/{home.pk}/",
        f"/admin/choose-page/chosen-multiple/?id={page.pk}",
        f"/admin/api/main/pages/?child_of={home.pk}&for_explorer=1",
        f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}",
        "/admin/images/",
        f"/admin/images/{image.pk}/",
        "/admin/images/chooser/",
        f"/admin/images/chooser/chosen/{image.pk}/",
        f"/admin/bulk/cms/picture/add_tags/?id={image.pk}",
        "/admin/documents/",
        f"/admin/documents/edit/{document.pk}/",
        "/admin/documents/chooser/",
        f"/admin/documents/chooser/chosen/{document.pk}/",
        "/admin/tag-autocomplete/?term=titre",
        "/admin/lieux/",
        f"/admin/lieux/{place.pk}/",
        f"/admin/relectures/{review.pk}/",
        f"/admin/relectures/propositions/{offer.pk}/",
        f"/admin/courriels/fiches/{theirs.of(OutgoingMail)[0].pk}/",
        f"/admin/relectures/proposer/lieu/{place.pk}/",
        f"/admin/relectures/signalements/{report.pk}/",
    ):
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code, response.headers)
        assert THEIRS in told(response), path
    client = desk_of(make_superuser(), monkeypatch)
    for path in ("/admin/reports/site-history/", "/admin/users/", "/admin/groups/", "/admin/sites/", "/admin/images/"):
        body = told(client.get(path))
        assert {agency.word for agency in agencies if agency.word in body} == {OURS, THEIRS}, path
