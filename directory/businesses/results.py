"""What the list of businesses says of a search: title, summary, choices and addresses."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.businesses.facets import CHOICES
from directory.businesses.filters import BusinessFilterSet
from directory.businesses.indexing import BUSINESSES
from directory.models import Business
from geography.distance import distance_km
from places.results import Results
from ui.typography import whole_number

_SAME_KM = 0.1
"""Two distances that differ by less are the same."""


class BusinessResults(Results):
    """A search of ``/entreprises/``, in words and addresses."""

    filterset_class: ClassVar[Any] = BusinessFilterSet
    choices = CHOICES
    index = BUSINESSES
    model = Business
    version = "businesses"
    latitude = "commune__latitude"

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
