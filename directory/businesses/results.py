"""What the list of businesses says of a search: title, summary, choices and addresses."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.businesses.facets import FACETS, TICK, count_choices
from directory.businesses.filters import BusinessFilterSet
from directory.businesses.indexing import BUSINESSES
from directory.models import Business
from directory.workers.facets import facet_options
from geography.distance import distance_km
from places.facets import Option
from places.results import Results
from ui.typography import whole_number

_SAME_KM = 0.1
"""Two distances that differ by less are the same."""


class BusinessResults(Results):
    """A search of ``/entreprises/``, in words and addresses."""

    filterset_class: ClassVar[Any] = BusinessFilterSet
    index = BUSINESSES
    model = Business
    version = "businesses"
    latitude = "commune__latitude"

    def count_choices(self) -> dict[str, int]:
        """``total``, and the count of each choice by ``parameter:code``."""
        return count_choices(self.filterset, self._around, self.base)

    @property
    def canonical(self) -> str:
        """The path of this list for search engines: where, and the page; other choices make no page."""
        data = QueryDict(mutable=True)
        if self.where and self.where.commune:
            data["commune"] = self.where.commune.pk
        if self.page.number > 1:
            data["page"] = str(self.page.number)
        address = reverse("businesses:list")
        return f"{address}?{data.urlencode()}" if data else address

    @property
    def title(self) -> str:
        """« Entreprises autour de Mende », « Entreprises : Lozère »."""
        if self.where:
            return _("Entreprises autour %(of_where)s") % {"of_where": self.of_where}
        if self.territory:
            return _("Entreprises : %(territory)s") % {"territory": self.territory.name}
        return _("Entreprises")

    @property
    def summary(self) -> str:
        """« 19 entreprises à moins de 30 km », « 46 entreprises »."""
        words = (
            _("Plus de %(count)s entreprises")
            if self.is_broad
            else ngettext("%(count)s entreprise", "%(count)s entreprises", self.total)
        )
        businesses = words % {"count": whole_number(self.total)}
        if self.point:
            return _("%(what)s à moins de %(km)s km") % {"what": businesses, "km": self.radius}
        return businesses

    @cached_property
    def page(self) -> Page:  # type: ignore[type-arg]
        """The page asked for; a business found by another site than its main one says so (``is_by_site``)."""
        page = super().page
        for business in page.object_list:
            main = business.commune.point
            business.is_by_site = bool(
                self.point and (main is None or distance_km(self.point, main) > business.km + _SAME_KM)
            )
        return page

    @cached_property
    def facets(self) -> list[tuple[str, str, list[Option]]]:
        """Parameter, label and choices of each facet that has any."""
        fields = self.filterset.form.fields
        named = (
            (name, str(fields[name].label), list(facet_options(self.filterset, self.counts, name))) for name in FACETS
        )
        return [facet for facet in named if facet[2]]

    @cached_property
    def ticks(self) -> list[Option]:
        """« Recrute à distance », where it would find something or is ticked."""
        count, checked = self.counts.get(TICK), bool(self.cleaned.get(TICK))
        if count == 0 and not checked:
            return []
        return [Option(TICK, "1", str(self.filterset.form.fields[TICK].label), count, checked)]
