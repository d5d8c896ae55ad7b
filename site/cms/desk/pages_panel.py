"""What the first page of the desk tells of one's pages: what waits to be read, what is not public yet, what will be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, WorkflowState
from wagtail.permissions import policy_registry

from cms.resources.desk_links import LINKS, links_to_mend
from listings.desk.home import Counted

SHOWN = 5
REPLACED = frozenset({"workflow_objects_to_moderate", "user_objects_in_workflow_moderation"})
"""Wagtail's panels of what waits: they decide on a page without opening it, which no address of ours lets."""


@dataclass(frozen=True)
class Group:
    """Some of one's pages: their heading, the first of them, and how many there are."""

    title: str
    pages: list[Page]
    number: int

    @property
    def others(self) -> int:
        """How many are not shown."""
        return self.number - len(self.pages)


def own_pages(user: Any) -> QuerySet[Page]:
    """The pages that a user may change."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return pages.filter(depth__gt=1, alias_of=None)  # type: ignore[no-any-return]


def groups_of(user: Any) -> list[Group]:
    """What there is to know of one's pages, in the order of urgency; nothing of another territory."""
    pages = own_pages(user)
    circuits = _about_pages(WorkflowState)
    waiting = circuits.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    to_change = circuits.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)
    scheduled = _about_pages(Revision).filter(approved_go_live_at__isnull=False)
    drafts = pages.filter(has_unpublished_changes=True)
    for elsewhere in (waiting, to_change, scheduled):
        drafts = drafts.exclude(pk__in=elsewhere)
    sorts = (
        (_("Pages à relire"), pages.filter(pk__in=waiting)),
        (_("Pages à corriger"), pages.filter(pk__in=to_change)),
        (_("Pages programmées"), pages.filter(pk__in=scheduled)),
        (_("Brouillons"), drafts),
    )
    return [group for title, rows in sorts if (group := _group(title, rows)).number]


def tasks_of(user: Any) -> list[Counted]:
    """What of one's pages waits for a decision of one's own, the oldest first, and the links to mend."""
    publishable = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")
    in_progress = _about_pages(WorkflowState).filter(status=WorkflowState.STATUS_IN_PROGRESS)
    waiting = publishable.filter(pk__in=in_progress).order_by("latest_revision_created_at", "pk")
    number, oldest = waiting.count(), waiting.first()
    address = reverse("wagtailadmin_pages:edit", args=[oldest.pk]) if oldest else ""
    dead = links_to_mend(user).count()
    return [
        (number, ngettext("%(n)d page à relire", "%(n)d pages à relire", number), address),
        (dead, ngettext("%(n)d lien à revoir", "%(n)d liens à revoir", dead), reverse(LINKS)),
    ]


def _about_pages(model: Any) -> Any:
    """The keys of the pages that rows of a generic relation are about: text there, whole numbers in the tree."""
    rows = model.objects.filter(base_content_type=ContentType.objects.get_for_model(Page))
    return rows.annotate(about=Cast("object_id", BigIntegerField())).order_by().values("about")


def _group(title: str, rows: QuerySet[Page]) -> Group:
    rows = rows.order_by("-latest_revision_created_at", "pk")
    shown = list(rows[:SHOWN])
    return Group(title, shown, rows.count() if len(shown) == SHOWN else len(shown))


class PagesPanel(Component):  # type: ignore[misc]
    """The panel of the first page."""

    name = "hameau-pages"
    template_name = "cms/desk_pages_panel.html"
    order = 60

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The pages."""
        return {"groups": groups_of(self.user), "title": _("Vos pages")}
