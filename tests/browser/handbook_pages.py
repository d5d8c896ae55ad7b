"""What a reader of the handbook does with pages: compose, write, publish, schedule, translate; adapt a mail.

All of it in Wagtail's own editor, as an agency does; what is public then is looked at on the site.
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, expect

from tests.browser.walk import Walk

HOME = "Travailler d’ici, pour partout"
TEXT = "Première semaine : installer le poste, puis appeler quelqu’un chaque jour."


def edit(walk: Walk, *titles: str) -> None:
    """Go down the tree of pages to one and open its editor; a page whose title is the only one is the home page."""
    walk.open("/admin/pages/")
    for title in titles[:-1]:
        with walk.page.expect_navigation():
            row(walk, title).get_by_role("link", name=re.compile("Explorer les sous-pages")).click()
    with walk.page.expect_navigation():
        row(walk, titles[-1]).get_by_role("link", name=titles[-1]).first.click()
    opened(walk)


def add(walk: Walk, address: str, title: str) -> None:
    """Open an empty page of a kind, and give it a title."""
    walk.page.goto(address)
    opened(walk)
    walk.page.locator("#id_title").fill(title)


def opened(walk: Walk) -> None:
    """Wait for the editor: scripts draw it."""
    expect(walk.page.get_by_role("button", name="Plus d'actions")).to_be_visible()


def row(walk: Walk, title: str) -> Locator:
    """A line of a list of pages."""
    pages = walk.page.get_by_role("main").get_by_role("row")
    return pages.filter(has=walk.page.get_by_role("link", name=title)).first


def insert_block(walk: Walk, kind: str, after: int = 0) -> Locator:
    """Put a block of a kind that has none yet into the page's contents; its field for a text."""
    contents = walk.page.locator("#panel-child-contenu-body-section")
    contents.get_by_role("button", name="Insérer un bloc").nth(after).click()
    walk.page.get_by_role("option", name=kind, exact=True).click()
    return contents.get_by_role("region", name=re.compile(f"^{kind}")).locator(".public-DraftEditor-content")


def write(walk: Walk, field: Locator, text: str) -> None:
    """Write into an editor of rich text, which tells its form of it a quarter of a second later."""
    field.click()
    walk.page.keyboard.type(text)
    expect(walk.page.locator("input[type=hidden]").and_(walk.page.locator(f"[value*='{text[:12]}']"))).to_have_count(1)


def act(walk: Walk, button: str, told: str) -> None:
    """Choose one of the actions at the foot of the editor; the desk tells that it is done."""
    walk.page.get_by_role("button", name="Plus d'actions").click()
    walk.look()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name=button, exact=True).click()
    expect(walk.page.get_by_text(told).first).to_be_visible()
    walk.look()


def see(walk: Walk, path: str, words: str) -> None:
    """A page of the public site says something."""
    walk.page.goto(path)
    expect(walk.page.get_by_role("main").get_by_text(words).first).to_be_visible()


def compose_home(walk: Walk) -> None:
    edit(walk, HOME)
    walk.look()
    text = insert_block(walk, "Encadré", after=1)
    write(walk, text, "La fibre est arrivée à Nasbinals : venez l’essayer au Relais.")
    walk.picture("page-accueil", text)
    act(walk, "Publier", "publiée")
    see(walk, "/", "La fibre est arrivée à Nasbinals")


def publish_news(walk: Walk) -> None:
    edit(walk, HOME, "Actualités")
    walk.page.goto(walk.page.url.replace("/edit/", "/add_subpage/"))
    opened(walk)
    walk.page.locator("#id_title").fill("Un nouveau comptoir à Florac")
    walk.page.get_by_role("textbox", name="Chapeau").fill("Trois tables et du wifi, du mardi au samedi.")
    walk.look()
    walk.page.locator("#id_title").scroll_into_view_if_needed()
    walk.picture("actualite", walk.page.get_by_label("Auteur ou autrice"))
    write(walk, insert_block(walk, "Texte"), "Le comptoir ouvre lundi. Le café est offert.")
    act(walk, "Publier", "publiée")
    see(walk, "/actualites/", "Un nouveau comptoir à Florac")


def publish_resources(walk: Walk) -> None:
    walk.open("/admin/ressources/")
    walk.picture("ressources", walk.page.locator("main table"))
    address = walk.page.get_by_role("link", name="Ajouter une ressource").get_attribute("href")
    assert address
    add(walk, address, "Préparer sa première semaine")
    describe(walk, "Guide")
    attach(walk, "La fiche, en une page")
    walk.look()
    walk.page.locator("#id_title").scroll_into_view_if_needed()
    walk.picture("ressource", walk.page.get_by_label("Pratiques"))
    act(walk, "Publier", "publiée")
    for title in ("Un accord en dix lignes", "Ce que dit le code du travail"):
        add(walk, address, title)
        describe(walk, "Texte juridique")
        link(walk, "https://www.exemple.fr/accord")
        act(walk, "Publier", "publiée")
    see(walk, "/ressources/?q=accord", "Un accord en dix lignes")


def describe(walk: Walk, kind: str) -> None:
    """Fill what a resource must say of itself."""
    walk.page.get_by_role("combobox", name="Type").select_option(label=kind)
    walk.page.get_by_role("textbox", name="Chapeau").fill("Une page, à lire le premier jour.")
    walk.page.get_by_role("textbox", name="Date du document").fill("02/11/2026")
    walk.page.get_by_role("combobox", name="Licence").select_option(index=1)
    # By keyboard: the form still moves when its side panel comes.
    for label in ("Pratiques", "Salariés"):
        walk.page.get_by_label(label).press("Space")
        expect(walk.page.get_by_label(label)).to_be_checked()


def attach(walk: Walk, title: str) -> None:
    """Send a file with a resource."""
    walk.page.get_by_role("button", name="Ajouter un(e) Fichier").click()
    walk.page.get_by_role("button", name="Choisir un document").click()
    window = walk.page.get_by_role("dialog")
    window.get_by_role("tab", name="Transférer").click()
    window.locator("input[type=file]").set_input_files(
        {"name": "semaine.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    )
    window.get_by_label("Titre").fill(title)
    window.locator("[type=submit]:visible").click()
    expect(window).to_have_count(0)


def link(walk: Walk, address: str) -> None:
    """Add an address to a resource, once its form has its scripts: before, the button does nothing."""
    walk.page.wait_for_load_state()
    walk.page.get_by_role("button", name="Ajouter un(e) Lien").click()
    walk.page.get_by_role("textbox", name="Adresse").fill(address)


def schedule(walk: Walk) -> None:
    walk.open("/admin/ressources/")
    address = walk.page.get_by_role("link", name="Ajouter une ressource").get_attribute("href")
    assert address
    add(walk, address, "La lettre du printemps")
    describe(walk, "Fiche conseil")
    link(walk, "https://www.exemple.fr/lettre")
    walk.page.get_by_role("button", name="Afficher/masquer le statut").click()
    walk.page.get_by_role("button", name="Programmer").click()
    window = walk.page.get_by_role("dialog")
    moment = f"{timezone.localtime() + timedelta(days=30):%d/%m/%Y} 08:00"
    # The calendar that opens with the field lies over the window's button.
    field = window.get_by_label("Date/heure de publication")
    field.evaluate("(field, text) => { field.value = text; field.dispatchEvent(new Event('change')); }", moment)
    walk.look()
    walk.picture("programmer", window)
    with walk.page.expect_navigation():
        window.get_by_role("button", name="Enregistrer la programmation").click()
    act(walk, "Programmer pour publication", "programmée")
    walk.open("/admin/")
    expect(walk.page.get_by_role("main").get_by_role("link", name="La lettre du printemps").first).to_be_visible()
    walk.page.goto("/ressources/?q=printemps")
    expect(walk.page.get_by_role("main").get_by_role("link", name="La lettre du printemps")).to_have_count(0)


def translate(walk: Walk) -> None:
    edit(walk, HOME, "Le projet")
    walk.page.get_by_role("button", name="Actions", exact=True).first.click()
    expect(walk.page.get_by_role("link", name="Synchroniser les pages traduites")).to_be_visible()
    walk.open("/admin/ressources/")
    walk.page.get_by_role("main").get_by_role("link", name="Modèle de charte de télétravail").click()
    opened(walk)
    walk.page.get_by_role("button", name="Actions", exact=True).first.click()
    with walk.page.expect_navigation():
        walk.page.get_by_role("link", name="Traduire cette page").click()
    walk.look()
    walk.page.get_by_label("English").check()
    with walk.page.expect_navigation():
        walk.page.get_by_role("main").get_by_role("button", name="Soumettre").click()
    title = walk.page.get_by_role("main").get_by_text("Modèle de charte de télétravail").last
    expect(title).to_be_visible()
    walk.look()
    walk.picture("traduire", title)


def open_territory(walk: Walk) -> None:
    walk.become(walk.day.operator)
    walk.open("/admin/territoires/ouvrir/")
    walk.page.get_by_label("Ou une intercommunalité").fill("200069268")
    walk.page.get_by_label("Nom de l’agence").fill("Agence (fictive) de l’Aubrac")
    walk.page.get_by_label("Adresse électronique de l’agence").fill("bonjour@aubrac.example")
    walk.look()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Voir ce qui sera fait").click()
    walk.look()
    walk.picture("ouvrir-voir", walk.page.get_by_role("button", name="Ouvrir ce territoire"))
    walk.press("Ouvrir ce territoire", "ouvert")


def adapt_mail(walk: Walk) -> None:
    walk.open("/admin/courriels/textes/")
    walk.follow("Ouvrir un compte")
    walk.page.get_by_label("Premiers mots").fill("Bonjour, et bienvenue en Lozère,")
    walk.picture("courriel", walk.page.get_by_label("Derniers mots"))
    walk.press("Enregistrer le texte", "enregistré")


def change_identity(walk: Walk) -> None:
    walk.open("/admin/identite/")
    walk.page.get_by_label("Couleur principale").fill("#f2c94c")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Enregistrer l’identité").click()
    walk.look()
    expect(walk.page.get_by_text(re.compile("contraste", re.IGNORECASE)).first).to_be_visible()
    walk.picture("identite", walk.page.get_by_label("Couleur principale"))
    walk.page.get_by_label("Couleur principale").fill("#1d4f7a")
    walk.press("Enregistrer l’identité", "enregistrée")
