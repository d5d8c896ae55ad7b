"""Writing to a place, on a phone: from its page to shared addresses, by the links of the mails, nobody signed in."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from listings.public_forms import FASTEST
from tests.browser.conftest import PageAt
from tests.browser.demo_site import DemoSite
from tests.browser.mailbox import link_in, mails_to, text_of, wait_for_mail
from tests.browser.visit import BOTH_WAYS, assert_accessible, assert_fits

PHONE = 360
WORDS = "Je cherche un bureau au calme, le mardi et le jeudi."
LINK = "/contact/fil/"


@pytest.fixture(scope="module")
def place(demo_site: DemoSite) -> tuple[str, str]:
    """A place of the demo that nobody holds and that gives an address: its path, and that address."""
    for number in range(1, 8):
        for path in re.findall(
            r'href="(/lieux/(?!proposer)[a-z0-9-]+/)"', demo_site.get(f"/lieux/?tri=nom&page={number}")
        ):
            page = demo_site.get(path)
            address = re.search(r'href="mailto:([^"]+)"', page)
            if address and "/contact/lieu/" in page and "adresse publique" in demo_site.get(contact_path(page)):
                return path, address[1]
    raise AssertionError("No place of the demo can be written to.")


def contact_path(page: str) -> str:
    """Where a place's page leads to write to it."""
    found = re.search(r'href="(/contact/lieu/[^"]+)"', page)
    assert found
    return found[1]


def check(page: Page, *, javascript: bool) -> None:
    """The page fits the phone and has no barrier (axe is a script)."""
    if javascript:
        assert_fits(page)
        assert_accessible(page)
    expect(page.locator("h1")).to_have_count(1)


def fill_first_message(page: Page, address: str) -> None:
    """The four answers, and the address."""
    page.get_by_label("Votre nom").fill("Camille Roux")
    page.get_by_label("Votre courriel").fill(address)
    page.get_by_label("Qui vous êtes").fill("Je dessine des jardins, à Mende.")
    page.get_by_label("À quel sujet").fill("Un bureau deux jours par semaine")
    page.get_by_label("Ce que vous proposez").fill(WORDS)
    page.wait_for_timeout((FASTEST + 1) * 1000)
    page.get_by_role("button", name="Envoyer mon message").click()


@pytest.mark.parametrize("javascript", BOTH_WAYS)
def test_the_whole_journey(page_at: PageAt, demo_site: DemoSite, place: tuple[str, str], javascript: bool) -> None:
    path, holder = place
    sender = f"camille-{uuid4().hex[:8]}@exemple.fr"
    received = len(mails_to(demo_site, holder))

    page = page_at(PHONE, at="lozere", javascript=javascript, cookies=True)
    page.goto(path)
    page.locator('a[href^="/contact/lieu/"]').first.click()
    expect(page).to_have_url(re.compile("/contact/lieu/"))
    check(page, javascript=javascript)
    fill_first_message(page, sender)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Confirmez votre adresse"))
    check(page, javascript=javascript)

    confirm = wait_for_mail(demo_site, sender)
    assert len(mails_to(demo_site, holder)) == received, "nothing leaves before the address is confirmed"
    page.goto(link_in(confirm, LINK))
    expect(page.get_by_text(WORDS)).to_be_visible()
    check(page, javascript=javascript)
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.get_by_role("status").filter(has_text="Votre message est parti")).to_be_visible()
    check(page, javascript=javascript)

    first = wait_for_mail(demo_site, holder, received + 1)
    assert WORDS not in text_of(first)
    assert sender not in first.as_string()
    other = page_at(PHONE, "dark", at="lozere", javascript=javascript, cookies=True)
    other.goto(link_in(first, LINK))
    expect(other.get_by_text(WORDS)).to_be_visible()
    assert sender not in other.content()
    check(other, javascript=javascript)
    other.get_by_role("button", name="Envoyer ma réponse").click()
    expect(other.get_by_role("alert")).to_contain_text("Choisissez une réponse")
    assert other.title().startswith("Erreur")
    check(other, javascript=javascript)
    other.get_by_label("Oui, parlons-en").check()
    other.get_by_role("textbox", name="Quelques mots").fill("Venez voir mardi.")
    other.get_by_role("button", name="Envoyer ma réponse").click()
    expect(other.get_by_text("Votre réponse est partie")).to_be_visible()
    check(other, javascript=javascript)

    page.goto(link_in(wait_for_mail(demo_site, sender, 2), LINK))
    expect(page.get_by_text("Venez voir mardi.")).to_be_visible()
    page.get_by_label("Votre message").fill("Mardi à neuf heures ?")
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.get_by_text("Mardi à neuf heures ?")).to_be_visible()
    page.get_by_label(re.compile("Je veux bien que l’autre personne voie mon adresse")).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Partager mon adresse").click()
    assert holder not in page.content()
    check(page, javascript=javascript)

    other.goto(link_in(wait_for_mail(demo_site, holder, received + 3), LINK))
    assert sender not in other.content()
    other.get_by_label(re.compile("Je veux bien que l’autre personne voie mon adresse")).check()
    other.get_by_role("button", name="Partager mon adresse").click()
    expect(other.get_by_role("link", name=sender)).to_be_visible()
    check(other, javascript=javascript)
    page.reload()
    expect(page.get_by_role("link", name=holder)).to_be_visible()
    wait_for_mail(demo_site, holder, received + 4)  # the last one, or the next test would count it
