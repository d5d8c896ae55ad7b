"""What the first page of the desk tells a moderator: what waits, what is stale, what failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from listings.desk.filters import TO_CHECK
from listings.desk.mail_troubles import LIST as TROUBLES
from listings.desk.mails import LIST as MAILS
from listings.desk.mails import unsent
from listings.desk.queue import LIST as QUEUE
from listings.desk.queue import SOURCES, WAITING
from listings.freshness import stale_for
from listings.kinds import kinds
from listings.mail_troubles import to_see_to


@dataclass(frozen=True)
class Task:
    """So many of something, and where to see to it."""

    words: str
    address: str


Counted = tuple[int, Any, str]
"""How many, the words for so many (``%(n)d``), and where to see to them."""
_registered: list[Callable[[Any], list[Counted]]] = []


def register(counted: Callable[[Any], list[Counted]]) -> None:
    """Have counted what awaits a user in a layer above; called once, when the application is ready."""
    _registered.append(counted)


def tasks_of(user: Any) -> list[Task]:
    """What awaits a moderator, in the order of urgency; nothing of another territory."""
    counted = [
        *_queued(user),
        *(one for counted in _registered for one in counted(user)),
        *_stale(user),
        *(failure for kind in kinds() for failure in kind.failures(user)),
        *_failed(user),
    ]
    return [Task(words % {"n": number}, address) for number, words, address in counted if number]


def _queued(user: Any) -> list[Counted]:
    """What waits in the queue, by source, each with the queue narrowed to it."""
    address = reverse(QUEUE)
    return [(one.keys(user).count(), one.counted, f"{address}?quoi={one.code}&etat={WAITING}") for one in SOURCES]


def _stale(user: Any) -> list[Counted]:
    found = []
    for kind, rows in stale_for(user):
        number = rows.count()
        words = ngettext("%(n)d fiche à vérifier", "%(n)d fiches à vérifier", number)
        found.append((number, f"{kind.plural} : {words}", f"{reverse(kind.desk_list_name)}?{TO_CHECK}"))
    return found


def _failed(user: Any) -> list[Counted]:
    """Mails that did not arrive: of one's listings, without addresses; all of them for superusers."""
    if user.is_superuser:
        number = unsent()
        return [(number, ngettext("%(n)d courriel non parti", "%(n)d courriels non partis", number), reverse(MAILS))]
    number = to_see_to(user, timezone.now()).count()
    words = ngettext("%(n)d courriel n’est pas arrivé", "%(n)d courriels ne sont pas arrivés", number)
    return [(number, words, reverse(TROUBLES))]


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
