"""The rights of a person over their profile: everything that is kept of it, told or erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Revision

from accounts.rights import Section, erasing, exporting
from directory.audiences import LABELS, audience_of
from directory.models import RemoteWorker
from directory.visibility import FIELDS, Viewer, view_of
from directory.workers.actions import VERSION, forget_public, forget_unused_skills, skills_of
from directory.workers.portraits import SIZES, delete_portraits, path_of, portraits_of
from listings.asking import labels_of
from listings.models import ChangeReport
from listings.offering import forget_offers
from listings.review_mails import forget_told
from listings.reviewing import hold_still
from listings.reviews import Review
from listings.versions import bump_version


def export_worker(sender: Any, user: Any, **kwargs: Any) -> list[Section]:
    """What is kept of a person's profile: what is public, the draft, who sees what, each version, what was decided."""
    sections = []
    for worker in RemoteWorker.objects.filter(owner=user).select_related("commune__departement"):
        draft = RemoteWorker.objects.get(pk=worker.pk).get_latest_revision_as_object()
        rows = [_row(_("Brouillon"), draft)]
        if worker.live:
            rows.insert(0, _row(_("En ligne"), worker))
        paths = {f"photo-{name}-{size}.webp": path_of(name, size) for name in portraits_of(worker) for size in SIZES}
        files = {name: path for name, path in sorted(paths.items()) if default_storage.exists(path)}
        sections.append(Section(_("Ma fiche de télétravail"), rows, files))
        sections.append(Section(_("Versions de ma fiche"), [dict(r.content) for r in _revisions(worker)]))
        sections.append(Section(_("Relectures de ma fiche"), [_review(review) for review in Review.objects.of(worker)]))
        if reports := [_report(report) for report in ChangeReport.objects.of(worker)]:
            sections.append(Section(_("Changements signalés sur ma fiche"), reports))
    return sections


def _row(title: str, worker: RemoteWorker) -> Mapping[str, Any]:
    """Everything the owner sees, in words, with each field's audience."""
    view = view_of(worker, Viewer.OWNER)
    values = {name: getattr(view, name) for name in FIELDS}
    values["commune"] = view.commune.name
    values["meeting_places"] = [place.name for place in view.meeting_places]
    audiences = {str(label): str(audience_of(worker.audiences, name).label) for name, label in LABELS.items()}
    return {"version": title, **values, "audiences": audiences, "is_indexable": worker.is_indexable}


def _review(review: Review) -> Mapping[str, Any]:
    return {
        "submitted_at": review.submitted_at,
        "state": review.get_state_display(),
        "reason": review.get_reason_display(),
        "comment": review.comment,
        "asked": labels_of(review),
        "decided_at": review.decided_at,
    }


def _report(report: ChangeReport) -> Mapping[str, Any]:
    """That a change was reported: not the words nor the address of who did, to whom we say that nobody reads them."""
    return {"what": report.get_kind_display(), "received_at": report.created_at, "state": report.get_state_display()}


def _revisions(worker: RemoteWorker) -> Any:
    return Revision.objects.for_instance(worker).order_by("created_at", "pk")


def erase_worker(sender: Any, user: Any, **kwargs: Any) -> None:
    """Leave nothing of a person's profile: rows, versions, decisions, what was reported, log, index, photographs.

    A skill that only they had goes too: it may be a word about them.
    """
    for worker in RemoteWorker.objects.filter(owner=user):
        hold_still(worker)
        skills = skills_of(worker)
        delete_portraits(portraits_of(worker))
        forget_public(worker)
        content_type = ContentType.objects.get_for_model(RemoteWorker)
        ModelLogEntry.objects.filter(content_type=content_type, object_id=str(worker.pk)).delete()
        forget_told(Review.objects.of(worker))
        forget_offers(worker)
        for model in (Review, ChangeReport):
            model.objects.of(worker).delete()
        RemoteWorker.objects.filter(pk=worker.pk).update(latest_revision=None, live_revision=None)
        _revisions(worker).delete()
        worker.delete()
        forget_unused_skills(skills)
        bump_version(VERSION)


def connect() -> None:
    """Answer the two signals; called once, when the application is ready."""
    exporting.connect(export_worker, dispatch_uid="directory.workers.exporting")
    erasing.connect(erase_worker, dispatch_uid="directory.workers.erasing")
