"""The life of a profile, on a phone: from registration to the last trace of it, with and without a script."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from config.sign_ins import DEMO_PASSWORD
from listings.public_forms import FASTEST
from tests.browser import agency
from tests.browser.conftest import PageAt, Windows
from tests.browser.demo_site import DemoSite, answers
from tests.browser.mailbox import link_in, mails_to, text_of, wait_for_mail
from tests.browser.thumb import Thumb
from tests.browser.traces import files_of, tables_with
from tests.browser.visit import BOTH_WAYS

PASSWORD = "une phrase de quatre mots"
FIVE_MINUTES = 300
HEADLINE = "Ce que vous faites, en une ligne"
ASKED = "Dites en une phrase pour qui vous travaillez."
BUSINESS = "entreprise@demo.example"


def new_word() -> str:
    """A word that nothing else on the site holds."""
    return "zq" + "".join(SystemRandom().choice("bdfgkmpvz") + SystemRandom().choice("aou") for _ in range(5)) + "k"


@dataclass(frozen=True)
class Person:
    """Someone whose every answer can be told from all others on the site."""

    word: str = field(default_factory=new_word)
    phone: str = field(default_factory=lambda: "04664" + "".join(SystemRandom().choices(string.digits, k=5)))

    @property
    def email(self) -> str:
        """The account's."""
        return f"{self.word}@exemple.fr"

    @property
    def name(self) -> str:
        """The one that is shown."""
        return f"Nadia {self.word.capitalize()}"

    @property
    def words(self) -> list[str]:
        """What no row may hold once the account is erased."""
        return [self.word, self.phone[1:]]


@pytest.fixture(scope="module")
def desk(browser: Browser, demo_site: DemoSite) -> Iterator[Page]:
    """The desk of someone who was invited by the agency and signed in with a second factor."""
    windows = Windows(browser, demo_site)

    def window() -> Page:
        return windows.open(at="lozere", cookies=True, allow=("CSP", "console"))

    email = f"collegue-{new_word()}@exemple.fr"
    agency.invite(window(), email)
    newcomer = window()
    agency.join(newcomer, demo_site, email)
    secret = agency.add_second_factor(newcomer)
    page = window()
    agency.sign_in_twice(page, email, secret)
    yield page
    windows.close()


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a telephone takes it."""
    path = tmp_path_factory.mktemp("photo") / "IMG_2041.jpg"
    Image.effect_noise((1200, 1600), 60).convert("RGB").save(path, quality=80)
    return path


def register(thumb: Thumb, site: DemoSite, person: Person) -> None:
    """From the page that invites to register, to the first step."""
    thumb.page.goto("/teletravailleurs/inscription/")
    thumb.follow("Créer un compte")
    thumb.write("Courriel", person.email)
    thumb.write("Mot de passe", PASSWORD)
    thumb.tap(thumb.page.get_by_role("checkbox"))
    thumb.press("Créer mon compte")
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text("Regardez vos courriels")
    thumb.open(link_in(wait_for_mail(site, person.email), "/courriel/confirmer/"))
    thumb.press("Confirmer cette adresse")
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text("Vous")


def fill(thumb: Thumb, person: Person, photo: Path) -> None:
    """The four steps: what is asked, a photograph, what one can do, how one works, a phone number for nobody."""
    thumb.write("Nom affiché", person.name)
    thumb.write(HEADLINE, f"traductrice de {person.word}")
    thumb.write("Commune", "Mende")
    if thumb.page.locator("#id_lieu[role=combobox]").count():  # with scripts: what is suggested covers what follows
        thumb.tap(thumb.page.get_by_role("option").first)
    thumb.tap(thumb.page.get_by_text("Indépendante ou indépendant"))
    thumb.page.get_by_label("Photo").set_input_files(photo)
    thumb.press("Continuer")
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text("Votre métier")
    thumb.write("Compétences", f"Traduction, {person.word}")
    thumb.write("Présentez-vous", f"Je traduis des notices en {person.word}.")
    thumb.press("Continuer")
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text("Votre rythme")
    thumb.tap(thumb.page.get_by_text("Disponible maintenant"))
    thumb.write("Téléphone", person.phone)
    thumb.press("Continuer")
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text("Qui voit quoi")
    thumb.press("Relire et envoyer")


def preview_and_submit(thumb: Thumb, person: Person) -> None:
    """Look at the page as everyone would see it, send it."""
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text(person.name)
    assert person.phone[-4:] not in thumb.page.get_by_role("main").inner_text().replace(" ", "")
    assert thumb.page.get_by_role("img", name=f"Photo de {person.name}").is_visible()
    thumb.press("Envoyer à l’agence")
    expect(thumb.page.get_by_role("status")).to_contain_text("partie à la relecture")


def correct(phone: Page, site: DemoSite, person: Person) -> None:
    """Do what the agency asks, from its mail, and send it again."""
    mail = wait_for_mail(site, person.email, 3)  # confirmed, submitted, decided
    assert ASKED in text_of(mail)
    assert f"- {HEADLINE}" in text_of(mail)
    phone.goto(link_in(mail, "/mon-espace/"))
    expect(phone.get_by_text(ASKED).first).to_be_visible()
    phone.get_by_role("main").get_by_role("link", name=HEADLINE).tap()
    expect(phone.get_by_text("À revoir", exact=True).last).to_be_in_viewport()
    phone.get_by_label(HEADLINE).fill(f"traductrice de {person.word} pour les fermes")
    phone.get_by_role("button", name="Relire et envoyer").tap()
    phone.get_by_role("button", name="Envoyer à l’agence").tap()
    expect(phone.get_by_role("status")).to_contain_text("partie à la relecture")


def write_as_business(page: Page, person: Person) -> str:
    """A business finds the person by a word of theirs, and writes; return the address of the person's page."""
    agency.sign_in(page, BUSINESS, DEMO_PASSWORD)
    page.goto(f"/teletravailleurs/?q={person.word}")
    page.get_by_role("main").get_by_role("link", name=person.name).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(person.name)
    public = page.url
    page.get_by_role("link", name="Écrire un message").tap()
    page.get_by_label("Votre nom").fill("La Filature (fictive)")
    page.get_by_label("Qui vous êtes").fill("Nous filons la laine à Mende.")
    page.get_by_label("À quel sujet").fill("Des notices à traduire")
    page.get_by_label("Ce que vous proposez").fill("Dix pages par mois, à distance.")
    page.wait_for_timeout(FASTEST * 1000)
    page.get_by_role("button", name="Envoyer mon message").tap()
    expect(page.get_by_role("status")).to_contain_text("Votre message est parti")
    return public


def answer(phone: Page, site: DemoSite, person: Person) -> None:
    """Say yes from the mail's link, on a phone where nobody is signed in."""
    phone.goto(link_in(wait_for_mail(site, person.email, 6), "/contact/fil/"))
    expect(phone.get_by_text("Dix pages par mois, à distance.")).to_be_visible()
    phone.get_by_text("Oui, parlons-en").tap()
    phone.get_by_role("textbox", name="Quelques mots").fill(f"Volontiers. {person.name}")
    phone.get_by_role("button", name="Envoyer ma réponse").tap()
    expect(phone.get_by_text("Votre réponse est partie")).to_be_visible()


def erase(phone: Page) -> None:
    """Erase the account, from « mon espace »."""
    phone.goto("/mon-espace/")
    phone.get_by_role("main").get_by_role("link", name="Mes données").tap()
    phone.get_by_role("main").get_by_role("link", name="Effacer mon compte").tap()
    phone.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    phone.get_by_role("checkbox").tap()
    phone.get_by_role("button", name="Effacer mon compte").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre compte est effacé")


@pytest.mark.parametrize("javascript", BOTH_WAYS)
def test_the_whole_journey(page_at: PageAt, demo_site: DemoSite, desk: Page, photo: Path, javascript: bool) -> None:
    def phone_of() -> Page:
        return page_at(360, at="lozere", height=740, touch=True, cookies=True, javascript=javascript)

    person, files = Person(), files_of(demo_site)
    phone = phone_of()
    thumb = Thumb(phone)
    register(thumb, demo_site, person)
    fill(thumb, person, photo)
    preview_and_submit(thumb, person)
    assert thumb.seconds < FIVE_MINUTES, str(thumb)

    agency.open_review(desk, person.name)
    agency.decide(desk, "Demander une modification", "Envoyer la demande", ASKED, HEADLINE)
    correct(phone, demo_site, person)
    agency.open_review(desk, person.name)
    agency.decide(desk, "Publier", "Publier", "")
    wait_for_mail(demo_site, person.email, 5)
    heard = len(mails_to(demo_site, BUSINESS))
    public = urlsplit(write_as_business(phone_of(), person)).path
    answer(phone_of(), demo_site, person)
    wait_for_mail(demo_site, BUSINESS, heard + 1)

    assert person.word in demo_site.get(public)
    held = tables_with(demo_site, person.words)
    assert len(held) > 10, held
    assert len(files_of(demo_site) - files) > 1
    erase(phone)
    assert not answers(f"{demo_site.url}{public}")
    assert person.word not in demo_site.get(f"/teletravailleurs/?tri=recent&q={person.name.split()[0]}")
    assert tables_with(demo_site, person.words) == set()
    assert files_of(demo_site) == files
