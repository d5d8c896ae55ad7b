"""The agency's handbook: what it shows is there, what it names is on the screen, what it tells works.

``UPDATE_PICTURES=1 .venv/bin/pytest -p no:randomly tests/browser/test_agency_handbook.py`` takes its pictures again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser import handbook_meeting as meetings
from tests.browser import handbook_pages as pages
from tests.browser.addresses import address_at
from tests.browser.conftest import Windows
from tests.browser.demo_site import ROOT, DemoSite
from tests.browser.desk_day import CLAIMED, OFFERED, PERSON, PLACE, DeskDay, make_desk_day
from tests.browser.walk import PHONE, PICTURES, WIDTH, Walk, plain

pytestmark = pytest.mark.once

GUIDE = ROOT / "docs" / "guide-agence.md"
HEAVIEST = 60_000


@dataclass(frozen=True)
class Section:
    """A part of the handbook: the labels of the screen that it names (in bold), and its pictures, with their words."""

    title: str
    labels: tuple[str, ...]
    pictures: dict[str, str]


def sections() -> list[Section]:
    """Those that show or name something of the screen; the introduction names nothing."""
    found = []
    for part in re.split(r"^## ", GUIDE.read_text(), flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        pictures = {name: words for words, name in re.findall(r"!\[([^\]]*)\]\(guide-agence/([\w-]+)\.webp\)", text)}
        labels = tuple(re.findall(r"\*\*([^*]+)\*\*", text))
        if labels or pictures:
            found.append(Section(title, labels, pictures))
    return found


@pytest.fixture(scope="module")
def day(demo_site: DemoSite) -> DeskDay:
    return make_desk_day(demo_site)


@pytest.fixture
def windows(browser: Browser, demo_site: DemoSite) -> Iterator[Windows]:
    found = Windows(browser, demo_site)
    yield found
    found.close()


@pytest.fixture
def walk(windows: Windows, day: DeskDay) -> Walk:
    page = windows.open(WIDTH, at="lozere", cookies=True, allow=("CSP", "console"))
    here = address_at(windows.site.url, "lozere")
    page.context.add_cookies([{"name": "sessionid", "value": day.session, "url": here}])
    return Walk(page, day)


def enter(walk: Walk) -> None:
    walk.open("/compte/double-authentification/")
    walk.picture("double-authentification", walk.page.get_by_role("link", name="Ajouter une clé d’accès"))


def begin(walk: Walk) -> None:
    walk.open("/admin/")
    walk.picture("accueil", walk.page.get_by_text("Sur douze mois, dans votre territoire"))


def review(walk: Walk) -> None:
    walk.open("/admin/")
    walk.follow(re.compile("fiches? à relire"))
    walk.picture("relectures", walk.page.locator("main table"))
    walk.follow(PERSON)
    walk.picture("relecture", walk.page.get_by_text("Chaque bouton ouvre une page"))
    walk.follow("Demander une modification")
    walk.picture("demander", walk.page.get_by_role("button", name="Envoyer la demande"))
    walk.open("/admin/relectures/?quoi=relecture&etat=attente")
    walk.follow(f"Le {PLACE}")
    walk.follow("Refuser")
    walk.page.get_by_label("Motif").select_option(label="La fiche existe déjà")
    walk.page.get_by_label("Votre message").fill("Ce lieu est déjà sur le site : demandez à le tenir, depuis sa page.")
    walk.press("Refuser et prévenir", "est refusée")
    expect(walk.page.get_by_role("main").get_by_role("link", name=f"Le {PLACE}")).to_have_count(0)
    walk.open("/admin/relectures/?etat=tout")
    expect(walk.page.get_by_role("main").get_by_role("link", name=f"Le {PLACE}")).to_be_visible()


def claim(walk: Walk) -> None:
    walk.open("/admin/relectures/?quoi=demande&etat=attente")
    walk.follow(CLAIMED)
    walk.picture("demande", walk.page.get_by_role("button", name="Dire non"))
    walk.press("Confier la fiche", "La fiche est confiée")


def report(walk: Walk) -> None:
    walk.open("/admin/relectures/?quoi=signalement&etat=attente")
    walk.follow("La Filature (fictive)")
    walk.picture("signalement", walk.page.get_by_role("button", name="Écarter"))
    walk.press("Marquer comme traité", "traité")


def reported_message(walk: Walk) -> None:
    walk.open("/admin/messages-signales/")
    walk.follow("Le Moulin (fictif)")
    walk.picture("message-signale", walk.page.get_by_role("button", name="Arrêter la conversation"))


def keep(walk: Walk) -> None:
    walk.open("/admin/lieux/?q=Fournil")
    walk.follow(PLACE)
    walk.picture("fiche", walk.page.get_by_role("button", name="Enregistrer le brouillon"))
    walk.press("Vérifié aujourd’hui", "érifié")


def neighbour(walk: Walk) -> None:
    walk.open("/admin/lieux/?q=Ruche")
    walk.follow(CLAIMED)
    walk.follow("Déplacer")
    walk.page.get_by_label("Nouvelle commune").fill("Millau (12145)")
    with walk.page.expect_navigation():
        walk.page.get_by_role("main").get_by_role("button", name="Déplacer").click()
    walk.look()
    walk.page.get_by_label("Votre message à l’autre agence").fill("La ruche déménage à Millau au printemps.")
    walk.press("Proposer", "est proposée")
    walk.follow("Voir la proposition")
    walk.press("Reprendre la proposition", "n’est plus proposée")
    walk.open("/admin/relectures/?quoi=proposition&etat=attente")
    walk.follow(OFFERED)
    walk.picture("proposition", walk.page.get_by_role("button", name="Décliner"))
    walk.press("Accepter la fiche", "est dans votre territoire")


def merge(walk: Walk) -> None:
    walk.open(f"/admin/lieux/{walk.day.twice}/")
    walk.follow("comparer et réunir")
    walk.picture("reunir", walk.page.get_by_role("button", name="Réunir et publier"))
    walk.press("Réunir et publier", "est archivée")


def export(walk: Walk) -> None:
    walk.open("/admin/lieux/")
    walk.page.get_by_role("main").get_by_role("button", name="Actions").first.click()
    walk.look()
    walk.picture("emporter", walk.page.locator("main tbody tr").nth(4))
    with walk.page.expect_download() as download:
        walk.page.get_by_role("link", name=re.compile("CSV")).click()
    assert "Mende" in Path(download.value.path()).read_text()


def team(walk: Walk) -> None:
    walk.open("/admin/")
    with walk.page.expect_navigation():
        walk.page.get_by_role("link", name="Équipe").click()
    walk.look()
    walk.picture("equipe", walk.page.get_by_role("button", name="Envoyer l’invitation"))


WALKS: dict[str, Callable[[Walk], None]] = {
    "Entrer": enter,
    "La première page : ce qui vous attend": begin,
    "Relire une fiche": review,
    "Confier une fiche à la personne qui la tient": claim,
    "Les signalements des visiteurs": report,
    "Les messages signalés": reported_message,
    "Tenir une fiche vous-même": keep,
    "Une fiche pour une autre agence": neighbour,
    "Deux fiches pour la même chose": merge,
    "Emporter une liste": export,
    "Votre équipe": team,
    "Composer la page d’accueil": pages.compose_home,
    "Publier une actualité": pages.publish_news,
    "Publier une ressource": pages.publish_resources,
    "Publier : brouillon, relecture, programmation": pages.schedule,
    "Traduire une page": pages.translate,
    "Les courriels": pages.adapt_mail,
    "L’identité du territoire": pages.change_identity,
    "Ouvrir un territoire": pages.open_territory,
}
"""What a reader of each section does."""


CHAPTERS = [section for section in sections() if section.title in meetings.CHAPTERS]


@pytest.mark.parametrize(
    "section", [one for one in sections() if one not in CHAPTERS], ids=lambda section: plain(section.title)
)
def test_section(section: Section, walk: Walk) -> None:
    WALKS[section.title.replace("\u00a0", " ")](walk)
    assert_read(section, walk)


def test_a_meeting_from_its_first_words_to_its_report(walk: Walk, windows: Windows) -> None:
    assert [section.title for section in CHAPTERS] == list(meetings.CHAPTERS)
    meeting = meetings.Meeting(walk, windows)
    for section in CHAPTERS:
        walk.read = ""
        meetings.CHAPTERS[section.title](meeting)
        assert_read(section, walk)


def assert_read(section: Section, walk: Walk) -> None:
    """What a section names was on the screens of its walk."""
    missing = [label for label in section.labels if plain(label) not in walk.read]
    assert not missing, f"The handbook names what is on no screen of « {section.title} »."


def test_every_picture_is_shown_is_light_and_is_told_in_words() -> None:
    shown = {name: words for section in sections() for name, words in section.pictures.items()}
    assert set(shown) == {path.stem for path in PICTURES.iterdir()}
    assert all(shown.values())
    for path in PICTURES.iterdir():
        with Image.open(path) as picture:
            assert picture.width in {WIDTH, PHONE}
        assert path.stat().st_size < HEAVIEST, path.name
