"""Opening a territory, whole: by département, by group of communes, by codes; again, and two at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, Site

from cms.models import PortalPage, SiteTerritory
from cms.opening import Communes, Opening, communes_asked, open_territory, plain_name
from cms.origins import Address, address_of, default_address
from geography.models import Commune, Epci, FormerCommune, Territory
from listings.models import Moderator, TerritoryDesk
from tests.factories.listings import make_user, millau

pytestmark = pytest.mark.django_db
AGENCY = ["--agency", "Agence d’ici"]


@pytest.fixture
def group(lozere: Territory) -> Epci:
    """A group of two communes of Lozère and Millau."""
    told = {"name": "CC des Gorges, Causses et de l'Aubrac", "kind": "CC"}
    epci, _created = Epci.objects.update_or_create(code="200069151", defaults=told)
    Commune.objects.filter(epci=epci).update(epci=None)
    millau()
    Commune.objects.filter(pk__in=["48095", "48061", "12145"]).update(epci=epci)
    return epci


@pytest.fixture(autouse=True)
def translated(monkeypatch: pytest.MonkeyPatch) -> list[Page]:
    """The homes whose first pages were to be translated: doing it takes a second, and has tests of its own."""
    homes: list[Page] = []
    monkeypatch.setattr("cms.opening.translate_first_pages", lambda home, words: homes.append(home))
    return homes


def everything() -> list[Any]:
    """What opening writes, by key."""
    models = (Territory, Site, SiteTerritory, TerritoryDesk, Page, GroupPagePermission, GroupCollectionPermission)
    return [list(model._default_manager.order_by("pk").values_list("pk", flat=True)) for model in models]


def test_the_command_makes_everything(group: Epci, translated: list[Page], capsys: Any) -> None:
    manager = make_user()
    Territory.objects.all().delete()
    call_command("create_territory", "--departement", "48", *AGENCY, "--manager", manager.email)
    call_command("create_territory", "--departement", "12", *AGENCY)
    call_command("create_territory", "--epci", "200 069 151", *AGENCY, "--brand", "#1f4d3a")
    said = capsys.readouterr().out
    assert "Lozère: 152 communes, opened at http://lozere.localhost:8000/" in said
    assert "Nobody keeps it yet" in said
    slugs = {"lozere", "aveyron", "gorges-causses-et-de-l-aubrac"}
    assert set(Territory.objects.values_list("slug", flat=True)) == slugs
    assert {site.hostname for site in Site.objects.all()} == {"127.0.0.1", *(f"{slug}.localhost" for slug in slugs)}
    assert Site.objects.get(is_default_site=True).root_page.specific_class is PortalPage
    for link in SiteTerritory.objects.select_related("site__root_page", "territory"):
        pages = set(link.site.root_page.get_descendants().live().values_list("slug", flat=True))
        assert link.site.root_page.pk in {home.pk for home in translated}
        assert {"le-projet", "accessibilite", "donnees-personnelles", "actualites", "ressources"} <= pages
        desk = TerritoryDesk.objects.get(territory=link.territory)
        rights = GroupCollectionPermission.objects.filter(group=desk.group)
        assert {right.collection for right in rights} == {desk.collection}
        assert {"add_image", "choose_image", "add_document", "choose_document"} <= {
            right.permission.codename for right in rights
        }
        assert GroupPagePermission.objects.filter(group=desk.group, page=link.site.root_page).exists()
    assert Moderator.objects.get().user == manager
    assert SiteTerritory.objects.get(territory__slug__startswith="gorges").brand == "#1f4d3a"


def test_a_second_run_changes_nothing_but_what_it_is_told(lozere: Territory, capsys: Any) -> None:
    arguments = ["create_territory", "--departement", "48", "--agency", "Agence", "--email", "a@hameau.example"]
    call_command(*arguments)
    before = everything()
    territory = Territory.objects.get(slug="lozere")
    Territory.objects.filter(pk=territory.pk).update(name="La Lozère")
    call_command("create_territory", "--departement", "48", "--slug", "lozere", "--agency", "Agence bis")
    assert "brought up to date" in capsys.readouterr().out
    assert everything() == before
    territory.refresh_from_db()
    assert (territory.name, territory.agency_name, territory.agency_email) == (
        "La Lozère",
        "Agence bis",
        "a@hameau.example",
    )


def test_codes_of_before_a_merger_are_carried_and_said(lozere: Territory, tmp_path: Any, capsys: Any) -> None:
    old = FormerCommune.objects.create(
        code="48996", kind="deleguee", name="Vieux-Bourg", commune=Commune.objects.get(pk="48095")
    )
    file = tmp_path / "codes.txt"
    file.write_text("48996  # avant la fusion\n48061, 48061\n")
    call_command("create_territory", "--codes", str(file), "--name", "Deux communes", *AGENCY)
    assert f"merged since: {old.name} (48996) → Mende (48095)" in capsys.readouterr().out
    communes = Territory.objects.get(slug="deux-communes").communes
    assert set(communes.values_list("pk", flat=True)) == {"48095", "48061"}


REFUSED = [
    (["--departement", "99"], "Aucun département n’a le code 99"),
    (["--epci", "123"], "numéro SIREN 123"),
    (["--codes", "48095 99999 Mende"], "«\u00a099999\u00a0»[^$]*«\u00a0Mende\u00a0»"),
    (["--codes", "48000"], "48000 est un code postal[^$]*Mende \\(48095\\)"),
    (["--codes", "48095"], "Donnez un nom"),
    ([], "Aucune commune"),
    (["--departement", "48", "--brand", "#ffd400"], "4,5"),
    (["--departement", "48", "--url", "lozere.example"], "is not an address"),
    (["--departement", "48", "--manager", "personne@hameau.example"], "No account"),
]


def test_what_cannot_be_opened_is_refused_whole(lozere: Territory) -> None:
    before = everything()
    for arguments, words in REFUSED:
        with pytest.raises(CommandError, match=words):
            call_command("create_territory", *arguments, *AGENCY)
        assert everything() == before, arguments


def test_two_territories_share_communes_but_no_address(group: Epci) -> None:
    for name in ("Un", "Deux"):
        open_territory(Opening(communes_asked(epci=group.code), "Agence", name))
    assert Commune.objects.get(pk="48095").territories.count() == 3  # and Lozère
    taken = Opening(communes_asked(epci=group.code), "Agence", "Trois", address=default_address("un"))
    before = everything()
    with pytest.raises(ValidationError, match="est déjà celle du site"):
        open_territory(taken)
    assert everything() == before


def test_a_territory_in_the_place_of_the_portal(lozere: Territory) -> None:
    """An agency alone: its site answers everywhere, until it moves below the portal that others need."""
    asked = Opening(communes_asked(["48"]), "Agence", address=address_of("http://127.0.0.1:8000"), is_default=True)
    open_territory(asked)
    assert not PortalPage.objects.exists()
    open_territory(Opening(communes_asked(["48"]), "Agence", address=default_address("lozere")))
    assert {(site.hostname, site.is_default_site) for site in Site.objects.all()} == {
        ("lozere.localhost", False),
        ("127.0.0.1", True),
    }


def test_addresses() -> None:
    named = Opening(Communes(frozenset({"48095"})), "Agence", "Cœur d’Œuvre, ça")
    assert named.full_slug == "coeur-d-oeuvre-ca"
    with override_settings(SITE_URL="https://www.hameau.example"):
        assert default_address("lozere") == Address("lozere.hameau.example", 443)
        assert default_address("lozere").origin == "https://lozere.hameau.example"
    assert default_address("lozere").origin == "http://lozere.localhost:8000"
    for wrong in ("lozere", "ftp://x.example", "https://x.example/page", "https://", "http://x:port"):
        with pytest.raises(ValueError, match="is not an address"):
            address_of(wrong)


def test_names_of_groups_as_people_say_them() -> None:
    names = {
        "CC des Hautes Terres de l'Aubrac": "Hautes Terres de l’Aubrac",
        "CC Gorges Causses Cévennes": "Gorges Causses Cévennes",
        "CA du Grand Rodez": "Grand Rodez",
        "CC de l'Oisans": "Oisans",
        "Métropole du Grand Paris": "Métropole du Grand Paris",
    }
    assert {name: plain_name(name) for name in names} == names


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_one_territory(lozere: Territory) -> None:
    def run(number: int) -> None:
        try:
            open_territory(Opening(communes_asked(["48"]), f"Agence {number}", "Gévaudan"))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(run, range(2)))
    assert Territory.objects.filter(slug="gevaudan").count() == 1
    assert Site.objects.filter(hostname="gevaudan.localhost").count() == 1
    assert not get_user_model().objects.exists()
