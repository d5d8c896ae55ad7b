"""What a reader of the handbook does with a meeting: publish it, see who comes, be there on the day, count afterwards.

The Rencontres, as an agency holds them: six sessions, eight speakers, two relay places and a stream; 111 people for
110 seats. One chapter needs the one before it: they are walked in this order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Download, expect
from pypdf import PdfReader

from listings.public_forms import FASTEST
from tests.browser.addresses import address_at
from tests.browser.conftest import Windows
from tests.browser.crowd import Crowd, Someone
from tests.browser.handbook_pages import act, edit, opened
from tests.browser.mailbox import link_in, text_of, wait_for_mail
from tests.browser.walk import PHONE, UPDATE, Walk, plain

HOME = "Travailler d’ici, pour partout"
TITLE = "Rencontres d’hiver du télétravail"
SEATS, STREAM = 110, 125
PAGE, FORM = (f"/agenda/rencontres-dhiver-du-teletravail/{end}" for end in ("", "inscription/"))
LINK = "/agenda/inscription/"
CAMILLE, LISON = ("Camille Roux", "camille.roux@demo.example"), ("Lison Teissier", "lison.teissier@demo.example")
"""The last two to register: one takes the last seat and gives it back, the other waits and is promoted."""
ELSEWHERE = [
    Someone(SEATS + rank, where) for rank, where in enumerate(3 * ["Médiathèque"] + 2 * ["Foyer"] + 4 * ["En ligne"])
]
CAME = 104
"""How many are in the room, someone who had not registered among them."""
QUESTION = "Déjeunez-vous avec nous ?"
SESSIONS: tuple[tuple[str, str, str, str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("Accueil et café", "09:00", "09:30", "accueil", "Hall", ()),
    (
        "Dix ans de télétravail en montagne",
        "09:30",
        "10:45",
        "conference",
        "Grande salle, diffusé en ligne",
        (
            ("Hélène Causse", "sociologue", "Observatoire (fictif) des hameaux"),
            ("Marius Olié", "étudiant", "Observatoire (fictif) des hameaux"),
        ),
    ),
    (
        "Accueillir son premier salarié à distance",
        "11:00",
        "12:15",
        "temoignage",
        "Grande salle, diffusé en ligne",
        (("Yanis Meljac", "dirigeant", "Topo Aubrac"), ("Paule Delmas", "représentante du personnel", "Topo Aubrac")),
    ),
    ("Déjeuner sorti du panier", "12:15", "14:00", "pause", "", ()),
    (
        "Relire son accord à plusieurs",
        "14:00",
        "15:30",
        "atelier",
        "Trois groupes, un par lieu",
        (
            ("Solène Vigouroux", "chargée de mission", "Réseau (fictif) de l’Aubrac"),
            ("Édouard Tichit", "juriste", "Chambre (fictive) des métiers"),
        ),
    ),
    (
        "Tour des lieux et départs groupés",
        "15:45",
        "17:00",
        "table-ronde",
        "Grande salle, diffusé en ligne",
        (
            ("Aurore Pelat", "responsable", "Télécentre (fictif) de Langogne"),
            ("Julien Boissonnade", "responsable", "Atelier (fictif) de Florac"),
        ),
    ),
)
SPEAKERS = [name for session in SESSIONS for name, _role, _organisation in session[-1]]
RELAYS = (
    ("Médiathèque de Langogne", "Langogne (48080)", "12", "langogne@demo.example"),
    ("Foyer rural de Florac", "Florac Trois Rivières (48061)", "8", "florac@demo.example"),
)
PARTNERS = (("Région (fictive) des Hautes Terres", "finance"), ("Réseau (fictif) de l’Aubrac", "partenaire"))

IS_WATCHED = """() => {
  const form = document.querySelector("form[data-edit-form]");
  return window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved").initialFormData !== undefined;
}"""
"""The editor has noted how the page was: what is filled in earlier is no change to it, and not saved by itself."""


@dataclass
class Meeting:
    """A reader at the desk, and those who register, in windows of their own."""

    desk: Walk
    windows: Windows

    def visitor(self) -> Walk:
        """Someone without an account."""
        return Walk(self.windows.open(at="lozere", cookies=True), self.desk.day)

    def phone(self) -> Walk:
        """The desk on a phone."""
        page = self.windows.open(PHONE, at="lozere", height=844, cookies=True, touch=True, offline_pages=True)
        here = address_at(self.windows.site.url, "lozere")
        page.context.add_cookies([{"name": "sessionid", "value": self.desk.day.session, "url": here}])
        return Walk(page, self.desk.day)

    def mail(self, address: str, number: int, words: str) -> EmailMessage:
        """The ``number``-th mail to someone, which says something."""
        mail = wait_for_mail(self.windows.site, address, number)
        assert plain(words) in plain(text_of(mail)), text_of(mail)
        return mail


def publish(meeting: Meeting) -> None:
    walk = meeting.desk
    edit(walk, HOME, "Agenda")
    walk.page.goto(walk.page.url.replace("/edit/", "/add_subpage/"))
    opened(walk)
    walk.page.wait_for_function(IS_WATCHED)
    say_what(walk)
    for rank, (name, commune, seats, contact) in enumerate(RELAYS):
        grow(walk, "relay_sites", "Ajouter un(e) Lieu relais", rank)
        told = {"name": name, "commune": commune, "seats": seats, "contact": contact}
        fill(walk, {f"relay_sites-{rank}-{key}": value for key, value in told.items()})
    grow(walk, "questions", "Ajouter un(e) Question", 0)
    fill(walk, {"questions-0-label": QUESTION, "questions-0-kind": "yes_no"})
    for rank, (name, role) in enumerate(PARTNERS):
        grow(walk, "partners", "Ajouter un(e) Partenaire", rank)
        fill(walk, {f"partners-{rank}-name": name, f"partners-{rank}-role": role})
    for rank, session in enumerate(SESSIONS):
        add_session(walk, rank, *session)
    walk.look()
    show(walk, "rendez-vous-places", "relay_sites-1-seats", "seats_online")
    show(walk, "rendez-vous-programme", "programme-1-value-title", "programme-1-value-speakers-1-value-name")
    wait_until_saved(walk)
    act(walk, "Publier", "publiée")
    visitor = meeting.visitor()
    visitor.open(PAGE)
    for words in (*(session[0] for session in SESSIONS), *(relay[0] for relay in RELAYS), PARTNERS[0][0]):
        assert plain(words) in visitor.read
    assert visitor.page.get_by_role("heading", name=re.compile("|".join(SPEAKERS))).count() == len(SPEAKERS) == 8
    visitor.picture("rendez-vous", visitor.page.get_by_text("Dix ans de télétravail"))


def wait_until_saved(walk: Walk) -> None:
    """Wait until the editor has saved by itself what was just filled in: it begins half a second later."""
    walk.page.wait_for_timeout(1000)
    expect(walk.page.locator(".w-autosave-indicator__state--saved")).to_be_visible(timeout=30_000)


def show(walk: Walk, name: str, first: str, last: str) -> None:
    """Take the picture of a part of the editor, from a field to another."""
    field = walk.page.locator(f"[name='{first}']")
    expect(field).to_be_visible()
    if UPDATE:
        walk.page.wait_for_timeout(1000)  # the editor still scrolls to what was added last
    field.evaluate("""field => {
      field.style.scrollMarginTop = "180px";
      field.scrollIntoView({ behavior: "instant" });
      for (let box = field; box; box = box.parentElement) box.scrollLeft = 0;
    }""")
    walk.picture(name, walk.page.locator(f"[name='{last}']"))


def follow(meeting: Meeting) -> None:
    desk, visitor = meeting.desk, meeting.visitor()
    ask(visitor, *CAMILLE)
    question = visitor.page.get_by_role("group", name=QUESTION).get_by_role("radio").first.get_attribute("name")
    crowd = Crowd(meeting.windows.site, "lozere", FORM, {str(question): "oui"})
    crowd.register([*(Someone(rank) for rank in range(SEATS - 1)), *ELSEWHERE])
    send(visitor)
    ask(visitor, *LISON)
    visitor.page.evaluate("scrollTo(0, 0)")
    visitor.picture("demander-une-place", visitor.page.get_by_label("En ligne"))
    visitor.page.wait_for_timeout((FASTEST + 1) * 1000)
    send(visitor)
    first = meeting.mail(CAMILLE[1], 1, "Elle vous est gardée")
    visitor.open(link_in(first, LINK))
    visitor.press_and_read("Confirmer mon inscription", "C’est confirmé")
    visitor.picture("inscription", visitor.page.get_by_text("Votre code"))
    waits = meeting.mail(LISON[1], 1, "C’est complet")
    visitor.open(link_in(waits, LINK))
    visitor.press_and_read("Confirmer mon inscription", "C’est confirmé")
    expect(visitor.page.get_by_text("Vous êtes en tête de la liste d’attente")).to_be_visible()
    desk.open("/admin/rencontres/")
    line = desk.page.get_by_role("row").filter(has_text=TITLE)
    expect(line).to_contain_text(re.compile(rf"Sur place\s:\s{SEATS}\s+sur\s+{SEATS}, complet"))
    desk.picture("rencontres", line)
    visitor.open(link_in(meeting.mail(CAMILLE[1], 2, "est confirmée"), LINK))
    visitor.page.get_by_text("Je ne peux plus venir").click()
    visitor.press_and_read("Annuler mon inscription", "C’est annulé")
    promoted = meeting.mail(LISON[1], 3, "en voici une")
    visitor.open(link_in(promoted, LINK))
    visitor.picture("place-liberee", visitor.page.get_by_role("button", name="Accepter cette place"))
    visitor.press_and_read("Accepter cette place", "La place est à vous")
    confirmed = meeting.mail(LISON[1], 4, "Salle des foires")
    assert "text/calendar" in {part.get_content_type() for part in confirmed.walk()}
    desk.follow(TITLE)
    desk.open(f"{desk.page.url}?q=ison")
    expect(desk.page.get_by_role("row").filter(has_text=LISON[0])).to_contain_text(
        re.compile("confirmée", re.IGNORECASE)
    )
    desk.open(desk.page.url.partition("?")[0])
    show_actions(desk)
    desk.picture("inscriptions", desk.page.locator("main tbody tr").nth(7))
    desk.read += visitor.read


def ask(visitor: Walk, name: str, address: str) -> None:
    """Someone fills in the form, for a seat in the room."""
    page = visitor.page
    visitor.open(FORM)
    page.get_by_label("Sur place").check()
    page.get_by_label("Votre nom").fill(name)
    page.get_by_label("Votre adresse électronique").fill(address)
    page.get_by_role("group", name=QUESTION).get_by_label("Oui").check()


def send(visitor: Walk) -> None:
    """They send it, once a person could have filled it in."""
    visitor.page.get_by_role("button", name="Demander ma place").click()
    expect(visitor.page.get_by_role("heading", name="Il reste à confirmer")).to_be_visible()


def welcome(meeting: Meeting) -> None:
    desk, phone = meeting.desk, meeting.phone()
    open_day(desk)
    desk.picture("jour-meme", desk.page.locator("main .desk-team-rows li").last)
    desk.page.get_by_role("button", name=re.compile("Envoyer le lien : Foyer")).click()
    expect(desk.page.get_by_role("status").filter(has_text="Le lien est envoyé")).to_be_visible()
    meeting.mail(RELAYS[1][-1], 1, TITLE)
    sheet = text_of_pdf(download(desk, "Feuilles d’émargement (PDF)"))
    for words in (
        "Signature, matin",
        "Signature, après-midi",
        LISON[0],
        Someone(0).name,
        *(relay[0] for relay in RELAYS),
    ):
        assert words in sheet, words
    assert CAMILLE[0] not in sheet
    assert ELSEWHERE[-1].name not in sheet, "who follows online signs nothing"
    phone.page.goto(desk.page.url)
    with phone.page.expect_navigation():
        phone.page.get_by_role("link", name="Ouvrir la page d’accueil").click()
    desk.read += plain(phone.page.locator("body").inner_text())
    check_in(phone)


def open_day(desk: Walk) -> None:
    """From the list of meetings to the page of the day."""
    desk.open("/admin/rencontres/")
    desk.follow(TITLE)
    show_actions(desk)
    with desk.page.expect_navigation():
        desk.page.get_by_role("link", name="Le jour même, et après").click()
    desk.look()


def show_actions(desk: Walk) -> None:
    """Unfold what may be done with all registrations."""
    desk.page.get_by_role("main").get_by_role("button", name="Actions").first.click()
    expect(desk.page.get_by_role("link", name="Le jour même, et après")).to_be_visible()
    desk.look()


def check_in(phone: Walk) -> None:
    """Tick someone by name, then most of the room; let in someone who had not registered."""
    page = phone.page
    page.get_by_role("searchbox").fill("lison")
    expect(page.locator(".roll li:visible")).to_have_count(1)
    page.get_by_role("button", name=re.compile(LISON[0])).click()
    page.get_by_role("searchbox").fill("")
    page.get_by_text("Ajouter une personne non inscrite").click()
    page.get_by_label("Nom", exact=True).fill("Zoé Passage")
    page.get_by_label("Compter au-delà").check()  # the room is full
    page.get_by_role("button", name="Ajouter et noter la présence").click()
    expect(page.get_by_role("button", name=re.compile("^Zoé Passage"))).to_have_attribute("aria-pressed", "true")
    page.evaluate(f"""() => [...document.querySelectorAll(".roll li:not([data-waits]) .tick[aria-pressed=false]")]
        .filter(one => one.textContent.includes("Sur place")).slice(0, {CAME - 2}).forEach(one => one.click())""")
    expect(page.locator(".tick.sending")).to_have_count(0)
    expect(page.locator("span[data-tally]")).to_contain_text(re.compile(rf"^\s*{CAME}\s"))
    page.evaluate("scrollTo(0, 0)")
    phone.picture("accueil-telephone", page.locator(".roll li").nth(5))


def count(meeting: Meeting) -> None:
    desk = meeting.desk
    open_day(desk)
    desk.follow("Bilan")
    desk.page.get_by_label("En ligne, matin").fill(str(STREAM))
    desk.press("Enregistrer", "enregistrées")
    desk.look()
    expect(desk.page.get_by_role("row").filter(has_text="Personnes présentes").first).to_contain_text(
        str(CAME + STREAM)
    )
    desk.page.evaluate("scrollTo(0, 0)")
    desk.picture("bilan", desk.page.get_by_role("row").nth(7))
    lines = Path(download(desk, "Chiffres (CSV)").path()).read_text(encoding="utf-8-sig")
    told = text_of_pdf(download(desk, "Bilan pour les financeurs (PDF)"))
    for label, value in (("Inscriptions confirmées", "119"), ("Annulées", "1"), ("Venues sans inscription", "1")):
        assert f"Ensemble,{label},{value}\n" in lines.replace("\r", "")
        assert label in told
    assert TITLE in told


def download(walk: Walk, link: str) -> Download:
    """What a link of the desk gives."""
    with walk.page.expect_download() as found:
        walk.page.get_by_role("main").get_by_role("link", name=link).click()
    return found.value


def text_of_pdf(found: Download) -> str:
    """The words of a PDF, on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(found.path()).pages).split())


CHAPTERS: dict[str, Callable[[Meeting], None]] = {
    "Publier un rendez-vous": publish,
    "Les inscriptions à une rencontre": follow,
    "Le jour d’une rencontre": welcome,
    "Après une rencontre": count,
}
"""What a reader of each section does, one after the other."""


def say_what(walk: Walk) -> None:
    """What it is, when, where, and how many may come."""
    day = timezone.localdate() + timedelta(days=11)
    fill(
        walk,
        {
            "title": TITLE,
            "lead": "Une journée pour comparer nos façons de travailler à distance, dans trois bourgs à la fois.",
            "starts_at": f"{day:%d/%m/%Y} 09:00",
            "ends_at": f"{day:%d/%m/%Y} 17:00",
            "attendance": "mixte",
            "venue_name": "Salle des foires (fictive)",
            "venue_address": "place du Foirail",
            "commune": "Aumont-Aubrac (48009)",
            "online_url": "https://visio.hameau.example/rencontres-4817",
            "registration": "here",
            "seats_on_site": str(SEATS),
            "seats_online": str(STREAM),
            "how_to_come": "Gare d’Aumont-Aubrac, à huit minutes à pied.",
        },
    )


def fill(walk: Walk, told: dict[str, str]) -> None:
    """Fill fields of the editor by their names, at once: what is looked at is what the desk makes of them."""
    walk.page.evaluate(
        """told => {
          for (const [name, value] of Object.entries(told)) {
            const field = document.getElementById(`id_${name}`) || document.getElementsByName(name)[0];
            if (!field) throw new Error(`no field ${name}`);
            field.value = value;
            for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
          }
        }""",
        told,
    )


def grow(walk: Walk, name: str, button: str, rank: int) -> None:
    """Add a line to a list of the editor."""
    walk.page.get_by_role("button", name=button, exact=True).dispatch_event("click")
    expect(walk.page.locator(f"#inline_child_{name}-{rank}")).to_be_visible()


def add_session(walk: Walk, rank: int, title: str, starts: str, ends: str, kind: str, room: str, speakers: Any) -> None:
    """Add a session to the programme, with who speaks in it."""
    here = f"programme-{rank}-value"
    add_block(walk, "programme-count")
    told = {"title": title, "starts": starts, "ends": ends, "format": kind, "room": room}
    fill(walk, {f"{here}-{name}": value for name, value in told.items()})
    for number, speaker in enumerate(speakers):
        add_block(walk, f"{here}-speakers-count")
        there = f"{here}-speakers-{number}-value"
        fill(
            walk,
            {f"{there}-{name}": told for name, told in zip(("name", "role", "organisation"), speaker, strict=True)},
        )


def add_block(walk: Walk, count: str) -> None:
    """Press the last + of a list of blocks; ``count`` is the field that says how many there are.

    By its own event: the editor scrolls for a while to what was added last and gives it the focus; a click may land
    beside what moves, a key in what has the focus by then.
    """
    field = walk.page.locator(f"input[name='{count}']")
    there = int(field.input_value())
    field.locator("xpath=..").locator(".c-sf-add-button").last.dispatch_event("click")
    expect(field).to_have_value(str(there + 1))
