"""What the list of people says of a search: title, summary, choices and addresses."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.crowd_results import CrowdResults, CrowdWords
from directory.models import RemoteWorker
from directory.visibility import RELATIONS, PublicView, Viewer, view_of
from directory.workers.facets import CHOICES, count_skills, skill_options
from directory.workers.filters import WorkerFilterSet
from directory.workers.indexing import WORKERS
from listings.facets import Counts, Option
from places.locator import MANY
from places.wording import enumeration
from ui.typography import whole_number

_BEFORE_SKILLS = ("statut", "rythme")


class Card:
    """A person in a list, as anyone sees them."""

    def __init__(self, worker: RemoteWorker) -> None:
        self.worker, self.km = worker, getattr(worker, "km", None)
        self.address = worker.get_absolute_url()

    @cached_property
    def view(self) -> PublicView:
        """What everyone sees of them, as far as a list tells."""
        return view_of(self.worker, Viewer.ANYONE, leave_out=RELATIONS)

    @property
    def said(self) -> str:
        """« Entièrement à distance. Disponible maintenant. »"""
        words = [enumeration(self.view.mode_labels), self.view.availability_label]
        return " ".join(f"{word}." for word in words if word)


class WorkerResults(CrowdResults):
    """A search of people, in words and addresses."""

    filterset_class = WorkerFilterSet
    choices = CHOICES
    index = WORKERS
    model = RemoteWorker
    version = "directory"
    name_field = "display_name"
    latitude = "commune__latitude"
    crowd_words = CrowdWords(
        address_name="directory:worker_map",
        where=gettext_lazy("Où vivent ces personnes"),
        sketch=gettext_lazy("Croquis : le nombre de personnes par commune, le même que dans la liste ci-dessous"),
        how_many=gettext_lazy("Combien de personnes, et où"),
        one=gettext_lazy("{n} personne"),
        many=gettext_lazy("{n} personnes"),
        rule=gettext_lazy("En dessous de trois personnes, une commune rejoint son intercommunalité."),
    )

    def count_more(self, keys: Collection[int] | QuerySet[Any, Any]) -> Counts:
        """The commonest skills."""
        return count_skills(keys)

    @cached_property
    def cards(self) -> list[Card]:
        """The people of the page."""
        return [Card(worker) for worker in self.page.object_list]

    # Words -----------------------------------------------------------------------------------------------------------

    @property
    def canonical(self) -> str:
        """The path of this list for search engines: where and page; other choices make no page."""
        data = QueryDict(mutable=True)
        if self.where and self.where.commune:
            data["commune"] = self.where.commune.pk
        if self.page.number > 1:
            data["page"] = str(self.page.number)
        address = reverse("directory:workers")
        return f"{address}?{data.urlencode()}" if data else address

    @property
    def title(self) -> str:
        """« Télétravailleurs autour de Mende », « Télétravailleurs : Lozère »."""
        if self.where:
            return _("Télétravailleurs autour %(of_where)s") % {"of_where": self.of_where}
        if self.reach.name:
            return _("Télétravailleurs : %(territory)s") % {"territory": self.reach.name}
        return _("Télétravailleurs")

    @property
    def summary(self) -> str:
        """« 19 personnes à moins de 30 km », « 46 personnes »."""
        words = (
            _("Plus de %(count)s personnes")
            if self.is_broad
            else ngettext("%(count)s personne", "%(count)s personnes", self.total)
        )
        people = words % {"count": whole_number(self.total if not self.is_broad else MANY)}
        if self.point:
            return _("%(people)s à moins de %(km)s km") % {"people": people, "km": self.radius}
        return people

    # Choices ---------------------------------------------------------------------------------------------------------

    @cached_property
    def facets(self) -> list[tuple[str, str, list[Option]]]:
        """Parameter, label and choices of each facet that has any."""
        named = super().facets
        if skills := list(skill_options(self.filterset, self.counts)):
            place = sum(name in _BEFORE_SKILLS for name, _label, _options in named)
            named.insert(place, ("competence", str(self.filterset.form.fields["competence"].label), skills))
        return named
