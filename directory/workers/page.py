"""What a person's page says, to a viewer, in words and as structured data."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import RemoteWorker
from directory.visibility import PublicView, Viewer, view_of
from places.page import Fact, in_commune
from places.wording import enumeration, lower_first

Node = dict[str, Any]
_LONGEST_LABEL = 40


class Link(NamedTuple):
    """An address of theirs, and what is worth reading of it."""

    url: str
    label: str


class WorkerPage:
    """A person as their page tells them to a viewer."""

    def __init__(self, worker: RemoteWorker, viewer: Viewer) -> None:
        self.worker, self.viewer = worker, viewer
        self.view: PublicView = view_of(worker, viewer)

    @property
    def title(self) -> str:
        """« Nadia Fabrègues, traductrice technique à Florac »."""
        return f"{self.view.display_name}, {lower_first(self.view.headline)} {in_commune(self.view.commune.name)}"

    @property
    def facts(self) -> list[Fact]:
        """Where, how, for which contracts, in which languages."""
        view = self.view
        facts = [
            (_("Commune"), f"{view.commune.name} ({view.commune.departement.name})"),
            (_("Rythme"), self._rhythm),
            (_("Contrats"), enumeration(view.contract_labels)),
            (_("Langues"), enumeration(view.language_labels)),
            (_("Déplacements"), self._travel),
        ]
        return [Fact(label, value) for label, value in facts if value]

    @property
    def _rhythm(self) -> str:
        """« Hybride, 3 jours à distance par semaine »."""
        days = self.view.remote_days
        words = [enumeration(self.view.mode_labels)]
        if days:
            told = ngettext("%(n)d jour à distance par semaine", "%(n)d jours à distance par semaine", days)
            words.append(told % {"n": days})
        return ", ".join(word for word in words if word)

    @property
    def _travel(self) -> str:
        if self.view.travel_radius is None:
            return ""
        return _("jusqu’à %(km)s km") % {"km": self.view.travel_radius}

    @property
    def work(self) -> list[Fact]:
        """Employer, family of jobs, sectors, days available."""
        view = self.view
        days = view.available_days
        available = ngettext("%(n)d jour par semaine", "%(n)d jours par semaine", days or 0) % {"n": days or 0}
        facts = [
            (_("Employeur ou marque"), view.employer),
            (_("Famille de métiers"), view.family_label),
            (_("Secteurs"), enumeration(view.sector_labels)),
            (_("Temps disponible"), available if days else ""),
        ]
        return [Fact(label, value) for label, value in facts if value]

    @property
    def links(self) -> list[Link]:
        """Their addresses, without what everyone knows of an address, and short.

        The host is whole, as its end tells whose it is, and alone: a user name before it could pass for another host.
        """
        found = []
        for url in self.view.links:
            parts = urlsplit(url)
            host, path = (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
            found.append(Link(url, host + Truncator(path).chars(max(1, _LONGEST_LABEL - len(host)))))
        return found

    @property
    def says_more(self) -> bool:
        """Whether there is anything beside the title, the facts and the way to write."""
        view = self.view
        return bool(view.presentation or view.skills or self.work or view.meeting_places)


def person(worker: RemoteWorker, url: str, image: str = "") -> Node:
    """schema.org ``Person`` with what everyone sees and nothing else, whoever asks. ``image`` is a public address.

    There is a commune, and no ``geo``.
    """
    view = view_of(worker, Viewer.ANYONE)
    node: Node = {
        "@context": "https://schema.org",
        "@type": "Person",
        "@id": url,
        "url": url,
        "name": view.display_name,
        "jobTitle": view.headline,
        "description": view.presentation,
        "image": image if view.photo else "",
        "worksFor": {"@type": "Organization", "name": view.employer} if view.employer else None,
        "knowsAbout": list(view.skills),
        "knowsLanguage": list(view.languages),
        "email": view.email,
        "telephone": view.phone.replace(" ", ""),
        "sameAs": list(view.links),
        "address": {
            "@type": "PostalAddress",
            "addressLocality": view.commune.name,
            "addressRegion": view.commune.departement.name,
            "addressCountry": "FR",
        },
    }
    return {name: value for name, value in node.items() if value not in ("", None, [])}
