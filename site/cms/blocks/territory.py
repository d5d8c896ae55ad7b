"""Blocks that show what is published in the territory: each asks the database for a few rows, whatever it holds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.communes import CommuneBlock
from cms.blocks.text import title
from cms.front import Front
from directory.models import RemoteWorker
from directory.models.worker_querysets import WorkerQuerySet
from directory.vocabulary import JobFamily
from directory.workers.results import Card
from geography.distance import km_from_haversine
from geography.models import Commune, Territory
from places.models import Place

GROUP = _("Du territoire")
RADII = [(str(km), f"{km} km") for km in (5, 10, 20, 30, 50)]


def territory_in(context: dict[str, Any] | None) -> Territory | None:
    """The territory of the request that a block is rendered for; ``None`` on a site that speaks for none."""
    request: HttpRequest | None = (context or {}).get("request")
    return getattr(request, "territory", None) or None


def front_in(context: dict[str, Any] | None) -> Front:
    """What the front door reads, one for all the blocks of a page."""
    front: Front | None = (context or {}).get("front")
    return front or Front(territory_in(context))


def _number(least: int, most: int, default: int) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label=_("Nombre"), min_value=least, max_value=most, default=default)


class PlacesNearBlock(blocks.StructBlock):  # type: ignore[misc]
    """The places nearest to a commune."""

    title = title(help_text=_("Sinon : « Travailler près de » et la commune."))
    commune = CommuneBlock(label=_("Commune"))
    radius = blocks.ChoiceBlock(label=_("Rayon"), choices=RADII, default="20")
    number = _number(1, 12, 4)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The commune, the nearest places and where all of them are."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        commune = Commune.objects.filter(pk=value.get("commune") or "").first()
        query = urlencode({"commune": commune.pk if commune else "", "rayon": value.get("radius") or 20})
        places = nearest(commune, float(value.get("radius") or 20), value.get("number") or 4)
        return {**context, "commune": commune, "places": places, "all_places": f"{reverse('places:list')}?{query}"}

    class Meta:
        icon = "site"
        label = _("Lieux à proximité")
        group = GROUP
        description = _("Les lieux publiés les plus proches d’une commune, tenus à jour tout seuls.")
        template = "cms/blocks/places_near.html"
        preview_value = {"title": "", "commune": "48095", "radius": "30", "number": 2}


def nearest(commune: Commune | None, km: float, number: int) -> list[Place]:
    """The published places at most ``km`` kilometres from a commune's point, the nearest first, with their ``km``."""
    point = commune.point if commune else None
    if point is None:
        return []
    found = Place.objects.published().within(point, km).for_cards().order_by("haversine", "pk")
    places: list[Place] = list(found[:number])
    for place in places:
        place.km = km_from_haversine(place.haversine)
    return places


class RecentPlacesBlock(blocks.StructBlock):  # type: ignore[misc]
    """The places checked last."""

    title = title(help_text=_("Sinon : « Lieux vérifiés récemment »."))
    with_join = blocks.BooleanBlock(label=_("Avec le panneau « Prendre sa place »"), required=False, default=True)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The front door's."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "front": front_in(parent_context)}

    class Meta:
        icon = "site"
        label = _("Lieux vérifiés récemment")
        group = GROUP
        description = _("Les quatre lieux que l’agence a vérifiés en dernier, et l’invitation à proposer le sien.")
        template = "cms/blocks/recent_places.html"
        preview_value = {"title": "", "with_join": False}


class KindsBlock(blocks.StructBlock):  # type: ignore[misc]
    """The types of place of the territory."""

    title = title(help_text=_("Sinon : « Quel genre de lieu »."))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The front door's."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "front": front_in(parent_context)}

    class Meta:
        icon = "list-ul"
        label = _("Genres de lieux")
        group = GROUP
        description = _("Les types de lieux que compte le territoire, avec leur nombre.")
        template = "cms/blocks/kinds.html"
        preview_value = {"title": ""}


class PeopleBlock(blocks.StructBlock):  # type: ignore[misc]
    """People of the directory, as everyone sees them."""

    title = title(help_text=_("Sinon : « Ils et elles travaillent d’ici »."))
    family = blocks.ChoiceBlock(label=_("Famille de métiers"), choices=JobFamily.choices, required=False)
    number = _number(1, 12, 4)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Cards of the people who confirmed their page last."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        people = people_of(territory_in(parent_context))
        if family := value.get("family"):
            people = people.filter(job_family=family)
        latest = people.for_cards().order_by("-last_published_at", "pk")[: value.get("number") or 4]
        return {**context, "cards": [Card(worker) for worker in latest]}

    class Meta:
        icon = "group"
        label = _("Personnes")
        group = GROUP
        description = _("Des fiches de l’annuaire, telles que tout le monde les voit.")
        template = "cms/blocks/people.html"
        preview_value = {"title": "", "family": "", "number": 2}


def people_of(territory: Territory | None) -> WorkerQuerySet:
    """The published people of a territory, or of everywhere: those of the directory's list."""
    people: WorkerQuerySet = RemoteWorker.objects.published()
    return people.in_territory(territory) if territory else people


class SearchBlock(blocks.StructBlock):  # type: ignore[misc]
    """The search of places."""

    title = title()

    class Meta:
        icon = "search"
        label = _("Recherche de lieux")
        group = GROUP
        description = _("Les deux champs « quoi » et « où ». En tête de l’accueil, elle prend place à côté du dessin.")
        template = "cms/blocks/search.html"
        preview_value = {"title": ""}


class EventsBlock(blocks.StructBlock):  # type: ignore[misc]
    """The next events: the template asks the agenda, which stands above this package."""

    title = title(help_text=_("Sinon : « Agenda »."))
    number = _number(1, 9, 3)

    class Meta:
        icon = "date"
        label = _("Prochains rendez-vous")
        group = GROUP
        description = _("Les prochains rendez-vous de l’agenda, tenus à jour tout seuls.")
        template = "cms/blocks/events.html"
        preview_value = {"title": "", "number": 3}


class NewsBlock(blocks.StructBlock):  # type: ignore[misc]
    """The latest news."""

    title = title(help_text=_("Sinon : « Actualités »."))
    number = _number(1, 9, 3)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The latest of the site; of all sites where the site speaks for no territory."""
        from cms.news import latest_news  # the models of pages have this block in their bodies

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "news": latest_news(context.get("request"), value.get("number") or 3)}

    class Meta:
        icon = "doc-full-inverse"
        label = _("Actualités")
        group = GROUP
        description = _("Les dernières actualités publiées.")
        template = "cms/blocks/news.html"
        preview_value = {"title": "", "number": 3}
