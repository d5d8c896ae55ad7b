"""The queue of an agency: what waits of every sort, in one order, narrowed, and nothing of another territory."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from listings.desk.queue import ALL, SOURCES, lines_of, number_waiting, queue_of
from listings.models import ChangeReport, Claim, Offer, Review
from places.models import Place
from tests.factories.directory_businesses import make_business
from tests.factories.listings import ales, desk_of, make_moderator, make_report, make_superuser, make_user, millau
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place
from tests.factories.workers import make_worker
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db
QUEUE = "/admin/relectures/"
NOW = timezone.now()


def ago(days: int | None) -> Any:
    return None if days is None else NOW - timedelta(days)


def review(name: str, came: int, ended: int | None = None, **fields: Any) -> Review:
    place = make_held_place(name=name, commune=fields.pop("commune", mende()))
    state = {"state": "approved", "decided_at": ago(ended)} if ended is not None else {}
    return Review.objects.create(  # type: ignore[no-any-return]
        listing=place,
        revision=place.save_revision(),
        commune=place.commune,
        submitted_by=place.owner,
        submitted_at=ago(came),
        **{**state, **fields},
    )


def claimed(name: str, came: int, ended: int | None = None, **fields: Any) -> Claim:
    place = make_place(name=name, commune=fields.pop("commune", mende()))
    state = {"state": "refused", "decided_at": ago(ended), "comment": "Non"} if ended is not None else {}
    user = make_user(first_name="Claire", last_name="Roux")
    return Claim.objects.create(  # type: ignore[no-any-return]
        listing=place,
        commune=place.commune,
        user=user,
        message="x",
        created_at=ago(came),
        **{**state, **fields},
    )


def offered(name: str, came: int, commune: Any = None) -> Offer:
    return Offer.objects.create(  # type: ignore[no-any-return]
        listing=make_place(name=name, commune=ales()),
        origin=ales(),
        commune=commune or mende(),
        message="x",
        proposed_at=ago(came),
    )


def reported(listing: Any, came: int, ended: int | None = None, **fields: Any) -> ChangeReport:
    state = {"state": "dismissed", "handled_at": ago(ended)} if ended is not None else {}
    return make_report(listing, created_at=ago(came), **{**state, **fields})


@pytest.fixture
def moderator() -> User:
    return make_moderator(mende())


@pytest.fixture
def desk(moderator: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The desk of Lozère."""
    return desk_of(moderator, monkeypatch)


def names(desk: Client, query: str = "") -> list[str]:
    return [str(line) for line in desk.get(f"{QUEUE}?{query}").context["object_list"]]


@pytest.fixture
def busy() -> None:
    """Something of each source, waiting and over."""
    reported(make_business(name="Signalée hier", live=True), 1, kind="closed")
    claimed("Demandé avant-hier", 2)
    review("À relire depuis trois jours", 3)
    reported(None, 4, proposed_name="Proposé il y a quatre jours")
    reported(make_worker(display_name="Écartée il y a un jour"), 9, 1, kind="gone")
    review("Publiée il y a deux jours", 8, 2)
    claimed("Refusé il y a trois jours", 7, 3)


WAITING = ["Proposé il y a quatre jours", "À relire depuis trois jours", "Demandé avant-hier", "Signalée hier"]
OVER = ["Écartée il y a un jour", "Publiée il y a deux jours", "Refusé il y a trois jours"]


@pytest.mark.usefixtures("busy")
class TestOrder:
    def test_what_waits_first_the_oldest_first_then_what_is_over_the_latest_first(self, desk: Client) -> None:
        assert names(desk, "etat=tout") == [*WAITING, *OVER]

    def test_only_what_waits_unless_one_asks(self, desk: Client) -> None:
        """What is over grows for ever: nobody reads it, nor sorts it, at each visit."""
        assert names(desk) == WAITING
        assert not desk.get(QUEUE).context["is_filtering"]
        assert desk.get(f"{QUEUE}?etat=tout").context["is_filtering"]

    def test_narrowed(self, desk: Client) -> None:
        for query, found in (
            ("etat=attente", WAITING),
            ("etat=", WAITING),
            ("quoi=relecture", [WAITING[1]]),
            ("quoi=relecture&etat=tout", [WAITING[1], OVER[1]]),
            ("quoi=demande&etat=tout", [WAITING[2], OVER[2]]),
            ("quoi=signalement", [WAITING[0], WAITING[3]]),
            ("quoi=signalement&etat=tout", [WAITING[0], WAITING[3], OVER[0]]),
            ("quoi=signalement&etat=attente", [WAITING[0], WAITING[3]]),
            ("etat=approved", [OVER[1]]),
            ("etat=refused", [OVER[2]]),
            ("etat=dismissed", [OVER[0]]),
            ("fiche=entreprise", [WAITING[3]]),
            ("fiche=teletravailleur&etat=attente", []),
            ("fiche=lieu&etat=attente", WAITING[:3]),
            ("quoi=demande&etat=approved", []),
            ("quoi=x", WAITING),
            ("etat=new&fiche=x", WAITING),
        ):
            assert names(desk, query) == found, query

    def test_a_page_says_what_each_is_and_leads_to_it(self, desk: Client) -> None:
        html = desk.get(f"{QUEUE}?etat=tout").content.decode()
        for words in (
            "Version à relire",
            "Demande de tenir la fiche",
            "C’est fermé pour de bon",
            "Une fiche à ajouter",
        ):
            assert words in html
        for words in ("Claire R", "le public", "Lieu", "Entreprise", "Mende", "À décider", "Écarté"):
            assert words in html
        for source, model in (("", Review), ("demandes/", Claim), ("signalements/", ChangeReport)):
            for row in model.objects.all():
                assert f'href="{QUEUE}{source}{row.pk}/"' in html
        assert "@demo.example" not in html.split("<main", 1)[1], "a member’s address is not the queue’s to tell"

    def test_only_a_version_that_waits_may_be_ticked(self, desk: Client) -> None:
        html = desk.get(f"{QUEUE}?etat=tout").content.decode()
        waiting = Review.objects.get(state="waiting")
        assert html.count('form="plusieurs"') == 1
        assert f'value="{waiting.pk}"' in html
        assert "les versions cochées" in html
        assert "les versions cochées" not in desk.get(f"{QUEUE}?quoi=signalement").content.decode()

    def test_the_menu_counts_all_and_the_first_page_each(self, desk: Client) -> None:
        review("D’ailleurs", 1, commune=millau())
        html = desk.get("/admin/").content.decode()
        assert "Relectures (4)" in html
        for code, words in {
            "relecture": "1 fiche à relire",
            "demande": "1 demande de tenir une fiche",
            "signalement": "2 signalements à traiter",
        }.items():
            assert f'href="{QUEUE}?quoi={code}&amp;etat=attente">{words}</a>' in html
        for gone in ("Signalements (", "Demandes ("):
            assert gone not in html

    def test_pages_of_thirty_go_on_in_the_same_order(self, desk: Client) -> None:
        for number in range(35):
            reported(None, 40 - number, proposed_name=f"Café {number:02}")
        first, second = (names(desk, f"etat=tout&p={page}") for page in (1, 2))
        assert [*first, *second] == [*(f"Café {number:02}" for number in range(35)), *WAITING, *OVER]
        assert len(first) == 30


class TestDoor:
    @pytest.mark.usefixtures("busy")
    def test_nothing_of_another_territory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stranger = make_moderator(millau())
        desk = desk_of(stranger, monkeypatch)
        for query in (
            "",
            "etat=attente",
            "etat=tout",
            "quoi=relecture",
            "quoi=demande",
            "quoi=signalement",
            "fiche=lieu",
            "p=2",
        ):
            for page in ("", "results/"):
                html = desk.get(f"{QUEUE}{page}?{query}").content.decode()
                assert not [name for name in (*WAITING, *OVER) if name in html]
        assert (number_waiting(stranger), number_waiting(make_superuser()), number_waiting(make_user())) == (0, 4, 0)

    @pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.code)
    def test_each_source_is_scoped_by_itself(self, source: Any, moderator: User) -> None:
        here = {"relecture": review, "demande": claimed, "proposition": offered}.get(source.code)
        make = here or (lambda name, came, commune: reported(None, came, proposed_name=name, commune=commune))
        mine, _theirs = make("Ici", 1, commune=mende()), make("Ailleurs", 1, commune=millau())
        assert [key[1] for key in source.keys(moderator)] == [mine.pk]
        assert [key[1] for key in source.keys(moderator, ALL)] == [mine.pk]

    def test_a_member_is_sent_back(self, client: Client) -> None:
        client.force_login(make_user())
        assert client.get(QUEUE).status_code == 302

    def test_is_not_kept_by_caches(self, desk: Client) -> None:
        assert "no-store" in desk.get(QUEUE)["Cache-Control"]


class TestWhatIsGone:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("", "Rien n’attend."),
            ("etat=attente", "Rien n’attend."),
            ("quoi=demande", "Rien de cette sorte n’attend."),
            ("etat=tout", "Rien de cette sorte."),
        ],
    )
    def test_nothing_is_said_and_where_the_rest_is(self, desk: Client, query: str, words: str) -> None:
        review("Publiée", 2, 1) if query != "etat=tout" else None
        html = desk.get(f"{QUEUE}?{query}").content.decode()
        assert words in html
        assert ("se retrouve par le filtre « État »" in html) is (query != "etat=tout")

    def test_an_end_of_two_names_has_both_in_the_filter(self, desk: Client) -> None:
        html = desk.get(QUEUE).content.decode()
        assert "Reprise ou retirée" in html
        assert "Retirée par son auteur" not in html

    def test_a_deleted_listing_is_said(self, desk: Client) -> None:
        claimed("Ruche", 1)
        reported(make_place(), 2)
        Place.objects.all().delete()
        assert names(desk) == ["fiche supprimée"] * 2

    def test_what_was_erased_since_the_keys_were_read_is_left_out(self, moderator: User) -> None:
        review("Reste", 2)
        erased = claimed("Part", 1)
        keys = list(queue_of(moderator))
        erased.delete()
        assert [str(line) for line in lines_of(keys)] == ["Reste"]


@pytest.mark.parametrize("number", [2, 9])
def test_the_same_queries_whatever_the_number(desk: Client, number: int) -> None:
    desk.get(QUEUE)
    for rank in range(number):
        review("Lieu", rank)
        claimed("Lieu", rank)
        offered("Lieu", rank)
        for listing in (make_place(), make_worker(), make_business()):
            reported(listing, rank, kind="other")
    with reviewed_queries("desk-queue", at_most=20):
        desk.get(f"{QUEUE}results/")
