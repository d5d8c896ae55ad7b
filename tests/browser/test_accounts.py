"""Signing up, in and out on a phone; passkeys; taking and erasing everything."""

from __future__ import annotations

import json
import re
import zipfile
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from config.sign_ins import DEMO_PASSWORD
from tests.browser.conftest import PageAt
from tests.browser.demo_site import DemoSite
from tests.browser.mailbox import link_in, wait_for_mail
from tests.browser.visit import BOTH_WAYS, assert_accessible, assert_fits

PASSWORD = "une phrase de quatre mots"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def new_address() -> str:
    return f"essai-{uuid4().hex[:10]}@exemple.fr"


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/compte/connexion/")
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def prove(page: Page) -> None:
    """Write the password once more."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmer que c’est vous")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()


def sign_up(page: Page, site: DemoSite) -> str:
    """Open an account by the link of its mail; return its address."""
    email = new_address()
    page.goto("/compte/inscription/")
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos courriels")
    page.goto(link_in(wait_for_mail(site, email), "/courriel/confirmer/"))
    page.get_by_role("button", name="Confirmer cette adresse").click()
    expect(page).to_have_url(re.compile("/mon-espace/$"))
    return email


@pytest.mark.parametrize("javascript", BOTH_WAYS)
def test_from_sign_up_to_erasure(page_at: PageAt, demo_site: DemoSite, javascript: bool) -> None:
    page = page_at(360, cookies=True, javascript=javascript)
    email = sign_up(page, demo_site)

    page.goto("/compte/mes-donnees/")
    page.get_by_role("link", name="Télécharger mes données").click()
    prove(page)
    with page.expect_download() as download:
        page.goto("/compte/mes-donnees/")
        page.get_by_role("link", name="Télécharger mes données").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert email in archive.read("donnees.html").decode()
        assert json.loads(archive.read("donnees.json"))["sections"]

    page.goto("/compte/mes-donnees/effacer/")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Effacer mon compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte est effacé")
    sign_in(page, email, PASSWORD)
    expect(page.get_by_text("ne sont pas les bons").first).to_be_visible()


def test_a_passkey_is_added_and_opens_alone(page_at: PageAt, demo_site: DemoSite) -> None:
    # Passkeys belong to a name: an address in numbers has none.
    here = demo_site.url.replace("127.0.0.1", "localhost")
    page = page_at(cookies=True, allow=("outside host: http://localhost",))
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    email = sign_up(page, demo_site)
    page.goto(f"{here}/compte/connexion/")
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()

    page.goto(f"{here}/compte/double-authentification/cles/ajouter/")
    prove(page)
    assert_accessible(page)
    page.get_by_label("Se connecter avec cette clé seule").check()
    page.get_by_role("button", name="Ajouter cette clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    assert_accessible(page)

    page.goto(f"{here}/compte/deconnexion/")
    page.locator("main form .call").click()
    page.goto(f"{here}/compte/connexion/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page).to_have_url(f"{here}/mon-espace/")


def test_a_refused_passkey_is_said(page_at: PageAt, demo_site: DemoSite) -> None:
    page = page_at(cookies=True)
    page.goto("/compte/connexion/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("n’a pas répondu"))


def test_without_script_no_passkey_is_offered(page_at: PageAt) -> None:
    page = page_at(cookies=True, javascript=False)
    page.goto("/compte/connexion/")
    expect(page.get_by_text("clé d’accès")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_square_can_be_read_on_a_phone(page_at: PageAt, theme: str) -> None:
    page = page_at(320, theme, cookies=True)
    sign_in(page, "membre@demo.example", DEMO_PASSWORD)
    page.goto("/compte/double-authentification/application/activer/")
    page.get_by_label("Mot de passe", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    square = page.get_by_role("img", name="Carré à lire")
    expect(square).to_be_visible()
    assert square.evaluate("image => image.naturalWidth > 0")
    assert_fits(page)
    assert_accessible(page)


def test_an_agency_goes_to_its_desk(page_at: PageAt) -> None:
    page = page_at(cookies=True, allow=("CSP", "console"))
    sign_in(page, "agence48@demo.example", DEMO_PASSWORD)
    expect(page).to_have_url(re.compile("/admin/$"))
