"""Two people on one page: nobody overwrites, nor publishes, what they have not seen.

Wagtail tells of the other editor while one writes, where scripts run, and refuses to save by itself over a newer
version; a button pressed saves, publishes or approves whatever came in between. Here it asks first.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail import hooks
from wagtail.models import Page, Revision

DECIDING = "action-workflow-action"
_OURS = {"csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id"}
CONFLICT = 409


@hooks.register("before_edit_page")  # type: ignore[untyped-decorator]
def ask_before_overwriting(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Show who changed the page since this form was opened, and keep what was written there for the next click."""
    if request.method != "POST" or "application/json" in request.headers.get("Accept", ""):
        return None
    latest = Page.objects.select_related("latest_revision__user").get(pk=page.pk).latest_revision
    if latest is None or _has_seen(request, latest):
        return None
    context = {"page": page, "latest": latest, "is_deciding": DECIDING in request.POST, "fields": _kept(request)}
    return render(request, "cms/desk_conflict.html", context, status=CONFLICT)


def _has_seen(request: HttpRequest, latest: Revision) -> bool:
    """Whether the form was filled from the latest version. One that does not say decides on nothing."""
    if autosaved := request.POST.get("overwrite_revision_id"):
        return autosaved == str(latest.pk)
    if loaded := request.POST.get("loaded_revision_id"):
        same_moment = request.POST.get("loaded_revision_created_at", "") == latest.created_at.isoformat()
        return loaded == str(latest.pk) and same_moment
    return DECIDING not in request.POST


def _kept(request: HttpRequest) -> list[tuple[str, Any]]:
    """What was written, without what to do with it: saved over the other version, it is a draft."""
    names = [name for name in request.POST if name not in _OURS and not name.startswith(("action-", "workflow-"))]
    return [(name, value) for name in names for value in request.POST.getlist(name)]
