"""The news of a site as an Atom feed, RFC 4287: `/actualites/atom.xml`."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms.models import NewsPage
from cms.news import latest_news

MOST = 30


class NewsFeed(Feed[NewsPage, HttpRequest]):
    """The latest news. Each keeps its identifier, its page's, when it is moved or renamed."""

    feed_type = Atom1Feed
    language = "fr"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpRequest:
        """What the feed is about: the site of the request."""
        return request

    def title(self, request: HttpRequest) -> str:
        """« Actualités : Lozère »."""
        territory = getattr(request, "territory", None)
        return _("Actualités : %(territory)s") % {"territory": territory.name} if territory else _("Actualités")

    def link(self, request: HttpRequest) -> str:
        """The list that the feed follows."""
        return "/actualites/"

    def items(self, request: HttpRequest) -> list[NewsPage]:
        """The latest, with their full address."""
        news = latest_news(request, MOST)
        for item in news:
            item.address = item.get_full_url(request)
        return news

    def item_title(self, item: NewsPage) -> str:
        """Its title, which the generator escapes."""
        return str(item.title)

    def item_description(self, item: NewsPage) -> str:
        """Its lead."""
        return str(item.lead)

    def item_link(self, item: NewsPage) -> str:
        """Its page."""
        return str(item.address)

    def item_guid(self, item: NewsPage) -> str:
        """The same for ever, whatever its title and its place."""
        return f"urn:uuid:{item.translation_key}"

    def item_pubdate(self, item: NewsPage) -> datetime:
        """The day that it carries, at midnight here."""
        return timezone.make_aware(datetime.combine(item.date, time()))

    def item_updateddate(self, item: NewsPage) -> datetime:
        """When it was last published."""
        return item.last_published_at or self.item_pubdate(item)

    def item_author_name(self, item: NewsPage) -> str:
        """Who wrote it; else whose site it is."""
        return item.author or item.territory_name

    def item_categories(self, item: NewsPage) -> tuple[str, ...]:
        """Its territory, where several are mixed."""
        return (item.territory_name,) if item.territory_name else ()


@login_not_required
@require_safe
@cache_control(public=True, max_age=900)
def news_feed(request: HttpRequest) -> HttpResponse:
    """``/actualites/atom.xml``."""
    return NewsFeed()(request)
