"""What the desk and « mon espace » are told of people."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList

from directory.models import RemoteWorker
from listings.kinds import ListingKind, register_kind

SLUG = "teletravailleur"
_COMPARED = (
    *("display_name", "headline", "commune", "status", "presentation", "employer", "job_family", "skills", "sectors"),
    *("languages", "links", "modes", "remote_days", "contracts", "availability", "available_from", "available_days"),
    *("travel_radius", "meeting_places", "is_indexable"),
)
"""What a moderator compares; e-mail, phone and audiences are the person's own affair."""


@cache
def _panels() -> Any:
    return ObjectList([FieldPanel(name) for name in _COMPARED]).bind_to_model(RemoteWorker)


def _edit_address(worker: RemoteWorker) -> str:
    return reverse("directory:worker_step", args=["identite"])


def _preview(request: HttpRequest, draft: RemoteWorker) -> HttpResponse:
    """The draft as everyone would see it."""
    from directory.views.worker_detail import render_preview

    return render_preview(request, draft, "public")


def register() -> None:
    """Make people known; called once, when the application is ready."""
    register_kind(
        ListingKind(
            slug=SLUG,
            model=RemoteWorker,
            label=_("Télétravailleur"),
            plural=_("Télétravailleurs"),
            icon="user",
            panels=_panels,
            edit_address=_edit_address,
            preview=_preview,
            add_address="directory:worker_join",
            add_label=_("S’inscrire comme télétravailleur"),
            is_one_each=True,
            desk_edit_name="workers_desk:edit",
            desk_list_name="workers_desk:list",
        )
    )
