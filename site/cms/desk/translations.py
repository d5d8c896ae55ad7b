"""What Wagtail asks us about pages in two languages: where a reader goes, what follows a page that leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.translation import get_language, ngettext
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.translating import addresses_of, followers_of, language_of_text, paths_to_read

ALONE: dict[str, Any] = {"delete": DeletePageAction, "unpublish": UnpublishPageAction}
"""What a bulk action does to pages without thinking of their translations, and the action that does it to one."""


def read_in_one_s_language(
    page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Lead who asks in English for a French page to its translation; tell the page where its text is in each."""
    written, language = addresses_of(page), language_of_text(page, request)
    asked = written.get(str(get_language()))
    if asked and language != get_language() and asked.path != request.path:
        return HttpResponseRedirect(asked.path)
    told: Any = request
    told.language_addresses = paths_to_read(page)
    told.written_at = {code: str(address) for code, address in written.items()}
    told.text_address = told.written_at.get(language, "")
    return None


def take_translations_along(pages: list[Page], action: str) -> dict[Page, Any]:
    """The translations of the pages that the desk moves, unpublishes or deletes."""
    followers = followers_of(pages)
    if action == "unpublish":
        return {page: found.filter(alias_of=None) for page, found in followers.items()}
    return followers


def take_translations_of_many_along(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """The same for several pages at once, which Wagtail handles one by one, translations apart."""
    act = ALONE.get(action_type)
    pages = [thing for thing in objects if isinstance(thing, Page)]
    if act is None or not pages:
        return
    for followers in followers_of(pages).values():
        for follower in followers:
            act(follower, user=request.user).execute(skip_permission_checks=True)


class PublishForm(forms.Form):
    """The button of a translation that is pressed."""

    action = forms.CharField(required=False)


def publish_when_whole(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep a translation back until all of it is translated: French among English would be read aloud as English."""
    form = PublishForm(request.POST)
    if request.method != "POST" or not form.is_valid() or form.cleaned_data["action"] != "publish":
        return None
    told = {"source__object_id": page.translation_key, "target_locale": page.locale_id, "enabled": True}
    translation = Translation.objects.filter(**told).first()
    total, done = translation.get_progress() if translation else (0, 0)
    if total == done:
        return None
    words = ngettext(
        "Rien n’est publié : il reste %(number)s texte à traduire, ou à recopier s’il est le même en anglais.",
        "Rien n’est publié : il reste %(number)s textes à traduire, ou à recopier s’ils sont les mêmes en anglais.",
        total - done,
    )
    messages.error(request, words % {"number": total - done})
    return redirect("wagtailadmin_pages:edit", page.pk)


def keep_private(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Ask for an account at every address of the desk: those made with Django REST framework say that they ask nobody.

    Wagtail's own door stands behind; this one is in front, as for all that is not public (``accounts.middleware``).
    """
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            keep_private(pattern.url_patterns)
        elif _is_restful(pattern.callback):
            view: Any = pattern.callback
            view.login_required = True


def _is_restful(view: Any) -> bool:
    return hasattr(view, "cls") and getattr(view, "login_required", True) is False
