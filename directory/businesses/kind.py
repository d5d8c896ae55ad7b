"""Businesses among the kinds of listings."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from rapidfuzz.fuzz import token_sort_ratio

from directory.business_vocabulary import RegisterState
from directory.models import Business
from directory.steps import sections_of
from listings.kinds import ListingKind, Section, register_kind
from listings.models import Archive
from listings.reports import ReportKind
from search.analysis import fold

SLUG = "entreprise"
MOST_DUPLICATES = 5
_ALIKE = 85
"""From which likeness of names, 0 to 100, two businesses of one commune may be the same."""


def register() -> None:
    """Tell the desk and « mon espace » of businesses; called once, when the application is ready."""
    register_kind(
        ListingKind(
            slug=SLUG,
            model=Business,
            label=_("Entreprise"),
            plural=_("Entreprises"),
            icon="briefcase",
            list_name="businesses:list",
            all_label=_("Toutes les entreprises"),
            report_name="businesses:report",
            report_kinds=(
                *(ReportKind.CLOSED, ReportKind.MOVED, ReportKind.ACTIVITY, ReportKind.CONTACT, ReportKind.UNTRUE),
                ReportKind.OTHER,
            ),
            report_hint=_("Par exemple la nouvelle activité, ou depuis quand c’est fermé."),
            sections=_sections,
            panels=_panels,
            edit_address=lambda business: _step_address(business, "identite"),
            preview=preview,
            duplicates=likely_duplicates,
            has_team=True,
            add_address="businesses:join",
            add_label=_("Inscrire mon entreprise"),
            desk_edit_name="businesses_desk:edit",
            desk_list_name="businesses_desk:list",
            failures=_failures,
        )
    )


def _step_address(business: Business, step: str) -> str:
    return reverse("businesses:step", args=[business.pk, step])


def _sections() -> list[Section]:
    """All that its holder fills in."""
    from directory.businesses.forms import STEPS

    return sections_of(STEPS, Business, _step_address)


def _failures(user: Any) -> list[tuple[int, str, str]]:
    """The businesses that the public register did not answer about."""
    number = Business.objects.for_user(user).filter(register_state=RegisterState.FAILED).count()
    words = ngettext(
        "%(n)d entreprise que le registre n’a pas vérifiée",
        "%(n)d entreprises que le registre n’a pas vérifiées",
        number,
    )
    return [(number, words, f"{reverse('businesses_desk:list')}?registre={RegisterState.FAILED}")]


def _panels() -> Any:
    from directory.businesses.desk import PANELS

    return PANELS


def preview(request: HttpRequest, business: Business) -> HttpResponse:
    """The page of a version of a business."""
    from directory.views.businesses import render_business

    return render_business(request, business, is_draft=True)


def likely_duplicates(business: Business) -> list[Business]:
    """Other businesses that may be the same: another establishment of its SIREN, or a like name in its commune."""
    archived = Archive.objects.filter(content_type=ContentType.objects.get_for_model(Business)).values("object_id")
    near = Q(commune=business.commune_id)
    if business.siret:
        near |= Q(siret__startswith=business.siret[:9])
    others = Business.objects.filter(near).exclude(pk=business.pk).exclude(pk__in=archived).select_related("commune")
    weighed = [(_likeness(business, other), other) for other in others.order_by("pk")]
    weighed = [pair for pair in weighed if pair[0] >= _ALIKE]
    weighed.sort(key=lambda pair: -pair[0])
    return [other for _weight, other in weighed[:MOST_DUPLICATES]]


def _likeness(business: Business, other: Business) -> float:
    if business.siret and business.siret[:9] == other.siret[:9]:
        return 100
    return float(token_sort_ratio(fold(business.name), fold(other.name)))
