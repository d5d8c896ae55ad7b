"""Writing people: drafts, what is derived from what is published, and bulk data."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, prefetch_related_objects
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Revision

from directory.models import RemoteWorker, Skill, WorkerFacts
from directory.models.skill import key_of
from directory.visibility import Viewer, view_of
from directory.workers.indexing import WORKERS, documents
from directory.workers.portraits import forget_unused_portraits
from listings.publishing import create_listing, edit_token, save_draft
from listings.versions import bump_version
from search.analysis import fold
from ui.typography import french_spacing

VERSION = "directory"
BATCH = 500
SUGGESTED = 40
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
_FACTS = ("status", "job_family", "modes", "contracts", "sectors", "availability", "available_from")


def slug_for(name: str, sign: Callable[[str], str] = secrets.choice) -> str:
    """An address that reads as the name and that nobody can guess: ``nadia-fabregues-7k3f2a``."""
    return f"{words_of_slug(name)}-{''.join(sign(_SIGNS) for _ in range(6))}"


def words_of_slug(name: str) -> str:
    """How a name begins its address: ``nadia-fabregues``."""
    return slugify(fold(name))[:60].strip("-") or "profil"


def begin(worker: RemoteWorker, user: Any) -> None:
    """Write someone's first draft; nothing is public. Raises ``ValidationError`` when they have a profile already."""
    worker.owner = user
    worker.slug = slug_for(worker.display_name)
    worker.source = ""
    worker.full_clean()
    try:
        create_listing(worker, user)
    except IntegrityError as error:  # the other click of two was faster
        raise ValidationError(_("Votre fiche est déjà commencée : retrouvez-la dans votre espace.")) from error


def draft_of(worker: RemoteWorker) -> RemoteWorker:
    """What the person last wrote, on an object of its own."""
    row = RemoteWorker.objects.get(pk=worker.pk)
    draft: RemoteWorker = row.get_latest_revision_as_object()
    return draft


def keep(draft: RemoteWorker, user: Any) -> None:
    """Keep what a person wrote as a draft. Raises ``AwaitingReview``, ``ValidationError``."""
    with transaction.atomic():
        row = RemoteWorker.objects.get(pk=draft.pk)
        save_draft(draft, user, edit_token(row))
        forget_unused_portraits(row)


def after_publish(worker: RemoteWorker) -> None:
    """Bring what is derived from a person up to date: facts to filter on, words, photographs. Idempotent."""
    with transaction.atomic():
        row = RemoteWorker.objects.select_related("commune__departement").get(pk=worker.pk)
        if row.live:
            _write_facts([row])
            WORKERS.write(documents([row]))
        else:
            forget_public(row)
        forget_unused_portraits(row)
        bump_version(VERSION)


def forget_public(worker: RemoteWorker) -> None:
    """Take what everyone could find of a person out of the filters and the index."""
    WorkerFacts.objects.filter(pk=worker.pk).delete()
    WORKERS.remove([worker.pk])


def write_workers(
    people: Sequence[tuple[RemoteWorker, Sequence[str]]], progress: Callable[[int], None] = lambda written: None
) -> None:
    """Publish people in bulk with the names of their skills, without a revision each: demo and synthetic data.

    The rows are unsaved, with a slug. ``progress`` is called with the number of rows just written.
    """
    now = timezone.now()
    spelt = {name: french_spacing(" ".join(name.split())) for _worker, names in people for name in names}
    skills = {skill.key: skill for skill in Skill.objects.named(spelt.values())}
    prefetch_related_objects([worker for worker, _ in people], "commune__departement")
    for worker, _names in people:
        worker.live, worker.has_unpublished_changes = True, False
        worker.first_published_at = worker.last_published_at = now
    with transaction.atomic():
        for start in range(0, len(people), BATCH):
            _write_batch(people[start : start + BATCH], skills)
            progress(len(people[start : start + BATCH]))
        WORKERS.write(documents(worker for worker, _ in people))
        bump_version(VERSION)


def _write_batch(people: Sequence[tuple[RemoteWorker, Sequence[str]]], skills: dict[str, Skill]) -> None:
    rows = RemoteWorker.objects.bulk_create([worker for worker, _ in people])
    link = RemoteWorker.skills.through
    links = []
    for worker, (_row, names) in zip(rows, people, strict=True):
        own = list({skills[key_of(name)].pk: skills[key_of(name)] for name in names}.values())
        worker.skills.set(own)  # in memory, for the facts and the index
        worker.meeting_places.set([])
        links += [link(remoteworker_id=worker.pk, skill_id=skill.pk) for skill in own]
    link.objects.bulk_create(links)
    _write_facts(rows)


def _write_facts(workers: Iterable[RemoteWorker]) -> None:
    """Write what everyone sees of published people as columns."""
    views = {worker.pk: (worker, view_of(worker, Viewer.ANYONE)) for worker in workers}
    facts = [WorkerFacts(pk=pk, **{name: getattr(view, name) for name in _FACTS}) for pk, (_, view) in views.items()]
    WorkerFacts.objects.filter(pk__in=list(views)).delete()
    WorkerFacts.objects.bulk_create(facts)
    skills, places = WorkerFacts.skills.through, WorkerFacts.meeting_places.through
    skills.objects.bulk_create(
        skills(workerfacts_id=pk, skill_id=skill.pk)
        for pk, (worker, view) in views.items()
        if view.skills
        for skill in worker.skills.all()
    )
    places.objects.bulk_create(
        places(workerfacts_id=pk, place_id=place.pk) for pk, (_, view) in views.items() for place in view.meeting_places
    )


def skills_of(worker: RemoteWorker) -> set[int]:
    """The keys of every skill that a person has or had, in public or in a version."""
    versions = Revision.objects.for_instance(worker).values_list("content", flat=True)
    return {*worker.skills.values_list("pk", flat=True), *_skills_in(versions)}


def forget_unused_skills(skills: Collection[int]) -> None:
    """Delete those of these skills that nobody has any more, in public or in the latest draft."""
    in_public = RemoteWorker.skills.through.objects.filter(skill_id__in=skills).values_list("skill_id", flat=True)
    drafts = RemoteWorker.objects.filter(has_unpublished_changes=True).values("latest_revision")
    in_drafts = _skills_in(Revision.objects.filter(pk__in=drafts).values_list("content", flat=True).iterator())
    Skill.objects.filter(pk__in=set(skills) - {*in_public, *in_drafts}).delete()


def _skills_in(versions: Iterable[dict[str, Any]]) -> set[int]:
    return {int(pk) for content in versions for pk in content.get("skills", [])}


def known_skills() -> list[str]:
    """Suggestions: the spellings that published people show to everyone, the commonest first."""
    links: Any = WorkerFacts.skills.through.objects.values_list("skill__name").annotate(number=Count("pk"))
    return [name for name, _number in links.order_by("-number", "skill__name")[:SUGGESTED]]
