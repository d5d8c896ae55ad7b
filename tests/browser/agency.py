"""An agency at its desk: a colleague who was invited, signs in with a second factor, reads and decides."""

from __future__ import annotations

import re

from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from config.sign_ins import DEMO_PASSWORD
from tests.browser.demo_site import DemoSite
from tests.browser.mailbox import link_in, wait_for_mail

MANAGER = "agence48@demo.example"
PASSWORD = "quatre mots pour le bureau"


def sign_in(page: Page, email: str, password: str) -> None:
    """By the page of sign-in, with the password."""
    page.goto("/compte/connexion/")
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def invite(page: Page, email: str) -> None:
    """The team's manager asks someone to join them."""
    sign_in(page, MANAGER, DEMO_PASSWORD)
    page.goto("/admin/equipe/")
    page.get_by_label("Son adresse électronique").fill(email)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text(f"{email}, jusqu’au")).to_be_visible()


def join(page: Page, site: DemoSite, email: str) -> None:
    """Follow the invitation, open an account on the way."""
    page.goto(link_in(wait_for_mail(site, email), "/agence/"))
    page.get_by_role("main").get_by_role("link", name="Créer un compte").click()
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Créer mon compte").click()
    page.goto(link_in(wait_for_mail(site, email, 2), "/courriel/confirmer/"))
    page.get_by_role("button", name="Confirmer cette adresse").click()
    page.get_by_role("button", name="Rejoindre l’équipe").click()
    expect(page).to_have_url(re.compile("/admin/$"))


def add_second_factor(page: Page) -> str:
    """Activate an application of codes; return its secret."""
    page.goto("/compte/double-authentification/application/activer/")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirmer", exact=True).click()
    secret = page.locator("figcaption code").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Activer l’application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    return secret


def code_of(secret: str, later: int = 0) -> str:
    """What an application of codes shows, now or so many half minutes later: a code opens only once."""
    moments = list(yield_hotp_counters_from_time())
    return f"{hotp_value(secret, moments[len(moments) // 2] + later):06}"


def sign_in_twice(page: Page, email: str, secret: str) -> None:
    """With the password, then with a code."""
    sign_in(page, email, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Un code, ou votre clé d’accès")
    page.get_by_label("Code").fill(code_of(secret, later=1))
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/$"))


def open_review(page: Page, name: str) -> None:
    """From the first page of the desk to what someone sent."""
    page.goto("/admin/")
    page.get_by_role("main").get_by_role("link", name=re.compile("fiches? à relire")).click()
    page.get_by_role("main").get_by_role("link", name=name).click()
    expect(page.get_by_text("Ce que cette version change")).to_be_visible()


def decide(page: Page, decision: str, confirmation: str, words: str, field: str = "") -> None:
    """Choose one of the three decisions on a review, write to the person, name a field to mend, confirm."""
    page.get_by_role("main").get_by_role("link", name=decision, exact=True).click()
    page.get_by_label("Votre message").fill(words)
    if field:
        page.get_by_role("checkbox", name=field).check()
    page.get_by_role("main").get_by_role("button", name=confirmation, exact=True).click()
    expect(page).to_have_url(re.compile(r"/admin/relectures/(\?.*)?$"))
