"""What the first page of the desk tells a moderator: what waits, what is stale, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from listings.desk.filters import TO_CHECK
from listings.desk.mails import LIST as MAILS
from listings.desk.mails import unsent
from listings.desk.queue import LIST as QUEUE
from listings.desk.queue import SOURCES, WAITING
from listings.freshness import stale_for
from listings.kinds import kinds
from listings.models import Offer
from mail.models import OutgoingMail

LATELY = timedelta(days=30)
MOST_NAMED = 5
"""Listings of a kind that are named one by one."""


@dataclass(frozen=True)
class Task:
    """So many of something, and where to see to it."""

    words: str
    address: str


def tasks_of(user: Any) -> list[Task]:
    """What awaits a moderator, in the order of urgency; nothing of another territory."""
    offers = Offer.objects.for_user(user).waiting().count()
    counted = [
        *_queued(user),
        (
            offers,
            ngettext(
                "%(n)d fiche qu’une autre agence vous propose",
                "%(n)d fiches que d’autres agences vous proposent",
                offers,
            ),
            f"{reverse('reviews_desk:offers')}?state=waiting&side=recues",
        ),
        *_stale(user),
        *(failure for kind in kinds() for failure in kind.failures(user)),
        *_unreached(user),
        *_failed(user),
    ]
    return [Task(words % {"n": number}, address) for number, words, address in counted if number]


def _queued(user: Any) -> list[tuple[int, Any, str]]:
    """What waits in the queue, by source, each with the queue narrowed to it."""
    address = reverse(QUEUE)
    return [(one.waiting(user).count(), one.counted, f"{address}?quoi={one.code}&etat={WAITING}") for one in SOURCES]


def _stale(user: Any) -> list[tuple[int, str, str]]:
    found = []
    for kind, rows in stale_for(user):
        number = rows.count()
        words = ngettext("%(n)d fiche à vérifier", "%(n)d fiches à vérifier", number)
        found.append((number, f"{kind.plural} : {words}", f"{reverse(kind.desk_list_name)}?{TO_CHECK}"))
    return found


def _unreached(user: Any) -> list[tuple[int, str, str]]:
    """The listings whose holder a mail did not reach lately: the agency may know them otherwise. No address is told."""
    lately = OutgoingMail.objects.filter(
        state__in=[OutgoingMail.State.FAILED, OutgoingMail.State.UNCERTAIN], created_at__gt=timezone.now() - LATELY
    )
    addresses = lately.order_by().values(address=Lower("to"))
    found = []
    for kind in kinds():
        held = kind.model.objects.for_user(user).alias(held_by=Lower("owner__email"))
        for row in held.filter(held_by__in=addresses).order_by("pk")[:MOST_NAMED]:
            words = _("Un courriel n’est pas arrivé à qui tient « %(name)s »") % {"name": str(row)}
            found.append((1, words.replace("%", "%%"), reverse(kind.desk_edit_name, args=[row.pk])))
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
