"""A page's way: written by one, read and published by the agency; nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site, TaskState, Workflow, WorkflowPage, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.models import User
from cms.actions import open_desk, open_site
from cms.models import StandardPage
from cms.moderation import forget_told, open_workflow, territory_of_page
from listings.actions import appoint_writer
from listings.desk.home import Task, tasks_of
from mail.models import OutgoingMail
from tests.factories.listings import desk_of, make_user, millau, territory_of
from tests.factories.places import mende

pytestmark = pytest.mark.django_db


class House:
    """Lozère's site, its agency of two, who writes for it, and the agency next door."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.territory, other = territory_of(mende()), territory_of(millau())
        self.site, self.next_door = (Site.objects.get(hostname=f"{name}.example") for name in ("lozere", "aveyron"))
        self.users = {name: make_user() for name in ("writer", "agent", "colleague", "stranger")}
        appoint_writer(self.users["writer"], self.territory)
        for name in ("agent", "colleague"):
            open_desk(self.users[name], self.territory)
        open_desk(self.users["stranger"], other)
        self._monkeypatch = monkeypatch
        self.page = StandardPage(title="Brouillon", slug="brouillon", live=False, owner=self.users["writer"])
        self.site.root_page.add_child(instance=self.page)
        self.page.save_revision(user=self.users["writer"])

    def desk(self, name: str) -> Client:
        """The desk of one of them."""
        return desk_of(self.users[name], self._monkeypatch)

    def fresh(self) -> StandardPage:
        """The page as it is now."""
        page: StandardPage = StandardPage.objects.get(pk=self.page.pk)
        return page

    def form(self, title: str, **more: Any) -> dict[str, Any]:
        """The form of the page as it is opened now, with another title."""
        latest = self.fresh().latest_revision
        fields = {
            "title": title,
            "slug": "brouillon",
            "lead": "",
            "body": streamfield([]),
            "loaded_revision_id": latest.pk,
            "loaded_revision_created_at": latest.created_at.isoformat(),
        }
        return nested_form_data(fields) | more

    def post(self, name: str, form: dict[str, Any], **action: str) -> Any:
        """Press a button of the editor."""
        return self.desk(name).post(f"/admin/pages/{self.page.pk}/edit/", form | action)


@pytest.fixture(scope="module")
def _two_sites(module_transaction: None) -> None:
    open_site(territory_of(mende()), "lozere.example")
    open_site(territory_of(millau()), "aveyron.example")


@pytest.fixture
def house(_two_sites: None, db: None, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(monkeypatch)


SUBMIT = {"action-submit": "1"}
APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}
REJECT = {
    "action-workflow-action": "1",
    "workflow-action-name": "reject",
    "workflow-action-extra-data": '{"comment": "Ajoutez les horaires."}',
}
Told = Callable[[], list[tuple[str, str]]]


def told() -> list[tuple[str, str]]:
    """What was written since the last time, and to whom."""
    found = [(mail.template, mail.to) for mail in OutgoingMail.objects.order_by("pk")]
    OutgoingMail.objects.all().delete()
    return found


def test_a_page_is_written_by_one_and_published_by_the_agency(house: House) -> None:
    agency = [("page_waiting", house.users[name].email) for name in ("agent", "colleague")]
    writer: User = house.users["writer"]
    house.post("writer", house.form("Première"), **{"action-publish": "1"})
    assert not house.fresh().live, "Who writes does not publish."
    house.post("writer", house.form("Première"), **SUBMIT)
    assert told() == agency
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    awaiting = {name: [task for task in tasks_of(user) if "page" in task.words] for name, user in house.users.items()}
    read = Task("1 page à relire", f"/admin/pages/{house.page.pk}/edit/")
    assert awaiting == {"writer": [], "agent": [read], "colleague": [read], "stranger": []}
    house.post("writer", house.form("Pendant"), **{"action-save": "1"})
    assert house.fresh().latest_revision.content["title"] == "Première", "What is being read does not change."
    house.post("writer", house.form("Première"), **APPROVE)
    house.post("stranger", house.form("Première"), **APPROVE)
    assert not house.fresh().live
    house.post("agent", house.form("Première"), **REJECT)
    assert OutgoingMail.objects.get().text.count("Ajoutez les horaires.") == 1
    assert told() == [("page_decided", writer.email)]
    house.post("writer", house.form("Seconde"), **SUBMIT)
    assert told() == agency
    house.post("agent", house.form("Seconde"), **APPROVE)
    assert (house.fresh().live, house.fresh().title) == (True, "Seconde")
    assert told() == [("page_decided", writer.email)]
    assert not django_mail.outbox, "Wagtail writes nothing past the outbox."


def test_what_changed_since_it_was_read_is_not_published_nor_overwritten(house: House) -> None:
    house.post("writer", house.form("Lue"), **SUBMIT)
    read = house.form("Lue")
    house.post("colleague", house.form("Changée"), **{"action-save": "1"})
    for stale in (read, {key: value for key, value in read.items() if not key.startswith("loaded")}):
        answer = house.post("agent", stale, **APPROVE)
        assert answer.status_code == 409
        assert "lisez d’abord" in answer.content.decode()
    assert (house.fresh().live, house.fresh().latest_revision.content["title"]) == (False, "Changée")
    answer = house.post("agent", read | {"title": "La mienne"}, **{"action-publish": "1"})
    assert (answer.status_code, house.fresh().live) == (409, False)
    kept = answer.content.decode()
    assert str(house.users["colleague"]) in kept
    assert 'value="La mienne"' in kept
    assert 'name="action-publish"' not in kept
    house.post("agent", house.form("La mienne"))  # the button of that page: over the newer one, as a draft
    assert (house.fresh().live, house.fresh().latest_revision.content["title"]) == (False, "La mienne")
    assert house.fresh().revisions.count() >= 4, "Both are in its history."
    unread = house.form("La mienne", **APPROVE)
    task = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    for name in ("agent", "stranger"):
        path = f"/admin/pages/workflow/action/{house.page.pk}/approve/{task.pk}/"
        assert house.desk(name).post(path).status_code == 404, "No decision without the page."
    assert house.post("agent", unread).status_code == 302
    assert (house.fresh().live, house.fresh().title) == (True, "La mienne")


def test_who_wrote_while_the_editor_saved_by_itself_may_publish(house: House) -> None:
    desk, path, form = house.desk("agent"), f"/admin/pages/{house.page.pk}/edit/", house.form("Une")
    by_itself = {"accept": "application/json"}
    first = desk.post(path, form, headers=by_itself).json()
    form |= first["field_updates"]  # as its script does
    known = {"title": "Deux", "overwrite_revision_id": first["revision_id"]}
    form |= desk.post(path, form | known, headers=by_itself).json()["field_updates"]
    assert house.post("agent", form | {"title": "Trois"}, **{"action-publish": "1"}).status_code == 302
    assert (house.fresh().live, house.fresh().title) == (True, "Trois")
    assert house.post("agent", form, **{"action-save": "1"}).status_code == 409


def test_a_circuit_is_shown_of_one_s_own_pages(house: House) -> None:
    theirs = house.next_door.root_page.get_children().first()
    house.post("writer", house.form("Lue"), **SUBMIT)
    assert str(house.users["writer"]) in OutgoingMail.objects.first().text
    assert (forget_told(house.users["agent"]), forget_told(house.users["writer"])) == (0, 2), "With who is erased."
    task, state = TaskState.objects.get(), WorkflowState.objects.get()
    for path in (
        f"workflow/collect_action_data/{{}}/reject/{task.pk}/",
        f"{{}}/workflow_history/detail/{state.pk}/",
        "{}/workflow_history/",
        "workflow/confirm_cancellation/{}/",
    ):
        assert house.desk("agent").get(f"/admin/pages/{path.format(house.page.pk)}").status_code == 200, path
        assert house.desk("stranger").get(f"/admin/pages/{path.format(house.page.pk)}").status_code == 404, path
        if "detail" in path or "collect" in path:
            assert house.desk("stranger").get(f"/admin/pages/{path.format(theirs.pk)}").status_code == 404, path


def test_the_first_page_of_the_desk_tells_of_one_s_own(house: House) -> None:
    """Drafts, what waits, what will be; what is decided only once it was opened has no button here."""
    assert "Brouillons" in house.desk("writer").get("/admin/").content.decode()
    house.post("writer", house.form("Attendue"), **SUBMIT)
    first = house.desk("agent").get("/admin/").content.decode()
    assert "Pages à relire" in first
    assert "Attendue" in first
    assert "workflow/action" not in first
    assert "Attendue" not in house.desk("stranger").get("/admin/").content.decode()
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    house.post("agent", house.form("Attendue", go_live_at=tomorrow), **APPROVE)
    assert not house.fresh().live
    assert "Pages programmées" in house.desk("colleague").get("/admin/").content.decode()


def test_a_circuit_is_opened_once_and_in_every_language(house: House) -> None:
    home = house.site.root_page
    assert open_workflow(house.territory, home) == open_workflow(house.territory, home)
    assert Workflow.objects.filter(name=house.territory.agency_name).count() == 1
    assert WorkflowPage.objects.get(page=home).workflow == house.page.get_workflow()
    assert territory_of_page(house.page) == house.territory
    assert territory_of_page(Page.get_first_root_node()) is None
    assert Site.objects.filter(root_page=home).exists()
