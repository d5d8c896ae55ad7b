"""The page of a person, and their photograph."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory.models import RemoteWorker
from directory.visibility import Viewer, view_of, viewer_of
from directory.workers.kind import SLUG
from directory.workers.page import WorkerPage, person
from directory.workers.portraits import read_portrait
from listings.addresses import canonical_url
from listings.offering import version_shown_to
from listings.publishing import is_private_draft
from listings.space.standing import may_submit, standings
from places.structured_data import as_script

PREVIEWS = {"public": Viewer.ANYONE, "membres": Viewer.MEMBER}
"""Who a draft may be looked at as, by the word of the address."""


def page_context(request: HttpRequest, worker: RemoteWorker, viewer: Viewer) -> dict[str, Any]:
    """What ``directory/worker_detail.html`` reads, for a published person or a draft."""
    url = canonical_url(worker)
    request.text_address = url  # type: ignore[attr-defined]
    photo = request.build_absolute_uri(reverse("directory:worker_photo", args=[worker.slug, "grand"]))
    page = WorkerPage(worker, viewer)
    data = as_script(person(worker, url, photo))
    return {"worker": worker, "page": page, "view": page.view, "structured_data": data, "preview": ""}


def render_preview(request: HttpRequest, draft: RemoteWorker, audience: str) -> HttpResponse:
    """A draft as one of ``PREVIEWS`` would see it; whoever holds it may send it from there."""
    context = {**page_context(request, draft, PREVIEWS[audience]), "preview": audience, "send_address": ""}
    for row, standing in standings(RemoteWorker.objects.owned_by(request.user).filter(pk=draft.pk)):
        if may_submit(row, standing):
            context["send_address"] = reverse("space:submit", args=[SLUG, draft.pk])
    return render(request, "directory/worker_detail.html", context)


@login_not_required
@require_safe
def worker_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """``/teletravailleurs/<slug>/``: what the visitor may see of a published person; their own page as members do."""
    worker = get_object_or_404(RemoteWorker.objects.published().for_cards(), slug=slug)
    viewer = min(viewer_of(worker, request.user), Viewer.MEMBER)
    return render(request, "directory/worker_detail.html", page_context(request, worker, viewer))


@login_not_required
@require_safe
def worker_photo(request: HttpRequest, slug: str, size: str) -> HttpResponse:
    """``/teletravailleurs/<slug>/photo-<size>.webp``: to who may see it."""
    worker = get_object_or_404(RemoteWorker.objects.published().for_cards(), slug=slug)
    public = view_of(worker, Viewer.ANYONE).photo
    name = public or view_of(worker, viewer_of(worker, request.user)).photo
    response = _portrait(name, size)
    response["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    return response


@require_safe
def draft_photo(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """``/teletravailleurs/brouillons/<pk>/photo-<size>.webp``: to who wrote the draft, and to who may decide on it.

    An agency to which it is proposed reads the draft as everyone would, and so its photograph.
    """
    response = _portrait(_drafted_photo(request.user, pk) or _proposed_photo(request.user, pk), size)
    response["Cache-Control"] = "private, no-store"
    return response


def _drafted_photo(user: Any, pk: int) -> str:
    mine = RemoteWorker.objects.owned_by(user).filter(pk=pk).first()
    worker: Any = mine or RemoteWorker.objects.for_user(user).filter(pk=pk).first()
    if worker is None or (not mine and is_private_draft(worker, user)):
        return ""
    draft: RemoteWorker = worker.get_latest_revision_as_object()
    return draft.photo


def _proposed_photo(user: Any, pk: int) -> str:
    version: Any = version_shown_to(user, RemoteWorker, pk)
    return view_of(version, Viewer.ANYONE).photo if version else ""


def _portrait(name: str, size: str) -> HttpResponse:
    content = read_portrait(name, size) if name else None
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/webp")
