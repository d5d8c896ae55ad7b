"""The client of the company register, against a server that answers, hangs, lies and refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory import company_register
from directory.business_vocabulary import RegisterState
from directory.company_register import MAX_BYTES, RateLimited, RegisterError, Unavailable, look_up
from directory.models import Business
from directory.register_tasks import MAX_ATTEMPTS, MAX_REFUSALS, Outcome, ask_register, attempt_business
from tests.directory.company_register import OTHER_SIRET, SIRET, answers, company, faulty_register, site
from tests.factories.directory_businesses import make_business
from tests.geocoder import faulty as faults
from tests.geocoder.faulty import FaultyGeocoder, raw, too_many


@pytest.fixture
def register(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyGeocoder]:
    monkeypatch.setattr(company_register, "TIMEOUT", 0.3)
    monkeypatch.setattr(company_register, "DEADLINE", 0.5)
    with faulty_register() as server:
        settings.COMPANY_REGISTER_URL = server.url
        yield server


def test_a_known_siret(register: FaultyGeocoder) -> None:
    register.script = [answers(company(site()))]
    found = look_up(SIRET)
    assert found is not None
    assert (found.siret, found.name, found.activity) == (SIRET, "ATELIER DU GÉVAUDAN", "62.01Z")
    assert (found.size, found.commune_code, found.is_open) == ("pme", "48095", True)
    assert register.asked[0]["q"] == SIRET


def test_no_address_is_taken_from_it(register: FaultyGeocoder) -> None:
    register.script = [answers(company(site()))]
    assert "SECRET" not in repr(look_up(SIRET))


def test_the_head_office_counts(register: FaultyGeocoder) -> None:
    register.script = [answers(company(siege=site(commune="48140")))]
    found = look_up(SIRET)
    assert found is not None
    assert found.commune_code == "48140"


def test_a_closed_establishment(register: FaultyGeocoder) -> None:
    register.script = [answers(company(site(etat_administratif="F")))]
    found = look_up(SIRET)
    assert found is not None
    assert not found.is_open


def test_a_person_who_asked_not_to_be_shown_has_no_name(register: FaultyGeocoder) -> None:
    register.script = [answers(company(site(), nom_complet="[NON-DIFFUSIBLE]"))]
    found = look_up(SIRET)
    assert found is not None
    assert found.name == ""


def test_an_old_activity_code_is_left_out(register: FaultyGeocoder) -> None:
    register.script = [answers(company(site(activite_principale="72.1Z")))]
    found = look_up(SIRET)
    assert found is not None
    assert found.activity == ""


def test_unknown(register: FaultyGeocoder) -> None:
    register.script = [answers()]
    assert look_up(SIRET) is None


def test_an_answer_about_another_siret_is_no_answer(register: FaultyGeocoder) -> None:
    register.script = [answers(company(site(siret=OTHER_SIRET)))]
    assert look_up(SIRET) is None


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Maintenance</html>",
        b'{"results": [{"nom_complet": "coup',
        b"[]",
        b"null",
        b'{"results": null}',
        b'{"results": [null]}',
        b'{"results": [{"matching_etablissements": [7]}]}',
        b'{"results": [{"matching_etablissements": [{"commune": "48095"}]}]}',
        b"\xff\xfe\x00",
        b"[" * 50_000,
    ],
    ids=["html", "truncated", "list", "null", "no results", "a null company", "a number", "no siret", "bytes", "deep"],
)
def test_rubbish(register: FaultyGeocoder, body: bytes) -> None:
    register.script = [raw(body)]
    with pytest.raises(RegisterError):
        look_up(SIRET)


def test_a_huge_answer_is_not_read_to_its_end(register: FaultyGeocoder) -> None:
    register.script = [raw(b" " * (MAX_BYTES + 1))]
    with pytest.raises(RegisterError, match="longer than"):
        look_up(SIRET)


def test_an_endless_answer(register: FaultyGeocoder) -> None:
    register.script = [faults.flood]
    with pytest.raises(RegisterError):
        look_up(SIRET)
    assert register.cut_short.wait(5)


@pytest.mark.parametrize("fault", [faults.hang, faults.drip, faults.close, raw(b"", 500), faults.redirect_forever])
def test_no_answer(register: FaultyGeocoder, fault: faults.Fault) -> None:
    register.script = [fault]
    with pytest.raises(Unavailable):
        look_up(SIRET)


def test_a_cut_answer(register: FaultyGeocoder) -> None:
    register.script = [faults.cut]
    with pytest.raises(RegisterError):
        look_up(SIRET)


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), (None, None), ("demain", None), ("-3", None)])
def test_too_many_requests(register: FaultyGeocoder, header: str | None, seconds: float | None) -> None:
    register.script = [too_many(header)]
    with pytest.raises(RateLimited) as caught:
        look_up(SIRET)
    assert caught.value.retry_after == seconds


# The task ------------------------------------------------------------------------------------------------------------


def queued() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(task_path__endswith="check_register"))


@pytest.mark.django_db
class TestTask:
    def test_it_keeps_what_the_register_says_beside_the_business(self, register: FaultyGeocoder) -> None:
        business = make_business(siret=SIRET, name="Atelier", size="tpe")
        register.script = [answers(company(site()))]
        assert attempt_business(business.pk, SIRET) is Outcome.ANSWERED
        business = Business.objects.get(pk=business.pk)
        assert business.is_confirmed
        assert business.register_checked_on == timezone.localdate()
        assert (business.name, business.size) == ("Atelier", "tpe"), "It suggests, it does not write."
        assert business.register_entry["name"] == "ATELIER DU GÉVAUDAN"

    def test_a_confirmation_is_of_one_siret(self, register: FaultyGeocoder) -> None:
        business = make_business(siret=OTHER_SIRET)
        register.script = [answers(company(site()))]
        attempt_business(business.pk, SIRET)
        assert not Business.objects.get(pk=business.pk).is_confirmed

    @pytest.mark.parametrize(
        ("answer", "state"),
        [(answers(), RegisterState.UNKNOWN), (answers(company(site(etat_administratif="F"))), RegisterState.CLOSED)],
    )
    def test_unknown_and_closed_are_told(self, register: FaultyGeocoder, answer: faults.Fault, state: str) -> None:
        business = make_business(siret=SIRET)
        register.script = [answer]
        attempt_business(business.pk, SIRET)
        row = Business.objects.get(pk=business.pk)
        assert row.register_state == state
        assert not row.is_confirmed

    def test_it_waits_as_long_as_it_is_told(self, register: FaultyGeocoder) -> None:
        business = make_business(siret=SIRET)
        register.script = [too_many("90")]
        assert attempt_business(business.pk, SIRET) is Outcome.LATER
        (task,) = queued()
        assert timedelta(seconds=80) < task.run_after - timezone.now() <= timedelta(seconds=90)
        assert Business.objects.get(pk=business.pk).register_state == ""

    def test_it_does_not_wait_for_ever(self, register: FaultyGeocoder) -> None:
        register.script = [too_many("999999")]
        attempt_business(make_business(siret=SIRET).pk, SIRET)
        assert queued()[0].run_after - timezone.now() <= timedelta(hours=1)

    def test_it_tries_again_later_and_later(self, register: FaultyGeocoder) -> None:
        business = make_business(siret=SIRET)
        register.script = [raw(b"<html>", 200)]
        assert attempt_business(business.pk, SIRET, attempt=3) is Outcome.LATER
        (task,) = queued()
        assert timedelta(minutes=15) < task.run_after - timezone.now() <= timedelta(minutes=16)
        assert task.args_kwargs["args"] == [business.pk, SIRET, 4, 0]

    @pytest.mark.parametrize(
        ("fault", "attempt", "refusals"), [(raw(b"", 500), MAX_ATTEMPTS, 0), (too_many(), 1, MAX_REFUSALS)]
    )
    def test_it_gives_up_visibly(
        self, register: FaultyGeocoder, fault: faults.Fault, attempt: int, refusals: int
    ) -> None:
        business = make_business(siret=SIRET)
        register.script = [fault]
        assert attempt_business(business.pk, SIRET, attempt, refusals) is Outcome.GIVEN_UP
        assert Business.objects.get(pk=business.pk).register_state == RegisterState.FAILED
        assert not queued()

    def test_a_business_erased_meanwhile(self, register: FaultyGeocoder) -> None:
        assert attempt_business(404, SIRET) is Outcome.NOTHING_TO_DO
        assert not register.asked

    def test_off_nothing_is_asked(self, settings: LazySettings) -> None:
        settings.COMPANY_REGISTER_URL = ""
        assert not ask_register(make_business(siret=SIRET))
        assert not queued()

    def test_an_association_without_siret_is_not_asked_about(self, register: FaultyGeocoder) -> None:
        assert not ask_register(make_business(siret="", rna="W482001234"))
