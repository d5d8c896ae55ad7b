"""What the page of a business shows to who looks: the one place that decides it, for the page and its data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.business_vocabulary import AgreementType, SizeClass
from directory.models import Business, BusinessContact
from directory.vocabulary import Audience, WorkMode
from listings.contact.reach import contact_url
from places.wording import enumeration
from ui.typography import long_date


@dataclass(frozen=True)
class Fact:
    """A line of the table: what, and its value."""

    label: str
    value: str


@dataclass(frozen=True)
class Site:
    """A site in words: its commune, its département, its address if shown."""

    commune: str
    departement: str
    address: str


class BusinessPage:
    """A business as its page shows it. ``is_member`` is whether who looks has signed in; a draft is only previewed."""

    def __init__(self, business: Business, is_member: bool = False, is_draft: bool = False) -> None:
        self.business, self.is_member, self.is_draft = business, is_member, is_draft

    @property
    def title(self) -> str:
        """« Nom, Mende »."""
        return f"{self.business.name}, {self.business.commune.name}"

    @property
    def description(self) -> str:
        """One sentence for search engines."""
        return self.business.headline or ", ".join(
            text for text in (self.business.activity_text, self.business.commune.name) if text
        )

    @cached_property
    def facts(self) -> list[Fact]:
        """The table: activity, size, where it hires, its number."""
        business = self.business
        facts = []
        if business.activity_text:
            facts.append(Fact(_("Activité"), business.activity_text))
        if business.size:
            facts.append(Fact(_("Taille"), str(SizeClass(business.size).label)))
        if business.hires_remotely and business.hires_what:
            facts.append(Fact(_("Profils recherchés"), business.hires_what))
        facts.append(Fact(_("Identifiant"), business.identifier_text))
        return facts

    @cached_property
    def practice(self) -> list[Fact]:
        """How people telework there."""
        business = self.business
        facts = []
        if business.modes:
            facts.append(Fact(_("Organisation"), enumeration([str(WorkMode(code).label) for code in business.modes])))
        if business.remote_days:
            days = ngettext("%(days)d jour par semaine", "%(days)d jours par semaine", business.remote_days)
            facts.append(Fact(_("À distance"), days % {"days": business.remote_days}))
        if business.agreement:
            facts.append(Fact(_("Cadre"), self._agreement))
        return facts

    @property
    def _agreement(self) -> str:
        words = str(AgreementType(self.business.agreement).label)
        if not self.business.agreement_date:
            return words
        return _("%(agreement)s du %(date)s") % {
            "agreement": words,
            "date": long_date(self.business.agreement_date),
        }

    @cached_property
    def sites(self) -> list[Site]:
        """The commune of the main site, then the others."""
        main = self.business.commune
        others = [
            Site(site.commune.name, site.commune.departement.name, site.address)
            for site in self._children("sites", "commune__departement")
        ]
        return [Site(main.name, main.departement.name, ""), *others]

    @cached_property
    def contacts(self) -> list[BusinessContact]:
        """The people whom who looks may see."""
        seen = {Audience.EVERYONE, Audience.MEMBERS} if self.is_member else {Audience.EVERYONE}
        return [contact for contact in self._children("contacts") if contact.audience in seen]

    def _children(self, name: str, *related: str) -> list[Any]:
        """The rows of a child relation: of a draft in memory, or read with what they point to."""
        rows = getattr(self.business, name)
        if name in getattr(self.business, "_cluster_related_objects", {}):
            return list(rows.all())
        return list(rows.get_queryset().select_related(*related) if related else rows.get_queryset())

    @property
    def website(self) -> str:
        """The address of its site, without what everyone knows."""
        parts = urlsplit(self.business.website)
        return f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")

    @property
    def logo_url(self) -> str:
        """The address of its logo, or nothing."""
        business = self.business
        if not business.logo:
            return ""
        if self.is_draft:
            return reverse("businesses:draft_logo", args=[business.pk])
        return reverse("businesses:logo", args=[business.slug, business.logo])

    @property
    def write_url(self) -> str:
        """Where one writes to it, or nothing."""
        return "" if self.is_draft else contact_url(self.business)


def organization(page: BusinessPage, url: str, logo: str) -> dict[str, Any]:
    """The business as schema.org's ``Organization``: what everyone sees, whoever asks. Addresses are absolute.

    Vocabulary: https://schema.org/Organization, version 30.0.
    """
    business = page.business
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": url,
        "url": url,
        "name": business.name,
        "description": business.headline,
        "logo": logo,
        "sameAs": business.website,
        "iso6523Code": f"0009:{business.siret}" if business.siret else "",
        "address": [
            {
                name: value
                for name, value in {
                    "@type": "PostalAddress",
                    "streetAddress": site.address,
                    "addressLocality": site.commune,
                    "addressRegion": site.departement,
                    "addressCountry": "FR",
                }.items()
                if value
            }
            for site in page.sites
        ],
    }
    return {name: value for name, value in node.items() if value not in ("", None, [])}
