"""What is newly announced in an agenda: `/agenda/atom.xml`, Atom (RFC 4287), under the filters of the list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from agenda.badges import told_with_status
from agenda.listed.page import EventResults
from agenda.listed.site_agenda import agenda_of
from agenda.models import EventPage
from cms.translating import address_among

MOST = 30


class FeedResults(EventResults):
    """What a feed holds: never widened."""

    widens = False
    request: HttpRequest


class AgendaFeed(Feed[EventPage, FeedResults]):
    """The events to come that were published last. Each keeps its identifier when it is moved or renamed."""

    feed_type = Atom1Feed
    login_required = False  # read by ``accounts.middleware``

    @method_decorator(require_safe)
    @method_decorator(cache_control(public=True, max_age=900))
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the feed."""
        return super().__call__(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FeedResults:
        """The agenda of the site of the request, as its parameters narrow it. Raises ``Http404`` where it has none."""
        self.language = str(get_language())
        results = FeedResults(request.GET, agenda_of(request))
        results.request = request
        return results

    def title(self, results: FeedResults) -> str:
        """« Agenda : Lozère »."""
        return results.title

    def link(self, results: FeedResults) -> str:
        """The list that the feed follows."""
        return address_among(results.index_page, results.request)

    def author_name(self, results: FeedResults) -> str:
        """Whose agenda it is."""
        return results.home.name if results.home else "Hameau"

    def items(self, results: FeedResults) -> list[EventPage]:
        """The latest published."""
        rows = results.asked.select_related("place", "place__commune", "commune").defer("body", "programme")
        return list(rows.order_by("-first_published_at", "-pk")[:MOST])

    def item_title(self, item: EventPage) -> str:
        """Its title, which the generator escapes; cancelled or postponed, it says so."""
        return told_with_status(item.title, item.status)

    def item_description(self, item: EventPage) -> str:
        """When, where, then what it is about."""
        return ". ".join(filter(None, [", ".join(filter(None, [item.when, item.where])), item.lead]))

    def item_link(self, item: EventPage) -> str:
        """Its page, on its own site."""
        return str(item.full_url)

    def item_guid(self, item: EventPage) -> str:
        """The same for ever, whatever its title and its place."""
        return f"urn:uuid:{item.uid}"

    def item_pubdate(self, item: EventPage) -> datetime | None:
        """When it was first announced."""
        announced: datetime | None = item.first_published_at
        return announced

    def item_updateddate(self, item: EventPage) -> datetime | None:
        """When it was last published."""
        published: datetime | None = item.last_published_at
        return published

    def item_author_name(self, item: EventPage) -> str:
        """Who organises it."""
        return str(item.organiser or "")

    def item_categories(self, item: EventPage) -> tuple[str, ...]:
        """Its kind."""
        return (str(item.get_kind_display()),)
