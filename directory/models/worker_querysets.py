"""Which people: one named method for each question of the list. Choices ask ``facts``, what everyone sees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q

from directory.crowd import Home, homes_of
from directory.models.skill import key_of
from directory.vocabulary import Availability
from geography.distance import Point
from geography.models import Commune
from geography.querysets import Haversine
from listings.models import ListingQuerySet, Review
from listings.reviews import ReviewState


class FactsQuerySet(models.QuerySet[Any]):
    """What everyone sees of published people: one method for each choice of the list."""

    def with_status(self, codes: Iterable[str]) -> Self:
        """With one of the statuses."""
        return self.filter(status__in=list(codes))

    def working(self, codes: Iterable[str]) -> Self:
        """Working in at least one of these modes."""
        return self.filter(modes__any=list(codes))

    def seeking(self, codes: Iterable[str]) -> Self:
        """Looking for at least one of these contracts."""
        return self.filter(contracts__any=list(codes))

    def in_sectors(self, codes: Iterable[str]) -> Self:
        """In at least one of these sectors."""
        return self.filter(sectors__any=list(codes))

    def of_families(self, codes: Iterable[str]) -> Self:
        """Of one of these families of jobs."""
        return self.filter(job_family__in=list(codes))

    def with_skills(self, names: Iterable[str]) -> Self:
        """With each of these skills, however spelt."""
        rows = self
        for key in dict.fromkeys(key_of(name) for name in names):
            rows = rows.filter(skills__key=key)
        return rows

    def available(self, day: date) -> Self:
        """Who can take on work on a day."""
        later = Q(availability=Availability.LATER, available_from__lte=day)
        return self.filter(Q(availability=Availability.NOW) | later)


class WorkerQuerySet(ListingQuerySet):
    """Remote workers. Distances start at the point of their commune: they have none of their own."""

    def for_user(self, user: Any) -> Self:
        """What a moderator sees: not what someone never sent, or took back, which is nobody's business but theirs."""
        content_type = ContentType.objects.get_for_model(self.model)
        sent = Review.objects.filter(content_type=content_type, object_id=OuterRef("pk"))
        sent = sent.exclude(state=ReviewState.WITHDRAWN)
        never_public = Q(live=False, first_published_at__isnull=True, owner__isnull=False)
        return super().for_user(user).exclude(never_public & ~Exists(sent))

    def telling(self, facts: FactsQuerySet) -> Self:
        """Those of whom some facts are told. Read first: what is asked of facts leaves few people, in narrower rows."""
        return self.filter(pk__in=facts.order_by().values("pk"))

    def met_at(self, place: object) -> Self:
        """Who can be met at a place, and says so to everyone."""
        return self.filter(facts__meeting_places=place)

    def with_distance(self, point: Point) -> Self:
        """Annotate ``haversine``, from a point to the point of the commune."""
        return self.annotate(haversine=Haversine(point, "commune__latitude", "commune__longitude"))

    def near(self, point: Point, km: float) -> Self:
        """Those whose commune's point is at most ``km`` from a point."""
        return self.filter(commune__in=Commune.objects.within(point, km).order_by().values("pk"))

    def within(self, point: Point, km: float) -> Self:
        """The same, with ``haversine``, for an order by distance."""
        return self.near(point, km).with_distance(point)

    def by_commune(self) -> list[Home]:
        """How many live in each commune."""
        return homes_of(self)

    def for_cards(self) -> Self:
        """What a card of a list shows, in one query."""
        return self.select_related("commune__departement")
