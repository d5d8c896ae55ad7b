"""Two people on one page: nobody overwrites, nor publishes, what they have not seen.

Wagtail tells of the other editor while one writes, where scripts run, and refuses to save by itself over a newer
version; a button pressed saves, publishes or approves whatever came in between. Here it asks first.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from wagtail import hooks
from wagtail.models import Page, Revision

DECIDING = "action-workflow-action"
"""The button of who approves a page, or asks to change it."""
_OURS = {"csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id"}
CONFLICT = 409


class SeenForm(forms.Form):
    """What the editor says of the version that it was filled from."""

    loaded_revision_id = forms.CharField(required=False)
    loaded_revision_created_at = forms.CharField(required=False)
    overwrite_revision_id = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[DECIDING] = forms.CharField(required=False)
        self.is_valid()

    @property
    def is_deciding(self) -> bool:
        """Whether a decision is asked for."""
        return bool(self.cleaned_data.get(DECIDING))

    def shows(self, latest: Revision) -> bool:
        """Whether the form was filled from the latest version. One that does not say decides on nothing."""
        known = self.cleaned_data
        if autosaved := known.get("overwrite_revision_id"):
            return bool(autosaved == str(latest.pk))
        if loaded := known.get("loaded_revision_id"):
            return bool(
                loaded == str(latest.pk) and known.get("loaded_revision_created_at") == latest.created_at.isoformat()
            )
        return not self.is_deciding


@hooks.register("before_edit_page")  # type: ignore[untyped-decorator]
def ask_before_overwriting(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Show who changed the page since this form was opened, and keep what was written there for the next click."""
    if request.method != "POST" or "application/json" in request.headers.get("Accept", ""):
        return None
    latest = Page.objects.select_related("latest_revision__user").get(pk=page.pk).latest_revision
    seen = SeenForm(request.POST)
    if latest is None or seen.shows(latest):
        return None
    context = {"page": page, "latest": latest, "is_deciding": seen.is_deciding, "fields": _kept(request.POST)}
    return render(request, "cms/desk_conflict.html", context, status=CONFLICT)


def _kept(sent: QueryDict) -> list[tuple[str, str]]:
    """What was written, without what to do with it: saved over the other version, it is a draft."""
    names = [name for name in sent if name not in _OURS and not name.startswith(("action-", "workflow-"))]
    return [(name, str(value)) for name in names for value in sent.getlist(name)]
