"""What the desk and « mon espace » are told of people."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rapidfuzz.fuzz import token_sort_ratio
from wagtail.admin.panels import FieldPanel, ObjectList

from directory.models import RemoteWorker
from directory.steps import sections_of
from listings.kinds import ListingKind, Section, register_kind
from listings.models import Archive, Review
from listings.reports import ReportKind
from listings.reviews import ReviewState
from search.analysis import fold

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


_OWN_AFFAIR = frozenset({"email", "phone", "is_indexable"})
"""What an agency has no say in: it does not read them either."""


def _edit_address(worker: RemoteWorker, step: str = "identite") -> str:
    return reverse("directory:worker_step", args=[step])


def _sections() -> list[Section]:
    """What a person fills in, but for what is their own affair."""
    from directory.workers.forms import STEPS

    found = sections_of(STEPS, RemoteWorker, _edit_address)
    kept = [
        section._replace(answers=[answer for answer in section.answers if answer.name not in _OWN_AFFAIR])
        for section in found
    ]
    return [section for section in kept if section.answers]


def _preview(request: HttpRequest, draft: RemoteWorker) -> HttpResponse:
    """The draft as everyone would see it."""
    from directory.views.worker_detail import render_preview

    return render_preview(request, draft, "public")


MOST_DUPLICATES = 5
_ALIKE = 88
"""From which likeness of names, 0 to 100, two profiles of one commune may be one person's."""
_SAME = 97
"""The same elsewhere, where a name alone says less."""


def likely_duplicates(worker: RemoteWorker) -> list[RemoteWorker]:
    """Other profiles that may be the same person's, by what the desk reads anyway: the name, the commune, the links.

    Never by an address, a number or an account: that two profiles share one is their person's own affair, and so is a
    draft that was never sent. Archived ones are left out.
    """
    from directory.workers.actions import words_of_slug

    content_type = ContentType.objects.get_for_model(RemoteWorker)
    archived = Archive.objects.filter(content_type=content_type).order_by().values("object_id")
    sent = Review.objects.filter(content_type=content_type).exclude(state=ReviewState.WITHDRAWN).order_by()
    near = Q(commune=worker.commune_id) | Q(slug__startswith=f"{words_of_slug(worker.display_name)}-")
    others = RemoteWorker.objects.filter(near).filter(Q(live=True) | Q(pk__in=sent.values("object_id")))
    others = others.exclude(pk=worker.pk).exclude(pk__in=archived).select_related("commune")
    weighed = [(_likeness(worker, other), other) for other in others.order_by("pk")]
    weighed = [pair for pair in weighed if pair[0]]
    weighed.sort(key=lambda pair: -pair[0])
    return [other for _weight, other in weighed[:MOST_DUPLICATES]]


def _likeness(worker: RemoteWorker, other: RemoteWorker) -> float:
    """From 0, others, to 100, the same; a link in common leaves no doubt."""
    if set(worker.links) & set(other.links):
        return 100
    alike = float(token_sort_ratio(fold(worker.display_name), fold(other.display_name)))
    return alike if alike >= (_ALIKE if worker.commune_id == other.commune_id else _SAME) else 0


def register() -> None:
    """Make people known; called once, when the application is ready."""
    register_kind(
        ListingKind(
            slug=SLUG,
            model=RemoteWorker,
            label=_("Télétravail"),
            plural=_("Télétravailleurs"),
            icon="user",
            list_name="directory:workers",
            all_label=_("Toutes les personnes"),
            report_name="directory:worker_report",
            report_kinds=(ReportKind.GONE, ReportKind.ACTIVITY, ReportKind.UNTRUE, ReportKind.OTHER),
            report_hint=_("Ce qui n’est plus vrai, et depuis quand. N’écrivez rien de sa vie privée."),
            sections=_sections,
            panels=_panels,
            edit_address=_edit_address,
            preview=_preview,
            add_address="directory:worker_join",
            add_label=_("S’inscrire dans l’annuaire"),
            is_one_each=True,
            duplicates=likely_duplicates,
            desk_edit_name="workers_desk:edit",
            desk_list_name="workers_desk:list",
        )
    )
