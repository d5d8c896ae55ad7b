"""Contacts: the place's own are kept and mended, a person's are left out.

The product never fills in people from files (see ``docs/howto/import-places.md``). A mailbox is taken for the place's
when every word before the ``@`` is a role (« contact », « accueil »), or the place's own name, commune or domain;
otherwise it may be somebody's and is dropped. French mobiles (06, 07 and their overseas kin) are dropped too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from phonenumbers import PhoneNumberType

from places.importing.remarks import Kind, Remark, masked
from search.analysis import fold

MAX_URL = 300

_EMAIL = re.compile(r"[\w.!#$&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_PUBLIC_MAIL_WORDS = """
gmail.com googlemail.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr hotmail.com hotmail.fr outlook.com
outlook.fr live.fr live.com yahoo.fr yahoo.com neuf.fr numericable.fr bbox.fr aol.com icloud.com me.com gmx.fr
gmx.com protonmail.com proton.me msn.com club-internet.fr aliceadsl.fr cegetel.net voila.fr nordnet.fr
"""
_PUBLIC_MAIL = frozenset(_PUBLIC_MAIL_WORDS.split())
_RESERVED_DOMAINS = ("example.org", "example.com", "example.net", ".invalid", ".test", ".example", "localhost")
_ROLE_WORDS = """
contact contacts contactez info infos information informations accueil accueils bienvenue secretariat admin
administration administratif direction mairie commune ville mediatheque mediatheques bibliotheque bibliotheques
biblio bib ludotheque epn cyber cyberbase cybercentre multimedia numerique numeriques espace espaces pole maison
maisons service services relais emploi emplois france franceservices franceservice msap mfs mds msp mde mdesp efs
fs coworking cowork fablab labo lab tierslieu tiers lieu telecentre teletravail pij bij ij crij ccas cias cs csc
csi cscs csci centre centres social sociale socioculturel asso association club jeunes jeunesse animation atelier
ateliers stages formation formations reservation reservations resa booking hello bonjour salut hi coucou team
equipe bureau bureaux office support commercial agence antenne point communication com pimms public publics
culture culturel sport loisirs famille familles rurales rurale mission locale missionlocale conseil cabinet
standard postmaster web webmaster courrier mail email boite adage etat urbanisme elus comcom cc ca interco
collectivite tourisme office ot pepiniere pepinieres entreprise entreprises developpement economie eco lycee
college iut universite univ fondation federation reseau solidarite polesolidarite antennes accompagnement
mediation mediateur conciergerie adherent adherents ado ados intercommunale intercommunal municipale municipal
de du des d le la les l en et sur a au aux st ste saint sainte
"""
_ROLES = frozenset(_ROLE_WORDS.split())
"""What may stand before the ``@`` of a mailbox that is nobody's own, and the small words between."""
_OFFICE_WORDS = """
contact accueil secretariat mairie mediatheque bibliotheque biblio ludotheque msap mfs msp mds franceservices
franceservice france centre centresocial maison espace pij bij epn ccas cias csc mjc coworking fablab telecentre
"""
_OFFICES = frozenset(_OFFICE_WORDS.split())
"""Of these, one is enough: ``msap.ccqb@…`` is an office's, whatever the initials."""
_LONG_OFFICE = 5
_JUNK_PATH = re.compile(r"…|\.\.\.$")
_HOST = re.compile(r"(?:[a-z0-9À-ɏ](?:[a-z0-9À-ɏ-]*[a-z0-9À-ɏ])?\.)+(?:[a-zÀ-ɏ]{2,24}|xn--[a-z0-9-]+)", re.IGNORECASE)
_HANDLE = re.compile(r"@?[A-Za-z0-9_.\-]{2,60}")
_validate_url = URLValidator(schemes=["http", "https"])

_REGIONS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL", "978": "MF",
            "986": "WF", "987": "PF", "988": "NC"}  # fmt: skip
_FRENCH_CODES = {33, 262, 508, 590, 594, 596, 681, 687, 689}
_SHORT_NUMBER = re.compile(r"(?:1[05]\d{2}|3\d{3}|11\d|8\d{4})")


class Contact(NamedTuple):
    """A contact that may be published, and what was done to get it."""

    value: str
    remarks: tuple[Remark, ...] = ()
    aside: str = ""
    """What can't be a contact but may be said in the description: a short number, a second address."""


def phone(value: str, column: str, departement: str = "") -> Contact:
    """The place's number in E.164 (``+33466650000``), or nothing when it is a mobile or no number."""
    digits = re.sub(r"\D", "", value)
    if not digits:
        return Contact("", (Remark(Kind.NO_PHONE, column, value),) if len(value) > 2 else ())
    if _SHORT_NUMBER.fullmatch(digits):
        return Contact("", (Remark(Kind.NO_PHONE, column, value, "note"),), aside=value)
    lost_zero = len(digits) == 9 and not value.lstrip().startswith(("+", "0"))
    number = _parsed(f"0{digits}" if lost_zero else value, _REGIONS.get(departement, "FR"))
    if number is None:
        return Contact("", (Remark(Kind.NO_PHONE, column, value),))
    if _is_mobile(number):
        return Contact("", (Remark(Kind.MOBILE, column, masked(value)),))
    if not phonenumbers.is_valid_number(number):
        return Contact("", (Remark(Kind.NO_PHONE, column, value),))
    clean = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Contact(clean, (Remark(Kind.PHONE, column, value, clean),) if lost_zero else ())


def _parsed(value: str, region: str) -> phonenumbers.PhoneNumber | None:
    first = re.split(r"\s*(?:/|;|\||\bou\b|\bet\b)\s*", value)[0]
    try:
        return phonenumbers.parse(first, region)
    except phonenumbers.NumberParseException:
        return None


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    if number.country_code not in _FRENCH_CODES:
        return phonenumbers.number_type(number) == PhoneNumberType.MOBILE
    # The prefix rather than the library's ranges: it does not know all that the regulator opens.
    national = phonenumbers.national_significant_number(number)
    if number.country_code in {33, 262, 590, 594, 596}:
        return national.startswith(("6", "7"))
    return phonenumbers.number_type(number) == PhoneNumberType.MOBILE


def email(value: str, column: str, own_words: Iterable[str]) -> Contact:
    """The place's mailbox, or nothing. ``own_words`` are the names that may stand in it: place, commune, domain."""
    found = [address.strip(".") for address in _EMAIL.findall(unquote(value))]
    if not found:
        page = value if value.startswith(("http://", "https://")) else ""
        return Contact("", (Remark(Kind.NO_EMAIL, column, value, page and "note"),), aside=page)
    own = frozenset(word for text in own_words for word in fold(text).split())
    remarks: list[Remark] = []
    for address in found:
        kind = _refusal(address, own)
        if kind is None:
            address = address.lower()
            if address.partition("@")[2] in _PUBLIC_MAIL:
                remarks.append(Remark(Kind.PUBLIC_MAILBOX, column, address, address))
            elif len(found) > 1 or value.strip().lower() != address:
                remarks.append(Remark(Kind.EMAIL, column, _shown(value), address))
            return Contact(address, tuple(remarks))
        remarks.append(Remark(kind, column, masked(address)))
    return Contact("", tuple(remarks))


def _shown(value: str) -> str:
    return _EMAIL.sub(lambda found: masked(found[0]), value)


def _refusal(address: str, own: frozenset[str]) -> Kind | None:
    """Why an address can't be published, or ``None``."""
    local, _at, domain = address.lower().partition("@")
    try:
        validate_email(address)
    except ValidationError:
        return Kind.NO_EMAIL
    if domain in _RESERVED_DOMAINS or domain.endswith(_RESERVED_DOMAINS):
        return Kind.PERSONAL
    words = set(own)
    if domain not in _PUBLIC_MAIL:
        words.update(fold(domain.rpartition(".")[0]).split())
    return None if is_impersonal(fold(local), frozenset(words)) else Kind.PERSONAL


def is_impersonal(local: str, own: frozenset[str]) -> bool:
    """Whether every word of a folded local part is a role or one of the place's own words, or made of them."""
    tokens = [token for token in re.split(r"[\s\d]+", local) if token]
    if any(token in _OFFICES or _begins_with_office(token) for token in tokens):
        return True
    words = _ROLES | own
    return bool(tokens) and all(_explained(token, words) for token in tokens)


def _begins_with_office(token: str) -> bool:
    return any(token.startswith(office) for office in _OFFICES if len(office) >= _LONG_OFFICE)


@lru_cache(maxsize=10_000)
def _explained(token: str, words: frozenset[str]) -> bool:
    """Whether a token is one of the words, or several put together (``maisonemploi``, ``biblimende``)."""
    if token in words:
        return True
    reached = {0}
    for end in range(1, len(token) + 1):
        for start in range(max(0, end - 25), end):
            piece = token[start:end]
            if start in reached and (piece in words or (len(piece) >= 4 and _begins_one(piece, words))):
                reached.add(end)
    return len(token) in reached


def _begins_one(piece: str, words: frozenset[str]) -> bool:
    return any(word.startswith(piece) for word in words)


def website(value: str, column: str) -> Contact:
    """A web address with its scheme, or nothing when there is none in the text: handles, mailboxes, junk."""
    candidate = re.sub(r"\s*:\s*//", "://", value.strip())
    candidate = re.split(r"[\s|]+|,(?=https?:)", candidate)[0].rstrip(".,;")
    rest = value.strip()[len(candidate) :].strip(" |")
    url = _whole(_with_scheme(candidate))
    if not url or len(url) > MAX_URL or not _is_url(url):
        return Contact("", (Remark(Kind.NO_WEBSITE, column, _shown(value)),))
    remarks = (Remark(Kind.WEBSITE, column, value, url),) if url != value else ()
    return Contact(url, remarks, aside=rest if rest.startswith("http") else "")


def _whole(url: str) -> str:
    """The address itself: not a search engine's redirection, nor one cut short, whose site is given; else nothing."""
    try:
        parts = urlsplit(url)
        if parts.netloc.endswith("google.com") and parts.path == "/url":
            url = next(iter(parse_qs(parts.query).get("url", [])), url)
            parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if "@" in parts.netloc or not _HOST.fullmatch(host):
        return ""
    return urlunsplit((parts.scheme, parts.netloc, "/", "", "")) if _JUNK_PATH.search(url) else url


def _with_scheme(value: str) -> str:
    if re.match(r"https?://", value, re.IGNORECASE):
        return value
    return f"https://{value.removeprefix('//')}" if "://" not in value else value


def _is_url(url: str) -> bool:
    try:
        _validate_url(url)
    except ValidationError:
        return False
    return True


def social(value: str, column: str, base: str) -> Contact:
    """The address of an account: a link is kept, ``@SoLozere`` or ``solozere`` completes ``base``."""
    if "/" in value or value.lower().startswith(("http", "www.")):
        return website(value, column)
    if not _HANDLE.fullmatch(value.strip()):
        return Contact("", (Remark(Kind.NO_WEBSITE, column, value),))
    url = f"{base}{value.strip().lstrip('@')}"
    return Contact(url, (Remark(Kind.HANDLE, column, value, url),))
