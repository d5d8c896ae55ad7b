"""What an editor writes of an event: the clock of its place, and contradictions refused in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from agenda.models import EventPage, RelaySite
from agenda.vocabulary import Mode
from tests.factories.agenda import make_event, make_registration, seats_of
from tests.factories.places import make_place, mende

pytestmark = pytest.mark.django_db


def session(**fields: Any) -> tuple[str, dict[str, Any]]:
    """A session as the editor sends it."""
    known = {
        "title": "Accueil",
        "day": "1",
        "starts": "09:00",
        "ends": "10:00",
        "format": "",
        "room": "",
        "text": "null",
    }
    empty = {"speakers": streamfield([]), "documents": streamfield([])}
    return "session", {**known, **empty, **fields}


def sent(page: EventPage | None = None, **fields: Any) -> Any:
    """The editor's form of an event, checked as it is to be published."""
    user = get_user_model()(is_superuser=True, is_active=True)
    known: dict[str, Any] = {
        "title": "Rencontres",
        "slug": "rencontres",
        "lead": "",
        "starts_at": "2026-12-10 09:00",
        "ends_at": "2026-12-10 17:00",
        "opens_at": "",
        "closes_at": "",
        "which_hour": "",
        "time_zone": "Europe/Paris",
        "status": "confirmed",
        "attendance": "sur-place",
        "commune": "Mende (48095)",
        "registration": "none",
        "kind": "rencontre",
        "price_amount": "0",
        "programme": streamfield([]),
        "body": streamfield([]),
        **{name: inline_formset([]) for name in ("relay_sites", "questions", "partners", "comments")},
    }
    data = nested_form_data({**known, **fields})
    page = page or EventPage()
    form = page.get_edit_handler().get_form_class()(data, instance=page, for_user=user)
    form.is_valid()
    return form


def wrong(form: Any) -> dict[str, list[str]]:
    """The messages of a form by field."""
    return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


def test_hours_are_those_of_the_place() -> None:
    mende()
    form = sent()
    assert not wrong(form)
    assert (form.instance.starts_at, form.instance.ends_at) == (
        datetime(2026, 12, 10, 8, tzinfo=UTC),
        datetime(2026, 12, 10, 16, tzinfo=UTC),
    )
    assert form.instance.commune_id == "48095"
    away = sent(time_zone="Indian/Reunion").instance
    assert away.starts_at == datetime(2026, 12, 10, 5, tzinfo=UTC)
    shown = EventPage(time_zone="Indian/Reunion", starts_at=away.starts_at, ends_at=away.ends_at)
    unsent = shown.get_edit_handler().get_form_class()(instance=shown, for_user=None)
    assert f"{unsent['starts_at'].value():%d/%m %H:%M %z}" == "10/12 09:00 "
    assert not unsent.asks_which_hour


def test_an_hour_that_never_is_or_comes_twice() -> None:
    mende()
    skipped = sent(starts_at="2026-03-29 02:30", ends_at="2026-03-29 05:00")
    assert "n’existe pas" in wrong(skipped)["starts_at"][0]
    twice = {"starts_at": "2026-10-25 02:30", "ends_at": "2026-10-25 06:00"}
    asked = sent(**twice)
    assert "deux fois" in wrong(asked)["starts_at"][0]
    assert asked.asks_which_hour
    for which, hour in (("0", 0), ("1", 1)):
        form = sent(**twice, which_hour=which)
        assert not wrong(form)
        assert form.instance.starts_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        again = form.instance.get_edit_handler().get_form_class()(instance=form.instance, for_user=None)
        assert again["which_hour"].value() == which
        assert again.asks_which_hour


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"ends_at": "2026-12-10 09:00"}, "ends_at", "La fin vient après"),
        ({"ends_at": "2027-02-10 09:00"}, "ends_at", "31 jours au plus"),
        ({"starts_at": "9999-12-31 09:00"}, "starts_at", ""),
        ({"starts_at": "2026-13-40T09:00"}, "starts_at", ""),
        ({"starts_at": "2026-12-10T09:00Z"}, "starts_at", ""),
        ({"opens_at": "2026-12-10 10:00"}, "opens_at", "s’ouvrent avant"),
        ({"closes_at": "2026-12-11 10:00"}, "closes_at", "avant la fin"),
        ({"registration": "here", "expire_at": "2026-12-10 12:00"}, "expire_at", "jusqu’à la fin"),
        ({"commune": ""}, "commune", "écrivez la commune"),
        ({"registration": "elsewhere"}, "registration_url", "où l’on s’inscrit"),
        ({"online_url": "https://visio.example/x"}, "online_url", "seuls inscrits"),
        ({"lead": "a" * 281}, "lead", "280"),
        ({"programme": streamfield([session(starts="08:00")])}, "programme", "commence avant"),
        ({"programme": streamfield([session(day="2")])}, "programme", "finit après"),
        ({"programme": streamfield([session(ends="08:30", starts="09:30")])}, "programme", ""),
        ({"partners": inline_formset([{"name": "", "role": "finance"}])}, "", ""),
    ],
)
@pytest.mark.once
def test_contradictions_are_refused(fields: dict[str, Any], field: str, words: str) -> None:
    mende()
    form = sent(**fields)
    assert not form.is_valid()
    if field:
        assert words in wrong(form)[field][0]


def test_a_session_of_the_second_day_is_inside() -> None:
    mende()
    assert not wrong(sent(ends_at="2026-12-11 17:00", programme=streamfield([session(day="2")])))


def test_seats_are_not_taken_from_those_who_sit(lozere_site: Site) -> None:
    relay = RelaySite(name="Médiathèque", commune=mende(), seats=5)
    event = make_event(lozere_site, slug="rencontres", seats_on_site=5, seats_online=None, relay_sites=[relay])
    for mode in (Mode.ON_SITE, Mode.ON_SITE, Mode.RELAY, Mode.RELAY, Mode.ONLINE):
        make_registration(event, seats_of(event, mode))
    row = event.relay_sites.get()
    kept = {"id": row.pk, "key": row.key, "place": "", "name": "Médiathèque", "commune": "Mende (48095)", "contact": ""}
    fields = {"registration": "here", "attendance": "mixte", "seats_on_site": "2", "seats_online": "1"}
    relays = inline_formset([{**kept, "seats": "2"}], initial=1)
    form = sent(event, **fields, relay_sites=relays)
    assert form.is_valid(), "as many as are taken"
    form = sent(
        event, **{**fields, "seats_on_site": "1"}, relay_sites=inline_formset([{**kept, "seats": "1"}], initial=1)
    )
    assert "2 places sont déjà prises" in wrong(form)["seats_on_site"][0]
    assert "2 places sont déjà prises" in str(form.formsets["relay_sites"].forms[0].errors["seats"])
    gone = inline_formset([{**kept, "seats": "2", "DELETE": "on"}], initial=1)
    form = sent(event, **{**fields, "attendance": "sur-place"}, relay_sites=gone)
    assert "1 personne a sa place" in wrong(form)["seats_online"][0]
    assert "« Médiathèque, Mende »" in wrong(form)["registration"][0]


def test_a_relay_keeps_its_key_and_a_new_one_gets_one(lozere_site: Site) -> None:
    event = make_event(lozere_site, slug="rencontres", relay_sites=[RelaySite(name="Un", commune=mende())])
    row = event.relay_sites.get()
    base = {"place": "", "commune": "Mende (48095)", "contact": "", "seats": ""}
    rows = [
        {**base, "id": row.pk, "key": row.key, "name": "Un"},
        {**base, "id": "", "key": "", "name": "Deux"},
        {**base, "id": "", "key": "", "name": "Trois"},
    ]
    form = sent(event, relay_sites=inline_formset(rows, initial=1))
    assert form.is_valid(), wrong(form)
    keys = [one.key for one in form.save(commit=False).relay_sites.all()]
    assert keys[0] == row.key
    assert len(set(keys)) == 3


def test_a_place_that_is_not_published_is_refused(lozere_site: Site) -> None:
    event = make_event(lozere_site, slug="rencontres")
    hidden, shown = make_place(live=False), make_place()
    assert "n’est pas publié" in str(sent(event, place=hidden.pk).non_field_errors())
    form = sent(event, place=shown.pk, commune="")
    assert form.is_valid(), wrong(form)
    assert form.instance.commune == shown.commune


def test_seats_that_nobody_could_register_for_are_refused_in_words() -> None:
    mende()
    assert list(wrong(sent(seats_on_site="30"))) == ["registration"]
    assert not wrong(sent(seats_on_site="30", registration="here"))
