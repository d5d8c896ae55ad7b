"""Pages that some write and others publish: the circuit of a territory, and what its people are told by mail.

Wagtail's workflow decides; its circuit is one step, the territory's agency. Its own mails, which leave past the outbox
and in its own words, are silenced: our receivers take their places.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from cms.models import SiteTerritory
from geography.models import Territory
from listings.actions import desk_of_territory, writers_of_territory
from mail.models import OutgoingMail
from mail.outbox import write_mail
from mail.senders import absolute

WRITER_PERMISSIONS = ("add_page", "change_page")
"""What who writes may do in a site's tree: all but publish, take offline, lock and delete what is public."""
_SILENCED = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)
"""Wagtail's receivers, by the names under which it connects them (``wagtail.admin.signal_handlers``)."""


def connect() -> None:
    """Tell people of pages ourselves. Called before Wagtail's desk is ready: a name that is taken stays ours."""
    receivers = (tell_waiting, _say_nothing, tell_decided, tell_decided)
    for (signal, sender, name), receiver in zip(_SILENCED, receivers, strict=True):
        signal.connect(receiver, sender=sender, dispatch_uid=name)


def open_workflow(territory: Territory, home: Page) -> Workflow:
    """Have the pages of a territory's site, in every language, written by its writers and published by its agency.

    Idempotent. A page that was given another circuit keeps it.
    """
    with transaction.atomic():
        pages = [home, *home.get_translations()]
        permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=WRITER_PERMISSIONS)
        for page in pages:
            for permission in permissions:
                GroupPagePermission.objects.get_or_create(
                    group=writers_of_territory(territory), page=page, permission=permission
                )
        workflow = _workflow_of(territory)
        for page in pages:
            WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})
    return workflow


def _workflow_of(territory: Territory) -> Workflow:
    """The circuit whose only step is the agency. Made on first use."""
    agency = desk_of_territory(territory).group
    found = Workflow.objects.filter(workflow_tasks__task__groupapprovaltask__groups=agency).order_by("pk").first()
    if found:
        return found
    task = GroupApprovalTask.objects.create(name=str(agency)[:255])
    task.groups.set([agency])
    # The editor says « Soumettre à » and this name.
    workflow = Workflow.objects.create(name=(territory.agency_name or territory.name)[:255])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def territory_of_page(page: Page) -> Territory | None:
    """The territory of the site that a page is in, be it in another language; ``None`` for one of no territory."""
    home = page.get_ancestors(inclusive=True).filter(depth=2).first()
    if home is None:
        return None
    homes = [home.pk, *home.get_translations().order_by().values_list("pk", flat=True)]
    link = SiteTerritory.objects.filter(site__root_page__in=homes).select_related("territory").first()
    return link.territory if link else None


def tell_waiting(instance: Any, user: Any, **_kwargs: Any) -> None:
    """A page was submitted: tell each of the agency, but for who submitted it.

    What no person submitted was read by a machine, many at once: it tells of them itself, in one mail.
    """
    page = instance.revision.content_object
    if not isinstance(page, Page) or user is None:
        return
    groups = instance.task.specific.groups.all()
    readers = get_user_model()._default_manager.filter(groups__in=groups, is_active=True).distinct().order_by("pk")
    for reader in readers.exclude(pk=user.pk) if user else readers:
        write_mail(
            "page_waiting",
            reader.email,
            lambda: {
                "page": instance.revision.as_object().title,
                "author": str(user or ""),
                "address": absolute(reverse("wagtailadmin_pages:edit", args=[page.pk])),
            },
            key=f"page-waiting-{instance.pk}-{reader.pk}",
            on_behalf=territory_of_page(page),
        )


def tell_decided(instance: Any, user: Any, **_kwargs: Any) -> None:
    """The agency decided: tell who submitted the page, with its words."""
    page, writer = instance.content_object, instance.requested_by
    if not isinstance(page, Page) or writer is None or not writer.is_active or writer == user:
        return
    decision = instance.current_task_state or instance.task_states.order_by("finished_at").last()
    write_mail(
        "page_decided",
        writer.email,
        lambda: {
            "page": page.get_latest_revision_as_object().title,
            "state": instance.status,
            "comment": decision.comment.strip() if decision else "",
            "address": absolute(reverse("wagtailadmin_pages:edit", args=[page.pk])),
        },
        key=f"page-decided-{decision.pk if decision else instance.pk}",
        on_behalf=territory_of_page(page),
    )


def forget_told(user: Any) -> int:
    """Delete what agencies were written of the pages that someone submitted, whose name is in it; return how many."""
    states = TaskState.objects.filter(workflow_state__requested_by=user).values_list("pk", flat=True)
    # One by one: SQLite refuses a thousand conditions at once, and someone may have submitted as many pages.
    mails = (OutgoingMail.objects.filter(key__startswith=f"page-waiting-{state}-") for state in states)
    return sum(int(told.delete()[0]) for told in mails)


def _say_nothing(**_kwargs: Any) -> None:
    """Of a page submitted, Wagtail also tells superusers: the agency's people are enough."""
