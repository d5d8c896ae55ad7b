"""The new resources of a centre as an Atom feed, RFC 4287: `/ressources/atom.xml`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cms.models import ResourceIndexPage, ResourcePage
from cms.resources.centres import centres

MOST = 30


class ResourceFeed(Feed[ResourcePage, ResourceIndexPage]):
    """The resources published last. Each keeps its identifier, its page's, when it is moved or renamed."""

    feed_type = Atom1Feed
    language = "fr"
    login_required = False  # read by ``accounts.middleware``

    @method_decorator(require_safe)
    @method_decorator(cache_control(public=True, max_age=900))
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the feed."""
        return super().__call__(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> ResourceIndexPage:
        """The resource centre of the site of the request. Raises ``Http404`` where it has none."""
        site = Site.find_for_request(request)
        index = ResourceIndexPage.objects.live().child_of(site.root_page).first() if site else None
        if index is None:
            raise Http404
        return index  # type: ignore[no-any-return]

    def title(self, index: ResourceIndexPage) -> str:
        """« Ressources : Lozère »."""
        centre = next((centre for centre in centres() if index.path in centre.paths), None)
        words = {"what": index.title, "territory": centre.name if centre else ""}
        return _("%(what)s : %(territory)s") % words if centre else index.title

    def link(self, index: ResourceIndexPage) -> str:
        """The list that the feed follows."""
        return str(index.url)

    def items(self, index: ResourceIndexPage) -> list[ResourcePage]:
        """The latest published: the centre's own, those of all territories on the portal."""
        rows = ResourcePage.objects.published().read_beside(index)
        if any(index.path in centre.paths for centre in centres()):
            rows = rows.below_any([index.path])
        return list(rows.order_by("-first_published_at", "-pk")[:MOST])

    def item_title(self, item: ResourcePage) -> str:
        """Its title, which the generator escapes."""
        return str(item.title)

    def item_description(self, item: ResourcePage) -> str:
        """Its lead."""
        return str(item.lead)

    def item_link(self, item: ResourcePage) -> str:
        """Its page, on its own site."""
        return str(item.full_url)

    def item_guid(self, item: ResourcePage) -> str:
        """The same for ever, whatever its title and its place."""
        return f"urn:uuid:{item.translation_key}"

    def item_pubdate(self, item: ResourcePage) -> datetime | None:
        """When it was first published here."""
        published: datetime | None = item.first_published_at
        return published

    def item_updateddate(self, item: ResourcePage) -> datetime | None:
        """When it was last published."""
        published: datetime | None = item.last_published_at
        return published

    def item_author_name(self, item: ResourcePage) -> str:
        """Whose work it is."""
        return str(item.author)

    def item_categories(self, item: ResourcePage) -> tuple[str, ...]:
        """Its type."""
        return (str(item.get_kind_display()),)
