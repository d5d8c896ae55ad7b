"""No page without a reader: each address is a stop of ``tests/browser/test_stops.py``, or says here why it is none."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.urls import resolve
from django.utils.translation import override

from tests.browser.addresses import STOPS, THINGS, filled
from tests.test_public_addresses import ALL, DESK

NO_PAGE = re.compile(r"\.(css|geojson|ico|ics|js|png|txt|vcf|webp|xml)$")
POST = "only ever posted to, and leads to a page"
DATA = "data or a file, not a page"
WAGTAIL = "Wagtail's own door, which leads to our sign-in page"
NO_STOP = {
    "account_set_password": "for accounts without a password, which nobody can open",
    "after_sign_in": "leads to one's space or one's desk",
    "geography:communes": DATA,
    "healthz": DATA,
    "readyz": DATA,
    "media": DATA,
    "accounts:download": DATA,
    "mfa_download_recovery_codes": DATA,
    "mfa_login_webauthn": DATA,
    "wagtaildocs_serve": DATA,
    "mfa_reauthenticate": "the page of « proving who one is », with the code instead of the password",
    "mfa_reauthenticate_webauthn": "the same, with a passkey",
    **dict.fromkeys(("businesses:take_suggestion", "contact:act", "contact:my_act", "contact:renew"), POST),
    **{f"space:{verb}": POST for verb in ("archive", "cancel", "remove", "restore", "submit", "withdraw")},
    **{f"agenda:{act}": POST for act in ("registration_act", "registration_change", "ride_act", "relay_check_in_sync")},
    "agenda:relay_check_in": "opened by test_checkin: it keeps itself for a cut network, and so asks for more",
    **dict.fromkeys(("wagtailcore_login", "wagtailadmin_password_reset"), WAGTAIL),
    "wagtailcore_authenticate_with_password": "private pages, which no desk can make",
    "wagtaildocs_authenticate_with_password": "private documents, which no desk can make",
}


def name_of(path: str) -> str:
    """The name of the pattern that an address belongs to."""
    with override("fr"):
        return resolve(re.sub("^/en/", "/", urlsplit(path).path)).view_name


def test_every_page_is_a_stop_or_says_why_not() -> None:
    opened = {name_of(filled(stop.path, THINGS)) for stop in STOPS.values()}
    pages = {
        address.name
        for address in ALL
        if address.name and not address.route.startswith(DESK) and not NO_PAGE.search(address.route)
    }
    forgotten = pages - opened - NO_STOP.keys()
    assert not forgotten, f"Add a stop to tests/browser/addresses.py for each of these: {sorted(forgotten)}"
    assert not NO_STOP.keys() - pages, "These exceptions are no address any more."
    assert not NO_STOP.keys() & opened, "These are stops: they need no reason."
