"""An agency's team: invited by mail, joined with a link, left at once; never another territory's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.actions import open_site
from geography.models import Territory
from listings.actions import appoint_moderator, appoint_writer, desk_of_territory, writers_of_territory
from listings.agency_teams import (
    MOST_INVITATIONS,
    LastManager,
    desk_invitation_of,
    invite_agent,
    join_agency,
    let_manage,
    remove_agent,
    remove_writer,
    stop_managing,
)
from listings.models import DeskInvitation, Moderator, Writer
from listings.permissions import has_desk, is_moderator
from listings.teaming import AnotherAddress
from mail.models import OutgoingMail
from tests.factories.listings import desk_of, make_superuser, make_user, millau, territory_of
from tests.factories.places import make_place, mende

pytestmark = pytest.mark.django_db
NEW = "nouvelle@demo.example"


@pytest.fixture(scope="module")
def _opened(module_transaction: None) -> None:
    open_site(territory_of(mende()), "lozere.example")


@pytest.fixture
def territory(_opened: None, db: None) -> Territory:
    """Lozère, with its site."""
    return territory_of(mende())


@pytest.fixture
def manager(territory: Territory) -> Moderator:
    """The first of the team."""
    return appoint_moderator(make_user(), territory)


@pytest.fixture
def member(manager: Moderator, territory: Territory) -> Moderator:
    """The second."""
    return appoint_moderator(make_user(), territory)


def token_sent() -> str:
    """The secret of the latest mail."""
    text = OutgoingMail.objects.latest("pk").text
    return str(text.split("/agence/")[1].split("/")[0])


def newcomer(address: str = NEW) -> Any:
    user = make_user()
    user.email = address
    user.save()
    return user


class TestVerbs:
    def test_the_first_of_a_team_manages_it(self, manager: Moderator, member: Moderator) -> None:
        assert (manager.is_manager, member.is_manager) == (True, False)

    def test_an_invitation_is_a_mail_whose_secret_is_not_kept(self, manager: Moderator, territory: Territory) -> None:
        invitation = invite_agent(territory, manager.user, " Nouvelle@demo.example ")
        mail = OutgoingMail.objects.get()
        assert (mail.to, invitation.email) == (NEW, NEW)
        assert territory.agency_name in mail.subject
        assert token_sent() not in invitation.token_hash
        assert desk_invitation_of(token_sent()) == invitation

    def test_a_second_invitation_replaces_the_first(self, manager: Moderator, territory: Territory) -> None:
        invite_agent(territory, manager.user, NEW)
        first = token_sent()
        invite_agent(territory, manager.user, NEW.upper())
        assert desk_invitation_of(first) is None
        assert DeskInvitation.objects.count() == 1

    def test_joining_gives_the_rows_the_pages_and_the_files(self, manager: Moderator, territory: Territory) -> None:
        invitation, user = invite_agent(territory, manager.user, NEW), newcomer("Nouvelle@Demo.example")
        joined = join_agency(invitation, user)
        assert not joined.is_manager
        assert user.groups.contains(desk_of_territory(territory).group)
        assert user.has_perm("wagtailadmin.access_admin")
        assert not DeskInvitation.objects.exists()
        with pytest.raises(DeskInvitation.DoesNotExist):
            join_agency(invitation, user)

    def test_a_forwarded_link_opens_nothing(self, manager: Moderator, territory: Territory) -> None:
        with pytest.raises(AnotherAddress):
            join_agency(invite_agent(territory, manager.user, NEW), newcomer("autre@demo.example"))
        assert Moderator.objects.count() == 1

    def test_nor_an_account_whose_address_nobody_confirmed(self, manager: Moderator, territory: Territory) -> None:
        invitation, user = invite_agent(territory, manager.user, NEW), newcomer()
        EmailAddress.objects.create(user=user, email=NEW, verified=False, primary=True)
        with pytest.raises(AnotherAddress):
            join_agency(invitation, user)

    def test_the_page_says_which_account_it_is_meant_for(
        self, client: Client, manager: Moderator, territory: Territory
    ) -> None:
        invite_agent(territory, manager.user, NEW)
        client.force_login(make_user())
        for answer in (
            client.get(f"/mon-espace/agence/{token_sent()}/"),
            client.post(f"/mon-espace/agence/{token_sent()}/"),
        ):
            assert answer.status_code == 403
            assert "n…@demo.example" in answer.content.decode()
            assert NEW not in answer.content.decode()
        assert Moderator.objects.count() == 1

    def test_an_old_link_opens_nothing(self, manager: Moderator, territory: Territory) -> None:
        invite_agent(territory, manager.user, NEW)
        DeskInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert desk_invitation_of(token_sent()) is None

    def test_the_link_of_who_left_opens_nothing(self, manager: Moderator, member: Moderator) -> None:
        invitation = invite_agent(manager.territory, manager.user, NEW)
        let_manage(member, manager.user)
        remove_agent(manager, member.user)
        with pytest.raises(DeskInvitation.DoesNotExist):
            join_agency(invitation, newcomer())

    def test_who_is_in_the_team_is_not_invited(self, manager: Moderator, member: Moderator) -> None:
        with pytest.raises(ValidationError, match="déjà partie"):
            invite_agent(manager.territory, manager.user, member.user.email.upper())

    def test_not_too_many_wait(self, manager: Moderator, territory: Territory) -> None:
        for rank in range(MOST_INVITATIONS):
            invite_agent(territory, manager.user, f"{rank}@demo.example")
        with pytest.raises(ValidationError, match="Vingt"):
            invite_agent(territory, manager.user, NEW)
        invite_agent(territory, manager.user, "3@demo.example")

    def test_the_last_manager_stays(self, manager: Moderator, member: Moderator) -> None:
        for verb in (remove_agent, stop_managing):
            with pytest.raises(LastManager):
                verb(manager, manager.user)
        let_manage(member, manager.user)
        stop_managing(manager, manager.user)
        with pytest.raises(LastManager):
            remove_agent(Moderator.objects.get(pk=member.pk), member.user)
        remove_agent(member, make_superuser())

    def test_a_member_and_a_stranger_decide_nothing(self, manager: Moderator, member: Moderator) -> None:
        for user in (member.user, appoint_moderator(make_user(), territory_of(millau())).user):
            for verb in (remove_agent, stop_managing, let_manage):
                with pytest.raises(PermissionDenied):
                    verb(manager, user)
            with pytest.raises(PermissionDenied):
                invite_agent(manager.territory, user, NEW)

    def test_every_act_is_kept(self, manager: Moderator, territory: Territory) -> None:
        joined = join_agency(invite_agent(territory, manager.user, NEW), newcomer())
        let_manage(joined, manager.user)
        stop_managing(joined, manager.user)
        remove_agent(joined, manager.user)
        kept = ModelLogEntry.objects.filter(action__startswith="hameau.desk.").order_by("pk")
        verbs = [entry.action.rpartition(".")[2] for entry in kept]
        assert verbs == ["invited", "joined", "manages", "manages_no_more", "left"]
        assert NEW not in str(list(kept.values()))


class TestDesk:
    @pytest.fixture
    def desk(self, manager: Moderator, monkeypatch: pytest.MonkeyPatch) -> Client:
        return desk_of(manager.user, monkeypatch)

    def test_the_menu_leads_to_the_team(self, desk: Client, member: Moderator) -> None:
        assert "/admin/equipe/" in desk.get("/admin/").content.decode()
        page = desk.get("/admin/equipe/", follow=True).content.decode()
        assert member.user.email in page
        assert "Envoyer l’invitation" in page

    def test_a_manager_invites_then_cancels(self, desk: Client, territory: Territory) -> None:
        address = f"/admin/equipe/{territory.pk}/"
        assert desk.post(address, {"email": "pas une adresse"}).status_code == 200
        assert NEW in desk.post(address, {"email": NEW, "role": "agency"}, follow=True).content.decode()
        invitation = DeskInvitation.objects.get()
        desk.post(f"{address}annuler/{invitation.pk}/")
        assert desk_invitation_of(token_sent()) is None

    def test_removing_ends_an_open_session_at_once(
        self, desk: Client, member: Moderator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place, team = make_place(), f"/admin/equipe/{member.territory_id}/"
        removed = desk_of(member.user, monkeypatch)
        pages = ["/admin/", "/admin/lieux/", f"/admin/lieux/{place.pk}/", team, "/admin/images/"]
        assert {removed.get(page).status_code for page in pages} == {200}
        assert desk.post(f"{team}retirer/{member.pk}/").status_code == 302
        assert 200 not in {removed.get(page).status_code for page in pages}
        assert removed.get("/mon-espace/").status_code == 200, "They are still signed in."

    def test_a_manager_hands_over_and_leaves(self, desk: Client, manager: Moderator, member: Moderator) -> None:
        team = f"/admin/equipe/{member.territory_id}/"
        assert "seul ou seule" in desk.post(f"{team}retirer/{manager.pk}/", follow=True).content.decode()
        desk.post(f"{team}responsable/{member.pk}/")
        assert desk.post(f"{team}retirer/{manager.pk}/")["Location"] == "/admin/"
        assert list(Moderator.objects.values_list("pk", "is_manager")) == [(member.pk, True)]

    def test_a_member_sees_the_team_and_changes_nothing(
        self, manager: Moderator, member: Moderator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk, team = desk_of(member.user, monkeypatch), f"/admin/equipe/{member.territory_id}/"
        page = desk.get(team).content.decode()
        assert manager.user.email in page
        assert "Retirer" not in page
        assert desk.post(team, {"email": NEW, "role": "agency"}).status_code == 302
        assert desk.post(f"{team}retirer/{manager.pk}/").status_code == 302
        assert (Moderator.objects.count(), DeskInvitation.objects.count()) == (2, 0)

    def test_another_territory_s_team_is_not_there(self, desk: Client) -> None:
        other = appoint_moderator(make_user(), territory_of(millau()))
        team = f"/admin/equipe/{other.territory_id}/"
        assert desk.get(team).status_code == 404
        assert desk.post(team, {"email": NEW, "role": "agency"}).status_code == 404
        for act in ("retirer", "responsable", "membre", "annuler", "x"):
            assert desk.post(f"{team}{act}/{other.pk}/").status_code == 404
        own = Moderator.objects.exclude(pk=other.pk).get()
        assert desk.post(f"/admin/equipe/{own.territory_id}/retirer/{other.pk}/").status_code == 404
        assert Moderator.objects.filter(pk=other.pk).exists()


class TestJoining:
    @pytest.fixture
    def address(self, manager: Moderator, territory: Territory) -> str:
        invite_agent(territory, manager.user, NEW)
        return f"/mon-espace/agence/{token_sent()}/"

    def test_a_visitor_signs_in_first(self, client: Client, address: str) -> None:
        assert address in client.get(address)["Location"]

    def test_the_button_joins_and_works_once(self, client: Client, address: str, territory: Territory) -> None:
        client.force_login(newcomer())
        assert territory.agency_name in client.get(address).content.decode()
        assert Moderator.objects.count() == 1, "Reading the page joins nothing."
        assert client.post(address)["Location"] == "/admin/"
        assert Moderator.objects.count() == 2
        assert client.post(address).status_code == 410

    def test_another_account_is_told(self, client: Client, address: str) -> None:
        client.force_login(make_user())
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 403
            assert "Votre compte a une autre adresse" in answer.content.decode()
        assert Moderator.objects.count() == 1


class TestWriting:
    def test_who_writes_is_invited_works_on_pages_alone_and_leaves(
        self, manager: Moderator, territory: Territory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk, team = desk_of(manager.user, monkeypatch), f"/admin/equipe/{territory.pk}/"
        assert desk.post(team, {"email": NEW}).status_code == 200, "Without a role, nobody is invited."
        assert desk.post(team, {"email": NEW, "role": "writing"}).status_code == 302
        assert "écrire les pages du site de Lozère, que l’agence" in OutgoingMail.objects.get().text
        user = newcomer()
        invitation = desk_invitation_of(token_sent())
        assert invitation
        writer = join_agency(invitation, user)
        assert isinstance(writer, Writer)
        assert set(user.groups.all()) == {writers_of_territory(territory)}
        assert not is_moderator(user)
        assert has_desk(user)
        with pytest.raises(ValidationError, match="déjà"):
            invite_agent(territory, manager.user, NEW, "writing")
        answer = desk.get(team).content.decode()
        assert user.email in answer
        theirs = desk_of(user, monkeypatch)
        assert theirs.get("/admin/").status_code == 200
        for closed in (team, "/admin/relectures/", "/admin/lieux/"):
            assert theirs.get(closed).status_code in {302, 403, 404}, closed
        desk.post(f"{team}retirer-redaction/{writer.pk}/")
        assert not user.groups.exists()
        assert not has_desk(user)

    def test_who_writes_may_be_asked_to_moderate(self, manager: Moderator, territory: Territory) -> None:
        user = newcomer()
        appoint_writer(user, territory)
        invite_agent(territory, manager.user, NEW)
        invitation = desk_invitation_of(token_sent())
        assert invitation
        assert isinstance(join_agency(invitation, user), Moderator)
        assert not Writer.objects.exists()
        assert writers_of_territory(territory) not in user.groups.all()
        assert desk_of_territory(territory).group in user.groups.all()

    def test_another_team_takes_nobody_s_pen(self, manager: Moderator, territory: Territory) -> None:
        writer = appoint_writer(newcomer(), territory)
        other = appoint_moderator(make_user(), territory_of(millau()))
        with pytest.raises(PermissionDenied):
            remove_writer(writer, other.user)
        assert Writer.objects.get() == writer
