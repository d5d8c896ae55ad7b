"""Which events: what everyone may read, to come or over, and whether there is room."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from wagtail.models import Page, PageManager, Site
from wagtail.permissions import policy_registry

from agenda.models.asked_events import AskedEventQuerySet
from agenda.vocabulary import Mode
from cms.translating import SOURCE, language_of_tree


def pages_published_by(user: Any) -> Any:
    """The pages that a user answers for: what the desk shows of people is for them, not for who only writes."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")


class EventQuerySet(AskedEventQuerySet):
    """Events. ``published()`` is the only door to what the public reads; ``for_user()`` is the desk's."""

    def published(self) -> Self:
        """What everyone may read: live, and under no restriction of view. Cancelled events are, so that it is known."""
        return self.live().public()  # type: ignore[no-any-return]

    def for_user(self, user: Any) -> Self:
        """Those whose registrations a user may see and change: their agency publishes the pages."""
        return self.filter(pk__in=pages_published_by(user).order_by().values("pk"))  # type: ignore[no-any-return]

    def of_site(self, site: Site) -> Self:
        """Below the root of a site."""
        return self.descendant_of(site.root_page)  # type: ignore[no-any-return]

    def read_beside(self, page: Page) -> Self:
        """Each once: in the language of a page, in French where it is not translated."""
        if language_of_tree(page) == SOURCE:
            return self.filter(locale=page.locale_id)  # type: ignore[no-any-return]
        translated = Page.objects.live().filter(locale=page.locale_id, translation_key=OuterRef("translation_key"))
        untranslated = Q(locale__language_code=SOURCE) & ~Exists(translated)
        return self.filter(Q(locale=page.locale_id) | untranslated)  # type: ignore[no-any-return]

    def upcoming(self, now: datetime | None = None) -> Self:
        """Those that have not ended, the next to begin first."""
        return self.filter(ends_at__gte=now or timezone.now()).order_by("starts_at", "pk")  # type: ignore[no-any-return]

    def past(self, now: datetime | None = None) -> Self:
        """Those that have ended, the latest first."""
        return self.filter(ends_at__lt=now or timezone.now()).order_by("-starts_at", "-pk")  # type: ignore[no-any-return]

    def with_room(self) -> Self:
        """Each with ``seats_left`` (of all its limited seats, ``None`` without), ``has_unlimited``, ``is_room_full``.

        ``EventPage.state`` then asks no query. Seats belong to the event in its first language.
        """
        seats = apps.get_model("agenda", "Seats").objects.filter(
            event__translation_key=OuterRef("translation_key"), is_offered=True
        )
        free = seats.order_by().values("event__translation_key").annotate(free=Sum(F("capacity") - F("taken")))
        return self.annotate(  # type: ignore[no-any-return]
            seats_left=Subquery(free.values("free")),
            has_unlimited=Exists(seats.filter(capacity=None)),
            is_room_full=Exists(seats.filter(mode=Mode.ON_SITE, taken__gte=F("capacity"))),
        )


EventManager: Any = PageManager.from_queryset(EventQuerySet)
