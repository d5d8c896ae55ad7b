"""What the first page of the desk tells a moderator: what waits, what is stale, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from listings.desk.mails import LIST as MAILS
from listings.desk.mails import unsent
from listings.kinds import kinds
from listings.models import ChangeReport, Claim, Review


@dataclass(frozen=True)
class Task:
    """So many of something, and where to see to it."""

    words: str
    address: str


def tasks_of(user: Any) -> list[Task]:
    """What awaits a moderator, in the order of urgency; nothing of another territory."""
    reviews = Review.objects.for_user(user).waiting().count()
    claims = Claim.objects.for_user(user).waiting().count()
    reports = ChangeReport.objects.for_user(user).new().count()
    counted = [
        (
            reviews,
            ngettext("%(n)d fiche à relire", "%(n)d fiches à relire", reviews),
            f"{reverse('reviews_desk:list')}?state=waiting",
        ),
        (
            claims,
            ngettext("%(n)d demande de tenir une fiche", "%(n)d demandes de tenir une fiche", claims),
            f"{reverse('reviews_desk:claims')}?state=waiting",
        ),
        (
            reports,
            ngettext("%(n)d signalement à traiter", "%(n)d signalements à traiter", reports),
            f"{reverse('listings_desk:reports')}?state=new",
        ),
        *_stale(user),
        *_failed(user),
    ]
    return [Task(words % {"n": number}, address) for number, words, address in counted if number]


def _stale(user: Any) -> list[tuple[int, str, str]]:
    today, found = timezone.localdate(), []
    for kind in kinds():
        if kind.desk_stale_address:
            number = kind.model.objects.for_user(user).published().check_due(today).count()
            words = ngettext("%(n)d fiche à vérifier", "%(n)d fiches à vérifier", number)
            found.append((number, f"{kind.plural} : {words}", kind.desk_stale_address()))
    return found


def _failed(user: Any) -> list[tuple[int, str, str]]:
    """Mails that were given up: addresses are personal, so for superusers only."""
    if not user.is_superuser:
        return []
    number = unsent()
    return [(number, ngettext("%(n)d courriel non parti", "%(n)d courriels non partis", number), reverse(MAILS))]


class TasksPanel(Component):  # type: ignore[misc]
    """The panel of the first page."""

    name = "hameau-tasks"
    template_name = "listings/desk_tasks.html"
    order = 50

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The tasks."""
        return {"tasks": tasks_of(self.user), "title": _("Ce qui vous attend")}
