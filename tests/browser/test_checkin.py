"""The check-in at the desk's side: two phones, one of which loses its network, opens the page again, and catches up."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from config.sign_ins import DEMO_PASSWORD
from tests.browser.agency import MANAGER, sign_in
from tests.browser.conftest import PageAt
from tests.browser.visit import PHONE, assert_accessible, assert_fits

CUT = (r"ERR_INTERNET_DISCONNECTED", r"ERR_FAILED", r"Failed to fetch")


def phone(page_at: PageAt) -> Page:
    """A phone of the agency of Lozère."""
    page = page_at(PHONE["width"], at="lozere", cookies=True, touch=True, offline_pages=True, allow=CUT)
    sign_in(page, MANAGER, DEMO_PASSWORD)
    return page


def row(page: Page, name: str) -> Locator:
    """Someone's row, to be pressed."""
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}"))


def test_a_network_cut_loses_nobody(page_at: PageAt) -> None:
    first, second = phone(page_at), phone(page_at)
    first.goto("/admin/rencontres/")
    first.get_by_role("link", name=re.compile("Rencontres du télétravail")).first.click()
    first.get_by_role("button", name="Actions").click()
    first.get_by_role("link", name="Le jour même, et après").click()
    first.get_by_role("link", name="Ouvrir la page d’accueil").click()
    expect(first.get_by_role("searchbox")).to_be_visible()
    address = re.sub(r"\?.*", "", first.url)
    assert_fits(first)
    assert_accessible(first)
    first.evaluate("navigator.serviceWorker.ready")
    first.wait_for_function(f"caches.match('{address}').then(Boolean)")
    names = first.locator(".roll b").all_inner_texts()[:3]
    second.goto(address)

    first.context.set_offline(True)
    row(first, names[0]).click()
    first.reload()
    expect(row(first, names[0])).to_have_attribute("aria-pressed", "true")
    expect(first.get_by_role("status")).to_contain_text("Sans réseau")
    first.get_by_role("searchbox").fill(names[1].upper())
    expect(first.locator(".roll li:visible")).to_have_count(1)
    first.get_by_role("searchbox").press("Enter")
    first.get_by_role("searchbox").fill("")
    first.get_by_text("Ajouter une personne non inscrite").click()
    first.get_by_label("Nom", exact=True).fill("Zoé Passage")
    first.get_by_role("button", name="Ajouter et noter la présence").click()
    expect(row(first, "Zoé Passage")).to_have_attribute("aria-pressed", "true")
    first.get_by_role("link", name="Après-midi").click()
    row(first, "Zoé Passage").click()
    first.get_by_role("link", name="Matin").click()
    row(second, names[2]).click()
    expect(second.locator(".tick.sending")).to_have_count(0)

    first.context.set_offline(False)
    first.evaluate("dispatchEvent(new Event('online'))")
    expect(first.locator(".tick.sending")).to_have_count(0)
    second.reload()
    for page in (first, second):
        for name in (*names, "Zoé Passage"):
            expect(row(page, name)).to_have_attribute("aria-pressed", "true")
    second.get_by_role("link", name="Après-midi").click()
    expect(row(second, "Zoé Passage")).to_have_attribute("aria-pressed", "true")
    assert len(second.locator(".roll b", has_text="Zoé Passage").all()) == 1, "told once"
