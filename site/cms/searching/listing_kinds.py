"""Places, people and businesses among what is searched: what everyone sees of each, as their lists show it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cms.searching.finding import Kind, Row, Scope
from cms.searching.words import shown, shown_best
from directory.businesses.indexing import BUSINESSES
from directory.models import Business, RemoteWorker
from directory.visibility import Viewer, view_of
from directory.workers.indexing import WORKERS
from listings.models import Listing
from places.indexing import PLACES
from places.models import Place
from places.reach import EVERYWHERE
from places.vocabulary import Service
from search.index import Query
from ui.typography import french_spacing, whole_number


class ListingKind(Kind):
    """A kind of listings, which has a list of its own."""

    model: ClassVar[type[Listing]]
    list_name: ClassVar[str]
    before = ("to_confirm",)

    def here(self, scope: Scope) -> Any:
        """Those published in the territory."""
        published = self.model.objects.published()
        return published.in_territory(scope.territory) if scope.territory else published

    def elsewhere(self, scope: Scope) -> Any:
        """Those published in no commune of the territory."""
        published = self.model.objects.published()
        if scope.territory is None:
            return published.none()
        return published.exclude(pk__in=published.in_territory(scope.territory).order_by().values("pk"))

    def rows(self, keys: Sequence[int], own: Collection[int], query: Query, scope: Scope) -> list[Row]:
        """The results of some keys, as cards are read."""
        found = self.for_rows().in_bulk(keys)
        return [self.row(found[pk], query, is_own=pk in own) for pk in keys if pk in found]

    def for_rows(self) -> Any:
        """The published rows, with what a result shows."""
        return self.model.objects.published().for_cards()

    @abstractmethod
    def row(self, listing: Any, query: Query, *, is_own: bool) -> Row:
        """One result."""

    def all_address(self, text: str, scope: Scope, *, everywhere: bool) -> str:
        """The list of the kind, with the same words."""
        words = {"q": text} | ({"territoire": EVERYWHERE} if everywhere and scope.territory else {})
        return f"{reverse(self.list_name)}?{urlencode(words)}"


def _where(listing: Any) -> str:
    return f"{listing.commune.name} ({listing.commune.departement.name})"


def _elsewhere(listing: Any, is_own: bool) -> str:
    return "" if is_own else str(listing.commune.departement.name)


class Places(ListingKind):
    """Work places."""

    code, index, label, icon = "lieux", PLACES, _("Lieux"), "map-pin"
    model, list_name = Place, "places:list"

    def row(self, listing: Any, query: Query, *, is_own: bool) -> Row:
        """A place: what it is, where, and the words found in what is told of it."""
        services = ", ".join(str(Service(code).label) for code in listing.services)
        return Row(
            title=shown(listing.name, query),
            address=listing.get_absolute_url(),
            kicker=listing.kinds_line,
            where=_where(listing),
            excerpt=shown_best((listing.summary, services, listing.description, listing.address), query),
            elsewhere=_elsewhere(listing, is_own),
        )

    def summary(self, number: int) -> str:
        """« 12 lieux »."""
        return ngettext("%(count)s lieu", "%(count)s lieux", number) % {"count": whole_number(number)}


class People(ListingKind):
    """Remote workers, as anyone sees them."""

    code, index, label, icon = "teletravailleurs", WORKERS, _("Télétravailleurs"), "users"
    model, list_name = RemoteWorker, "directory:workers"

    def for_rows(self) -> Any:
        """With their skills, which are often what was looked for."""
        return super().for_rows().prefetch_related("skills")

    def row(self, listing: Any, query: Query, *, is_own: bool) -> Row:
        """A person: only what everyone may read of them."""
        view = view_of(listing, Viewer.ANYONE, leave_out=("meeting_places",))
        return Row(
            title=shown(view.display_name, query),
            address=listing.get_absolute_url(),
            where=_where(listing),
            excerpt=shown_best((view.headline, ", ".join(view.skills), view.presentation), query),
            elsewhere=_elsewhere(listing, is_own),
        )

    def summary(self, number: int) -> str:
        """« 12 personnes »."""
        return ngettext("%(count)s personne", "%(count)s personnes", number) % {"count": whole_number(number)}


class Businesses(ListingKind):
    """Businesses."""

    code, index, label, icon = "entreprises", BUSINESSES, _("Entreprises"), "briefcase"
    model, list_name = Business, "businesses:list"

    def row(self, listing: Any, query: Query, *, is_own: bool) -> Row:
        """A business: what it does, where, and the words found in what it says of itself."""
        hires = listing.hires_what if listing.hires_remotely else ""
        texts = (french_spacing(text) for text in (listing.headline, listing.presentation, hires))
        return Row(
            title=shown(listing.name, query),
            address=listing.get_absolute_url(),
            kicker=listing.activity_text,
            where=_where(listing),
            excerpt=shown_best(tuple(texts), query),
            elsewhere=_elsewhere(listing, is_own),
        )

    def summary(self, number: int) -> str:
        """« 12 entreprises »."""
        return ngettext("%(count)s entreprise", "%(count)s entreprises", number) % {"count": whole_number(number)}
