"""People for tests."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from directory.audiences import DEFAULTS
from directory.models import RemoteWorker, Skill
from directory.workers.actions import begin, slug_for
from listings.publishing import publish
from tests.factories.listings import make_user
from tests.factories.places import mende

_rank = count(1)


def worker_draft(user: Any = None, skills: Sequence[str] = (), places: Sequence[Any] = (), **fields: Any) -> Any:
    """Someone's first draft, in Mende unless told otherwise; ``audiences`` are what differs from the defaults."""
    rank = next(_rank)
    audiences = {**DEFAULTS, **fields.pop("audiences", {})}
    fields.setdefault("commune", mende())
    values = {"display_name": f"Personne {rank}", "headline": "comptable", **fields, "audiences": audiences}
    worker = RemoteWorker(**values)
    worker.skills.set(Skill.objects.named(skills))
    worker.meeting_places.set(list(places))
    begin(worker, user or make_user())
    return worker


def make_worker(user: Any = None, **fields: Any) -> RemoteWorker:
    """Someone whose first draft is published."""
    worker = worker_draft(user, **fields)
    publish(worker.latest_revision, worker.owner)
    return RemoteWorker.objects.get(pk=worker.pk)


def unsaved_worker(**fields: Any) -> RemoteWorker:
    """Someone for ``write_workers``."""
    name = fields.setdefault("display_name", f"Personne {next(_rank)}")
    return RemoteWorker(slug=slug_for(name), **{"headline": "comptable", **fields})
