"""Filing, closing and forgetting reports; naming moderators."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupCollectionPermission

from accounts.models import User
from listings.actions import (
    MODERATORS_GROUP,
    REPORTERS_KEPT,
    AlreadyClosed,
    appoint_moderator,
    close_report,
    desk_of_territory,
    dismiss_moderator,
    file_report,
    forget_reporters,
    propose_listing,
)
from listings.models import ChangeReport, Moderator
from listings.permissions import is_moderator, may_moderate, may_move
from listings.reports import ReportKind, ReportState
from places.models import Place
from tests.factories.listings import (
    make_moderator,
    make_report,
    make_superuser,
    make_user,
    millau,
    territory_of,
)
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db


class TestFiling:
    def test_a_report_remembers_its_listing_and_commune(self) -> None:
        place = make_place(name="La Filature")
        report = file_report(place, ReportKind.HOURS, uuid4(), "Fermé le lundi", "vous@exemple.fr")
        assert (report.listing, report.commune, report.subject) == (place, mende(), "La Filature")
        assert (report.kind, report.message) == (ReportKind.HOURS, "Fermé le lundi")
        assert (report.reporter_email, report.is_new, str(report)) == ("vous@exemple.fr", True, "La Filature")

    def test_a_listing_that_moved_since_it_was_read_is_reported_to_the_agency_that_has_it(self) -> None:
        read = make_place()
        Place.objects.update(commune=millau())
        assert file_report(read, ReportKind.HOURS, uuid4()).commune == millau()

    def test_what_is_not_public_any_more_is_not_reported(self) -> None:
        place = make_place()
        Place.objects.update(live=False)
        make_place()
        with pytest.raises(Place.DoesNotExist):
            file_report(place, ReportKind.CLOSED, uuid4())
        assert not ChangeReport.objects.exists()

    def test_of_one_listing_and_not_of_another_kind_s_with_its_number(self) -> None:
        place, worker = make_place(pk=900_001), make_worker(pk=900_001)
        report = file_report(place, ReportKind.HOURS, uuid4())
        file_report(worker, ReportKind.GONE, uuid4())
        file_report(make_place(), ReportKind.HOURS, uuid4())
        assert list(ChangeReport.objects.of(place)) == [report]

    def test_an_erasure_waits_for_it_or_it_for_an_erasure(self) -> None:
        """Or what is said of someone would be filed just after all of theirs was erased."""
        with CaptureQueriesContext(connection) as captured:
            file_report(make_worker(), ReportKind.GONE, uuid4())
        takes_turns = connection.vendor == "sqlite"  # no row locks: IMMEDIATE transactions take turns
        assert takes_turns or any('FOR UPDATE OF "directory_remoteworker"' in query["sql"] for query in captured)

    def test_a_double_click_is_one_report(self) -> None:
        place, submission = make_place(), uuid4()
        first = file_report(place, ReportKind.CLOSED, submission)
        assert file_report(place, ReportKind.CLOSED, submission) == first
        propose_listing(Place, "Café", mende(), submission)
        assert ChangeReport.objects.count() == 1

    def test_a_proposal_has_a_name_and_no_listing(self) -> None:
        report = propose_listing(Place, "Café du Pont", mende(), uuid4(), "2 rue Basse", "En bas", "vous@exemple.fr")
        assert (report.subject, report.listing, report.kind) == ("Café du Pont", None, ReportKind.MISSING)
        assert (report.content_type.model_class(), report.commune) == (Place, mende())
        said = (report.proposed_name, report.proposed_address, report.message, report.reporter_email)
        assert said == ("Café du Pont", "2 rue Basse", "En bas", "vous@exemple.fr")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "missing", "proposed_name": ""},
            {"kind": "closed", "object_id": None},
            {"state": "handled", "handled_at": None},
        ],
    )
    def test_the_database_refuses_nonsense(self, wrong: dict[str, object]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_report(**wrong)

    def test_a_deleted_listing_is_told_so(self) -> None:
        place = make_place()
        report = make_report(place)
        place.delete()
        assert ChangeReport.objects.get(pk=report.pk).subject == "fiche supprimée"


class TestClosing:
    def test_writes_who_when_and_why(self) -> None:
        user, report, other = make_moderator(mende()), make_report(), make_report()
        assert close_report(report, user, ReportState.HANDLED, "Corrigé.") == report
        assert ChangeReport.objects.get(pk=other.pk).is_new
        report.refresh_from_db()
        assert (report.state, report.handled_by, report.note) == ("handled", user, "Corrigé.")
        assert report.handled_at is not None

    def test_the_second_of_two_is_told(self) -> None:
        first, second, report = make_moderator(mende()), make_moderator(mende()), make_report()
        same = ChangeReport.objects.get(pk=report.pk)
        close_report(report, first, ReportState.HANDLED)
        with pytest.raises(AlreadyClosed) as told:
            close_report(same, second, ReportState.DISMISSED)
        assert told.value.report.handled_by == first
        assert ChangeReport.objects.get(pk=report.pk).state == ReportState.HANDLED

    def test_the_row_is_locked_while_it_is_decided(self) -> None:
        with CaptureQueriesContext(connection) as captured:
            close_report(make_report(), make_superuser(), ReportState.HANDLED)
        takes_turns = connection.vendor == "sqlite"  # no row locks: IMMEDIATE transactions take turns
        assert takes_turns or any("FOR UPDATE" in query["sql"] for query in captured)

    def test_another_territory_s_moderator_may_not(self) -> None:
        report = make_report()
        with pytest.raises(PermissionDenied):
            close_report(report, make_moderator(millau()), ReportState.HANDLED)
        assert ChangeReport.objects.get(pk=report.pk).is_new


class TestSeeing:
    def test_reports_of_the_communes_of_today(self) -> None:
        here, there = make_report(), make_report(commune=millau())
        moderator = make_moderator(mende())
        assert list(ChangeReport.objects.for_user(moderator)) == [here]
        assert set(ChangeReport.objects.for_user(make_superuser())) == {here, there}
        assert not ChangeReport.objects.for_user(make_user()).exists()
        territory_of(mende()).communes.add(millau())
        assert set(ChangeReport.objects.for_user(moderator)) == {here, there}


class TestForgetting:
    def test_not_an_address_of_a_year_to_the_second(self) -> None:
        now = timezone.now()
        make_report(reporter_email="x@exemple.fr", created_at=now - REPORTERS_KEPT)
        assert forget_reporters(now) == 0
        assert forget_reporters(now + timedelta(seconds=1)) == 1

    @pytest.fixture
    def old(self) -> ChangeReport:
        now = timezone.now()
        make_report(reporter_email="recent@exemple.fr", created_at=now - timedelta(days=364))
        return make_report(reporter_email="ancien@exemple.fr", created_at=now - timedelta(days=366))

    def emails(self) -> set[str]:
        return set(ChangeReport.objects.values_list("reporter_email", flat=True))

    def test_addresses_older_than_a_year(self, old: ChangeReport) -> None:
        assert forget_reporters(timezone.now()) == 1
        assert forget_reporters(timezone.now()) == 0
        assert self.emails() == {"recent@exemple.fr", ""}

    def test_what_was_written_of_people_goes_with_the_address_and_of_places_stays(self) -> None:
        now = timezone.now()
        day = now - REPORTERS_KEPT - timedelta(seconds=1)
        make_report(make_worker(), kind="gone", message="Il est parti.", created_at=day)
        make_report(make_worker(), kind="gone", message="Elle aussi.", created_at=now)
        make_report(make_place(), message="Fermé le lundi.", created_at=day)
        assert forget_reporters(now) == 1
        assert forget_reporters(now) == 0
        messages = ChangeReport.objects.order_by("pk").values_list("message", flat=True)
        assert list(messages) == ["", "Elle aussi.", "Fermé le lundi."]

    def test_the_command_is_dry_by_default(self, old: ChangeReport) -> None:
        told = StringIO()
        call_command("purge_reports", stdout=told)
        assert "1 addresses and words about people to erase" in told.getvalue()
        assert "ancien@exemple.fr" in self.emails()
        call_command("purge_reports", apply=True, stdout=told)
        assert "ancien@exemple.fr" not in self.emails()


def give_the_same_name_to_another_right(codename: str) -> None:
    """As an app of tomorrow might."""
    Permission.objects.create(codename=codename, name="Autre", content_type=ContentType.objects.get_for_model(Place))


def groups_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


class TestModerators:
    def test_an_appointment_opens_the_desk(self) -> None:
        user, territory = make_user(), territory_of(mende())
        assert not user.has_perm("wagtailadmin.access_admin")
        appoint_moderator(user, territory)
        appoint_moderator(user, territory)
        user = type(user).objects.get(pk=user.pk)
        assert user.has_perm("wagtailadmin.access_admin")
        assert is_moderator(user)
        assert Moderator.objects.filter(user=user).count() == 1

    def test_the_last_dismissal_closes_it(self) -> None:
        user = make_moderator(mende(), millau())
        first, last = Moderator.objects.filter(user=user)
        dismiss_moderator(first)
        assert user.groups.filter(name=MODERATORS_GROUP).exists()
        dismiss_moderator(last)
        assert not user.groups.filter(name=MODERATORS_GROUP).exists()
        assert not is_moderator(user)

    def test_the_first_of_each_team_manages_it(self) -> None:
        appoint_moderator(make_user(), territory_of(millau()))
        team = [appoint_moderator(make_user(), territory_of(mende())) for _rank in range(2)]
        assert [moderator.is_manager for moderator in team] == [True, False]

    def test_groups_follow_the_rows_and_no_others_change(self) -> None:
        here, there = territory_of(mende()), territory_of(millau())
        user, neighbour = make_user(), make_moderator(millau())
        user.groups.add(Group.objects.create(name="Traduction"))
        first = appoint_moderator(user, here)
        assert groups_of(user) == {"Traduction", "Modération", "Agence : Lozère"}
        last = appoint_moderator(user, there)
        assert groups_of(user) == {"Traduction", "Modération", "Agence : Lozère", "Agence : Aveyron"}
        dismiss_moderator(first)
        assert groups_of(user) == {"Traduction", "Modération", "Agence : Aveyron"}
        dismiss_moderator(last)
        assert groups_of(user) == {"Traduction"}
        assert groups_of(neighbour) == {"Modération", "Agence : Aveyron"}
        assert [moderator.user for moderator in Moderator.objects.all()] == [neighbour]

    def test_the_group_of_moderators_opens_the_door_and_nothing_else(self) -> None:
        give_the_same_name_to_another_right("access_admin")
        make_moderator(mende())
        permissions = Group.objects.get(name="Modération").permissions
        assert list(permissions.values_list("content_type__app_label", "codename")) == [
            ("wagtailadmin", "access_admin")
        ]

    def test_an_agency_keeps_the_files_of_its_own_folder_and_its_writers_send_some(self) -> None:
        give_the_same_name_to_another_right("add_image")
        here, there = territory_of(mende()), territory_of(millau())
        here.name = there.name = "Les Causses"  # two territories may bear one name
        desks = [desk_of_territory(here), desk_of_territory(there)]
        assert [desk_of_territory(here), desk_of_territory(there)] == desks
        assert [desk.group.name for desk in desks] == ["Agence : Les Causses", "Agence : Les Causses (12)"]
        for desk in desks:
            rights = GroupCollectionPermission.objects.filter(group=desk.group)
            assert {(right.collection, right.permission.codename) for right in rights} == {
                (desk.collection, f"{act}_{kind}")
                for act in ("add", "choose", "change")
                for kind in ("image", "document")
            }
            assert {right.permission.content_type.app_label for right in rights} == {"wagtailimages", "wagtaildocs"}

    def test_may_move_only_inside_a_territory_of_theirs(self) -> None:
        user = make_moderator(mende(), millau())
        assert may_moderate(user, mende())
        assert not may_move(user, mende(), millau())
        assert not may_move(make_superuser(), mende(), millau())
        territory_of(mende()).communes.add(millau())
        assert may_move(user, mende(), millau())
        assert not may_move(make_moderator(), mende(), millau())

    def test_a_superuser_may_move_between_communes_of_no_territory(self) -> None:
        assert may_move(make_superuser(), mende(), millau())
        assert not may_move(make_user(), mende(), millau())
