"""Opening a territory: everything that makes one, in one transaction, again without harm."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.actions import found_territory, open_portal, open_site, words_of
from cms.english_pages import translate_first_pages
from cms.models import SiteTerritory
from cms.origins import Address, default_address
from geography.codes import Carried, communes_of_codes, departement_of, epci_of, meant_instead, written_codes
from geography.loading import load
from geography.models import Commune, Territory
from geography.shipped import read_reference
from search.analysis import fold

NOBODY = "hameau@localhost"
"""The agency's address where none is given and the installation's own is none that one can write to."""


_KIND_OF_GROUP = re.compile(r"^(?:CC|CA|CU)\s+(?:de la\s+|de l['’]|(?:du|des|de)\s+|d['’])?(?=\S)", re.IGNORECASE)


class Refused(ValidationError):
    """What was asked for can't be opened, in words for whoever asks."""


@dataclass(frozen=True)
class Communes:
    """What a territory is made of, and what to call it: ``name`` is empty for a list of codes."""

    codes: frozenset[str]
    name: str = ""
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True)
class Opening:
    """A territory to open. What is empty is left as it is where the territory exists, else gets its default."""

    communes: Communes
    agency_name: str
    name: str = ""
    slug: str = ""
    agency_email: str = ""
    address: Address | None = None
    colours: dict[str, str] = field(default_factory=dict)
    """``brand`` and ``accent``."""
    is_default: bool = False
    """Whether it answers at every address that no other site has, in the place of the portal."""

    @property
    def full_name(self) -> str:
        """The name asked for, else that of the département or of the group of communes. Raises ``Refused``."""
        if name := self.name or self.communes.name:
            return name
        raise Refused(_("Donnez un nom à ce territoire : une liste de communes n’en a pas."))

    @property
    def full_slug(self) -> str:
        """The slug asked for, else that of the name. Raises ``Refused``."""
        if slug := self.slug or slugify(fold(self.full_name))[:50].strip("-"):
            return slug
        raise Refused(_("Donnez une adresse à ce territoire : son nom n’a ni lettre ni chiffre."))

    @property
    def full_address(self) -> Address:
        """Where it is to answer."""
        return self.address or default_address(self.full_slug)


@dataclass(frozen=True)
class Opened:
    """What was made, or brought up to date."""

    territory: Territory
    site: Site
    address: Address
    is_new: bool
    communes: int
    carried: tuple[Carried, ...]


def ensure_geography() -> bool:
    """Load the communes of France where there are none yet; return whether it did."""
    if Commune.objects.exists():
        return False
    load(read_reference())
    return True


def communes_asked(departements: Collection[str] = (), epci: str = "", codes: str = "") -> Communes:
    """The communes of whole départements, of a group of communes, and of a list of codes. Raises ``Refused``."""
    found: set[str] = set()
    names: list[str] = []
    for code in departements:
        departement = departement_of(code)
        if departement is None:
            raise Refused(_("Aucun département n’a le code %(code)s.") % {"code": code})
        found |= set(departement.communes.order_by().values_list("pk", flat=True))
        names.append(departement.name)
    if epci:
        group = epci_of(epci)
        if group is None:
            raise Refused(_("Aucune intercommunalité n’a le numéro SIREN %(code)s.") % {"code": epci})
        found |= set(group.communes.order_by().values_list("pk", flat=True))
        names.append(plain_name(group.name))
    listed = communes_of_codes(written_codes(codes))
    if listed.unknown:
        raise Refused([_unknown(code) for code in listed.unknown])
    found |= listed.communes
    if not found:
        raise Refused(_("Aucune commune : donnez un département, une intercommunalité ou des codes INSEE."))
    return Communes(frozenset(found), names[0] if len(names) == 1 and not codes else "", tuple(listed.carried))


def plain_name(group: str) -> str:
    """What people call a group of communes: « CC des Hautes Terres de l'Aubrac » → « Hautes Terres de l’Aubrac »."""
    name = _KIND_OF_GROUP.sub("", group).replace("'", "’")
    return name[:1].upper() + name[1:]


def _unknown(code: str) -> str:
    if meant := meant_instead(code):
        words = _("%(code)s est un code postal, pas un code INSEE. Communes possibles : %(meant)s.")
        return words % {"code": code, "meant": meant}
    return _("Aucune commune n’a, ni n’a eu, le code INSEE « %(code)s ».") % {"code": code}


@transaction.atomic
def open_territory(asked: Opening) -> Opened:
    """Make the territory, its site, pages, folder, group and colours, and the portal; what exists is kept.

    Two at the same time wait for each other. Raises ``ValidationError``, and nothing was made.
    """
    Page.objects.select_for_update().get(depth=1)
    slug, address = asked.full_slug, asked.full_address
    before = Territory.objects.filter(slug=slug).first()
    if before and not asked.address:
        site = Site.objects.filter(pk__in=SiteTerritory.objects.filter(territory=before).values("site")).first()
        address = Address(site.hostname, site.port) if site else address
    email = asked.agency_email or (before.agency_email if before else "") or _own_address()
    name = asked.full_name if asked.name or before is None else before.name
    territory = found_territory(slug, name, asked.agency_name, email, asked.communes.codes)
    site = open_site(territory, address.host, address.port, is_default=asked.is_default)
    if asked.colours:
        link = SiteTerritory.objects.get(site=site)
        for name, colour in asked.colours.items():
            setattr(link, name, colour)
        link.full_clean()
        link.save()
    translate_first_pages(site.root_page, words_of(territory))
    if not asked.is_default and (portal := open_portal()):
        translate_first_pages(portal.root_page, words_of(None))
    return Opened(territory, site, address, before is None, len(asked.communes.codes), asked.communes.carried)


def _own_address() -> str:
    """The installation's own address, for an agency that gave none."""
    try:
        validate_email(settings.DEFAULT_FROM_EMAIL)
    except ValidationError:
        return NOBODY
    return str(settings.DEFAULT_FROM_EMAIL)
