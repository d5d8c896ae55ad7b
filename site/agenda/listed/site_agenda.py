"""The agenda of the site that answers a request, in the language that is spoken where it is translated."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.models import Site

from agenda.models import AgendaIndexPage
from cms.translating import SOURCE


def find_agenda(request: HttpRequest) -> AgendaIndexPage | None:
    """The agenda that everyone may read; ``None`` where the site has none."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    index = AgendaIndexPage.objects.live().public().child_of(site.root_page).order_by("path").first()
    if index is None or get_language() == SOURCE:
        return index  # type: ignore[no-any-return]
    translated = AgendaIndexPage.objects.live().filter(
        translation_key=index.translation_key, locale__language_code=get_language()
    )
    return translated.first() or index  # type: ignore[no-any-return]


def agenda_of(request: HttpRequest) -> AgendaIndexPage:
    """The same. Raises ``Http404`` where the site has none."""
    index = find_agenda(request)
    if index is None:
        raise Http404
    return index
