"""Places among the kinds of listings."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from geography.distance import box_around
from listings.kinds import ListingKind, Section, register_kind
from listings.models import Archive
from listings.reports import ReportKind
from places.geocoding_tasks import given_up
from places.importing.sights import Sight
from places.importing.twins import Sights
from places.models import Place

SLUG = "lieu"
NEAR_KM = 0.5
MOST_DUPLICATES = 5


def register() -> None:
    """Tell the desk and « mon espace » of places; called once, when the application is ready."""
    register_kind(
        ListingKind(
            slug=SLUG,
            model=Place,
            label=_("Lieu"),
            plural=_("Lieux"),
            icon="house",
            list_name="places:list",
            all_label=_("Tous les lieux"),
            report_name="places:report",
            report_kinds=(
                *(ReportKind.CLOSED, ReportKind.MOVED, ReportKind.HOURS, ReportKind.CONTACT, ReportKind.UNTRUE),
                ReportKind.OTHER,
            ),
            report_hint=_("Par exemple les nouveaux horaires, ou depuis quand c’est fermé."),
            sections=_sections,
            panels=_panels,
            form=_form,
            prepare=_prepare,
            preview=preview,
            duplicates=likely_duplicates,
            has_team=True,
            desk_edit_name="places_desk:edit",
            desk_list_name="places_desk:list",
            failures=_failures,
        )
    )


def _failures(user: Any) -> list[tuple[int, str, str]]:
    """The places whose address no geocoder knows."""
    number = Place.objects.for_user(user).filter(pk__in=given_up().order_by().values("pk")).count()
    words = ngettext("%(n)d lieu dont l’adresse est introuvable", "%(n)d lieux dont l’adresse est introuvable", number)
    return [(number, words, f"{reverse('places_desk:list')}?position=introuvable")]


def _panels() -> Any:
    from places.desk import PANELS

    return PANELS


def _sections() -> list[Section]:
    from places.member_form import sections

    return sections()


def _form() -> Any:
    from places.member_form import PlaceMemberForm

    return PlaceMemberForm


def _prepare(place: Place, form: Any) -> None:
    from places.member_form import prepare

    prepare(place, form)


def preview(request: HttpRequest, place: Place) -> HttpResponse:
    """The page of a version of a place."""
    from places.views.detail import render_place

    return render_place(request, place, is_draft=True)


def likely_duplicates(place: Place) -> list[Place]:
    """Other places that may be the same, the likeliest first: names, points, streets and contacts weighed.

    In the same commune or around the point; drafts too, archived ones not.
    """
    near = Q(commune=place.commune_id)
    if place.point:
        box = box_around(place.point, NEAR_KM)
        near |= Q(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    archived = Archive.objects.filter(content_type=ContentType.objects.get_for_model(Place)).values("object_id")
    others = Place.objects.filter(near).exclude(pk=place.pk).exclude(pk__in=archived).select_related("commune")
    sight, weighed = sight_of(place), []
    for other in others:
        sights = Sights()
        sights.add(sight_of(other))
        if twin := sights.nearest_twin(sight):
            weighed.append((twin[1], other))
    weighed.sort(key=lambda pair: -pair[0])
    return [other for _weight, other in weighed[:MOST_DUPLICATES]]


def sight_of(place: Place) -> Sight:
    """What of a place lets one recognise it."""
    return Sight(
        name=place.name,
        commune=place.commune_id,
        commune_name=place.commune.name,
        address=place.address,
        point=place.point,
        precision=place.precision,
        types=frozenset(place.types),
        phone=place.phone.as_e164 if place.phone else "",
        email=place.email,
        website=place.website,
        pk=place.pk,
    )
