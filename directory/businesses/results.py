"""What the list of businesses says of a search: title, summary, choices and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.businesses.facets import CHOICES
from directory.businesses.filters import BusinessFilterSet
from directory.businesses.indexing import BUSINESSES
from directory.crowd import Home
from directory.crowd_results import CrowdResults, CrowdWords
from directory.models import Business
from geography.distance import Point, distance_km
from geography.models import communes_of_territories
from listings.facets import Row
from ui.typography import whole_number

_SAME_KM = 0.1
"""Two distances that differ by less are the same."""


class BusinessResults(CrowdResults):
    """A search of ``/entreprises/``, in words and addresses."""

    filterset_class: ClassVar[Any] = BusinessFilterSet
    choices = CHOICES
    index = BUSINESSES
    model = Business
    version = "businesses"
    latitude = "commune__latitude"
    crowd_words = CrowdWords(
        address_name="businesses:map",
        where=gettext_lazy("Où sont ces entreprises"),
        sketch=gettext_lazy("Croquis : le nombre d’entreprises par commune, le même que dans la liste ci-dessous"),
        how_many=gettext_lazy("Combien d’entreprises, et où"),
        one=gettext_lazy("{n} entreprise"),
        many=gettext_lazy("{n} entreprises"),
        rule=gettext_lazy(
            "Une entreprise compte dans chaque commune où elle a un site. "
            "En dessous de trois entreprises, une commune rejoint son intercommunalité."
        ),
    )

    @cached_property
    def _other_sites(self) -> dict[int, set[str]]:
        """The communes of the other sites of those that were looked up."""
        return {}

    def communes_of(self, rows: Sequence[Row]) -> dict[int, set[str]]:
        """By primary key, the codes of the communes where each has a site."""
        main, others = super().communes_of(rows), self._other_sites
        if missing := main.keys() - others.keys():
            others.update((key, set()) for key in missing)
            for key, code in Business.objects.published().other_sites(missing):
                others[key].add(code)
        return {key: codes | others[key] for key, codes in main.items()}

    def searched(self, homes: list[Home]) -> Iterable[Home]:
        """Sites of a business that stand beyond what was searched don't count."""
        if self.point:
            return [home for home in homes if self._is_near(home)]
        if self.where and self.where.commune:
            return [home for home in homes if home.code == self.where.commune.pk]
        if self.reach.territories is not None:
            here = set(communes_of_territories(self.reach.territories).values_list("commune", flat=True))
            return [home for home in homes if home.code in here]
        return homes

    def _is_near(self, home: Home) -> bool:
        if self.point is None or home.latitude is None or home.longitude is None:
            return False
        return distance_km(self.point, Point(home.latitude, home.longitude)) <= self.radius

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
        if self.reach.name:
            return _("Entreprises : %(territory)s") % {"territory": self.reach.name}
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
