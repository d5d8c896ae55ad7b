"""What each viewer sees of a person."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.audiences import ALWAYS_PUBLIC, DEFAULTS, LABELS, audience_of, default_audiences, validate_audiences
from directory.models import RemoteWorker
from directory.visibility import FIELDS, RELATIONS, PublicView, Viewer, view_of, viewer_of
from directory.vocabulary import Audience, Availability, JobFamily
from tests.factories.listings import make_user
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db

FILLED = {
    "photo": "0" * 32,
    "status": "freelance",
    "employer": "Atelier Fictif",
    "presentation": "Je tiens des comptes.",
    "job_family": "M12",
    "sectors": ("F",),
    "modes": ("hybrid",),
    "remote_days": 3,
    "contracts": ("umbrella",),
    "availability": "later",
    "available_from": date(2027, 1, 4),
    "available_days": 2,
    "languages": ("fr", "oc"),
    "links": ["https://atelier.example/"],
    "travel_radius": 40,
    "email": "nadia@exemple.example",
    "phone": "+33466000000",
}
PARTS = {"modes": {"modes", "remote_days"}, "availability": {"availability", "available_from", "available_days"}}


def filled(audience: Audience) -> RemoteWorker:
    return make_worker(
        skills=["Paie"], places=[make_place()], audiences=dict.fromkeys(LABELS, audience.value), **FILLED
    )


def shown(view: PublicView) -> set[str]:
    """The fields of a view that say something."""
    return {name for name in FIELDS if getattr(view, name) not in ("", None, ())}


@pytest.mark.parametrize(
    ("audience", "viewer", "sees"),
    [
        (Audience.EVERYONE, Viewer.ANYONE, True),
        (Audience.EVERYONE, Viewer.MEMBER, True),
        (Audience.EVERYONE, Viewer.OWNER, True),
        (Audience.MEMBERS, Viewer.ANYONE, False),
        (Audience.MEMBERS, Viewer.MEMBER, True),
        (Audience.MEMBERS, Viewer.OWNER, True),
        (Audience.NOBODY, Viewer.ANYONE, False),
        (Audience.NOBODY, Viewer.MEMBER, False),
        (Audience.NOBODY, Viewer.OWNER, True),
    ],
)
def test_each_audience_for_each_viewer(audience: Audience, viewer: Viewer, sees: bool) -> None:
    assert shown(view_of(filled(audience), viewer)) == (set(FIELDS) if sees else set(ALWAYS_PUBLIC))


@pytest.mark.parametrize("name", LABELS)
def test_one_field_at_a_time(name: str) -> None:
    """Only that field appears, with what belongs to it."""
    worker = filled(Audience.NOBODY)
    worker.audiences[name] = Audience.EVERYONE.value
    assert shown(view_of(worker, Viewer.ANYONE)) == {*ALWAYS_PUBLIC, *PARTS.get(name, {name})}


def test_email_and_phone_are_for_nobody_by_default() -> None:
    view = view_of(make_worker(**FILLED), Viewer.MEMBER)
    assert (view.email, view.phone) == ("", "")
    assert view_of(make_worker(**FILLED), Viewer.ANYONE).employer == ""


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.none(), st.text(), st.dictionaries(st.sampled_from(list(LABELS)), st.text(max_size=9))))
def test_what_cannot_be_read_is_for_nobody(audiences: object) -> None:
    """Whatever stands in the column, a field that is not said to be public is not shown."""
    worker = RemoteWorker(display_name="N", headline="h", commune=mende(), audiences=audiences, **FILLED)
    said = {name for name in LABELS if audience_of(audiences, name) == Audience.EVERYONE}
    public = {part for name in said for part in PARTS.get(name, {name})}
    assert shown(view_of(worker, Viewer.ANYONE)) <= {*ALWAYS_PUBLIC, *public}


@pytest.mark.parametrize("audiences", [None, [], "", {}, {"email": "world"}, {"email": None}, {"email": []}])
def test_an_audience_that_is_not_said_is_nobody(audiences: object) -> None:
    assert audience_of(audiences, "email") == Audience.NOBODY


def test_each_person_gets_defaults_of_their_own() -> None:
    mine = default_audiences()
    assert mine == DEFAULTS
    mine["email"] = Audience.EVERYONE.value
    assert default_audiences()["email"] == Audience.NOBODY


def test_there_is_no_point_nor_address() -> None:
    names = {field.name for field in RemoteWorker._meta.get_fields()} | {field.name for field in fields(PublicView)}
    assert not names & {"latitude", "longitude", "address", "postcode", "cell", "point", "street"}


def test_who_looks() -> None:
    worker, other = make_worker(), make_user()
    assert viewer_of(worker, AnonymousUser()) == Viewer.ANYONE
    assert viewer_of(worker, None) == Viewer.ANYONE
    assert viewer_of(worker, other) == Viewer.MEMBER
    assert viewer_of(worker, worker.owner) == Viewer.OWNER
    other.is_active = False
    assert viewer_of(worker, other) == Viewer.ANYONE


def test_a_profile_without_owner_is_nobodys_own() -> None:
    worker = make_worker()
    worker.owner = None
    assert viewer_of(worker, make_user()) == Viewer.MEMBER


@pytest.mark.parametrize("wrong", [None, [], {"street": "everyone"}, {"email": "world"}, {"email": None}])
def test_wrong_audiences_are_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        validate_audiences(wrong)


def test_defaults_are_valid() -> None:
    validate_audiences(DEFAULTS)
    assert set(DEFAULTS) == set(LABELS)


def test_places_that_are_not_public_are_not_shown() -> None:
    place = make_place()
    worker = make_worker(places=[place], audiences={"meeting_places": "everyone"})
    assert view_of(worker, Viewer.ANYONE).meeting_places == (place,)
    type(place).objects.update(live=False)
    assert view_of(RemoteWorker.objects.get(pk=worker.pk), Viewer.ANYONE).meeting_places == ()


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Nadia Fabrègues", "NF"),
        ("Zoé", "Z"),
        ("Jean-Luc de la Tour", "JT"),
        ("Jean-Luc", "JL"),
        ("é. Roux", "ÉR"),
        ("Zoé -", "Z"),
        ("42", "?"),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert view_of(RemoteWorker(display_name=name, commune=mende(), audiences={}), Viewer.ANYONE).initials == initials


def test_codes_are_told_in_words() -> None:
    view = view_of(filled(Audience.EVERYONE), Viewer.ANYONE)
    assert (view.status_label, view.mode_labels) == ("Indépendante ou indépendant", ["Hybride"])
    assert (view.contract_labels, view.language_labels) == (["Portage salarial"], ["français", "occitan"])
    assert (view.sector_labels, view.family_label) == (["Construction"], JobFamily("M12").label)
    assert view.availability_label == "Disponible à partir du 4 janvier 2027"


def test_what_is_not_said_has_no_words() -> None:
    nothing = PublicView("Nadia", "comptable", mende())
    assert (nothing.status_label, nothing.family_label, nothing.availability_label) == ("", "", "")
    assert (nothing.mode_labels, nothing.contract_labels) == ([], [])
    now = PublicView("Nadia", "comptable", mende(), availability="now", available_from=date(2027, 1, 4))
    later = PublicView("Nadia", "comptable", mende(), availability="later")
    assert now.availability_label == Availability.NOW.label
    assert later.availability_label == Availability.LATER.label


def test_words_are_spaced_and_numbers_written_for_who_calls_from_abroad() -> None:
    worker = make_worker(presentation="Bonjour !", phone="+33466000000")
    view = view_of(worker, Viewer.OWNER)
    assert (view.presentation, str(view.phone)) == ("Bonjour\u202f!", "+33 4 66 00 00 00")
    assert view_of(make_worker(), Viewer.OWNER).phone == ""
    worker.phone = "+331"
    assert view_of(worker, Viewer.OWNER).phone == "", "A number that can't be called is not shown."


def test_a_list_leaves_out_what_costs_a_query_each(django_assert_num_queries: Any) -> None:
    worker = RemoteWorker.objects.select_related("commune__departement").get(pk=filled(Audience.EVERYONE).pk)
    with django_assert_num_queries(0):
        view = view_of(worker, Viewer.ANYONE, leave_out=RELATIONS)
    assert shown(view) == set(FIELDS) - {"skills", "meeting_places"}
    with django_assert_num_queries(2):
        assert view_of(worker, Viewer.ANYONE).skills == ("Paie",)
