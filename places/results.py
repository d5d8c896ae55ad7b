"""What the page of results says of a search: title, summary, choices, chips and addresses."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geography.communes import communes_meant
from geography.distance import Point
from listings.addresses import origin_of_commune
from listings.asked_list import ORDERS, AskedList, Chip
from places.filters import RADII, SORTS, Where
from places.locator import Search
from places.map_answer import LEFT_OUT
from places.moments import DAYS
from places.reach import EVERYWHERE, Step
from places.vocabulary import PLURALS, PlaceType
from ui.typography import of_place, whole_number

_HOMONYMS = 5
_PLACES_ON_EARTH = ("lieu", "commune", "pres", "rayon", "territoire")


class AroundSomewhere(AskedList):
    """A list that may be asked for around a place on Earth, in words: what its form shows and what its title says."""

    where: Where | None

    @property
    def point(self) -> Point | None:
        """The point distances are measured from."""
        return self.where.point if self.where else None

    @property
    def where_text(self) -> str:
        """The commune as typed, or as found; nothing for a position."""
        typed = self.cleaned.get("lieu")
        return typed or (self.where.label if self.where and self.where.commune else "")

    @property
    def where_code(self) -> str:
        """The code of the commune that the field shows, for the form to carry; nothing for an old name."""
        commune = self.where.commune if self.where else None
        return commune.pk if commune and self.where and self.where.label == commune.name else ""

    @property
    def position(self) -> str:
        """The rounded position, for the form to carry while no commune is written."""
        point = self.point if self.where and not self.where.commune else None
        return f"{point.latitude},{point.longitude}" if point else ""

    @cached_property
    def of_where(self) -> str:
        """« de Mende », « d’Aumont-Aubrac »."""
        return of_place(self.where.label) if self.where else ""

    @cached_property
    def homonyms(self) -> list[Chip]:
        """The other communes that the words written may mean, each with its address."""
        text = self.cleaned.get("lieu")
        if not text or not self.where or not self.where.commune:
            return []
        meant = communes_meant(text) if self.where.homonyms is None else self.where.homonyms
        others = (match for match in meant if match.commune != self.where.commune)
        return [Chip(match.label, self.address(lieu=None, commune=match.commune.pk)) for match in others][:_HOMONYMS]


class Results(Search, AroundSomewhere):
    """A search, in words and addresses."""

    radii, sorts = RADII, SORTS

    @property
    def canonical(self) -> str:
        """The path of this list for search engines: where, type and page; other choices make no page."""
        data = QueryDict(mutable=True)
        if self.where and self.where.commune:
            data["commune"] = self.where.commune.pk
        if types := self.cleaned.get("type"):
            data.setlist("type", types)
        if self.page.number > 1:
            data["page"] = str(self.page.number)
        address = reverse("places:list")
        return f"{address}?{data.urlencode()}" if data else address

    @property
    def canonical_origin(self) -> str:
        """The site that a list around a commune belongs to, on every host the same; empty for the host's own lists."""
        commune = self.where.commune if self.where else None
        if commune:
            return origin_of_commune(commune.pk)
        return str(settings.SITE_URL) if self.reach.asked == EVERYWHERE and not self.where else ""

    @cached_property
    def reaches(self) -> list[tuple[Step, str]]:
        """How far the list may look, each with its address; none around a commune, where the radius says it."""
        return [] if self.where else [(step, self.address(territoire=step.value)) for step in self.reach.steps]

    # Words -----------------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """« Fablabs autour de Marvejols », « Lieux où travailler : Lozère »."""
        types = self.cleaned.get("type") or []
        what = str(PLURALS[PlaceType(types[0])]) if len(types) == 1 else _("Lieux où travailler")
        if self.where:
            return _("%(what)s autour %(of_where)s") % {"what": what, "of_where": self.of_where}
        if self.reach.name:
            return _("%(what)s : %(territory)s") % {"what": what, "territory": self.reach.name}
        return what

    @property
    def summary(self) -> str:
        """« 19 lieux à moins de 30 km », « 46 lieux »."""
        words = (
            _("Plus de %(count)s lieux") if self.is_broad else ngettext("%(count)s lieu", "%(count)s lieux", self.total)
        )
        places = words % {"count": whole_number(self.total)}
        if self.point:
            return _("%(places)s à moins de %(km)s km") % {"places": places, "km": self.radius}
        return places

    @property
    def desks(self) -> int | str:
        """The number of desks asked for."""
        return self.cleaned.get("postes") or ""

    # Choices ---------------------------------------------------------------------------------------------------------

    @cached_property
    def moment(self) -> str:
        """The moment asked for, as in the address."""
        return str(self.data.get("ouvert", "")).strip().lower() if self.cleaned.get("ouvert") else ""

    @property
    def moments(self) -> list[tuple[str, str]]:
        """Moments on offer: now, tomorrow, the week-end, and the one asked for."""
        tomorrow = DAYS[(timezone.localtime().weekday() + 1) % 7]
        offered = {
            "maintenant": _("maintenant"),
            f"{tomorrow}-9h": _("demain à 9 h"),
            f"{tomorrow}-14h": _("demain à 14 h"),
            "week-end": _("le week-end"),
        }
        if self.moment and self.moment not in offered:
            offered[self.moment] = str(self.cleaned["ouvert"].label)
        return list(offered.items())

    # Addresses -------------------------------------------------------------------------------------------------------

    @property
    def without_filters(self) -> str:
        """The address that keeps only where to look."""
        removed = self.given - {*_PLACES_ON_EARTH, *ORDERS, "where"}
        return self.address(**dict.fromkeys(removed))

    @property
    def map_parameters(self) -> str:
        """The parameters that the map keeps: all but where, order and page. It looks where its box is."""
        data = self.data.copy()
        for name in [name for name in data if name not in self.given or name in LEFT_OUT]:
            del data[name]
        return f"?{data.urlencode()}" if data else ""

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in use, each with the address that removes it."""
        chips = self.chips_of_words
        if self.position:
            chips.append(Chip(_("Près de votre position"), self.address(pres=None)))
        if moment := self.cleaned.get("ouvert"):
            chips.append(Chip(str(moment.label), self.address(ouvert=None)))
        chips += self.chips_of_choices
        if number := self.cleaned.get("postes"):
            label = ngettext("%(number)s poste au moins", "%(number)s postes au moins", number) % {"number": number}
            chips.append(Chip(label, self.address(postes=None)))
        return chips
