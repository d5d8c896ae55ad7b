"""The check-in page with and without its script: who sees whom, ticks, lets in, takes back."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from agenda.models import Admission, Arrival, EventPage, Registration, Seats
from tests.agenda.check_in.conftest import AFTERNOON, MORNING
from tests.factories.agenda import make_registration, seats_of

pytestmark = pytest.mark.django_db


def person(name: str) -> Registration:
    return Registration.objects.get(name=name)  # type: ignore[no-any-return]


def test_an_agency_ticks_by_plain_forms(event: EventPage, agency: Client) -> None:
    page = reverse("attendance_desk:check_in", args=[event.pk])
    response = agency.get(page, {"q": "oeuvrard"})
    text = response.content.decode()
    assert "script-src 'self';" in f"{response['Content-Security-Policy']};", "no looser than the public's"
    assert "camera=(self)" in response["Permissions-Policy"]
    assert re.findall(r'<li id="p\d+"[^>]*?hidden>', text), "others are set apart"
    chloe = person("Chloé Œuvrard")
    assert not re.search(rf'<li id="p{chloe.pk}"[^>]*hidden>', text), "accents and ligatures are folded"

    told = agency.post(page, {"half": MORNING, "mark": f"{chloe.pk}:on"}, follow=True)
    assert 'aria-pressed="true"' in told.content.decode()
    assert Arrival.objects.get(registration=chloe).half_day == MORNING
    agency.post(page, {"half": MORNING, "mark": f"{chloe.pk}:off"})
    assert not Arrival.objects.get(registration=chloe).is_present
    for wrong in ("abc:on", "999999:on", f"{'9' * 40}:on", f"{'-' * 36}:on"):
        assert agency.post(page, {"half": MORNING, "mark": wrong}).status_code == 302

    walk_in = {"half": MORNING, "key": uuid4(), "name": "Zoé Passage", "seats": seats_of(event).pk}
    refused = agency.post(page, walk_in)
    assert refused.status_code == 422, "every seat is taken: one says so first"
    for _ in range(2):
        agency.post(page, {**walk_in, "above": "on"})
    room = seats_of(event)
    assert (room.taken, room.capacity) == (3, 3), "once, however often it is sent"
    assert Admission.objects.get(registration=person("Zoé Passage")).is_above
    agency.post(page, {"back": person("Zoé Passage").pk})
    room = seats_of(event)
    assert (room.taken, room.capacity) == (2, 2)
    assert not Registration.objects.filter(name="Zoé Passage").exists()
    assert agency.post(page, {"back": chloe.pk}).status_code == 302
    assert person("Chloé Œuvrard").state == "confirmed", "who registered is not taken back"

    agency.post(page, {"half": MORNING, "mark": f"{person('Bruno Attend').pk}:on"})
    bruno = person("Bruno Attend")
    assert (bruno.state, bruno.admission.is_above, seats_of(event).taken) == ("confirmed", True, 3)


def test_who_follows_from_home_is_found_but_not_expected(event: EventPage, agency: Client) -> None:
    online = Seats.objects.create(event=event, mode="online", rank=9)
    row = make_registration(event, online, name="Oriane Loin")
    page = reverse("attendance_desk:check_in", args=[event.pk])
    apart = re.compile(rf'<li id="p{row.pk}"[^>]*hidden>')
    text = " ".join(agency.get(page).content.decode().split())
    assert apart.search(text)
    assert "sur 3 personnes attendues" in text, "nor is who waits for a seat"
    assert not apart.search(agency.get(page, {"q": "oriane"}).content.decode())


def sync(client: Client, address: str, *acts: dict[str, Any], now: float = 0) -> dict[str, Any]:
    sent = {"now": now, "acts": list(acts)} if now else {"acts": list(acts)}
    response = client.post(address, sent, content_type="application/json")
    assert response.status_code == 200
    return response.json()  # type: ignore[no-any-return]


def test_two_phones_agree(event: EventPage, agency: Client) -> None:
    address = reverse("attendance_desk:check_in_sync", args=[event.pk])
    chloe, now = person("Chloé Œuvrard"), 1_000_000_000_000.0
    on = {"act": "mark", "who": str(chloe.pk), "half": MORNING, "on": True}
    late_on = {**on, "key": "a", "at": now - 60_000}
    off = {**on, "key": "b", "on": False, "at": now - 30_000}
    sync(agency, address, off, now=now)
    told = sync(agency, address, late_on, late_on, now=now)
    assert told["done"] == ["a", "a"]
    row = next(one for one in told["people"] if one["id"] == str(chloe.pk))
    assert row["in"] == [], "what was pressed last counts, though it was told first"
    told = sync(agency, address, {**on, "key": "c", "at": now - 10_000, "half": AFTERNOON}, now=now)
    assert next(one for one in told["people"] if one["id"] == str(chloe.pk))["in"] == [AFTERNOON]

    key = str(uuid4())
    walk_in = {"act": "walkIn", "key": key, "half": MORNING, "name": "Zoé Passage", "seats": seats_of(event).pk}
    after = {"act": "mark", "key": "d", "who": key, "half": AFTERNOON, "on": True, "at": now}
    told = sync(agency, address, walk_in, walk_in, after, now=now)
    zoe = next(one for one in told["people"] if one["name"] == "Zoé Passage")
    assert (zoe["above"], zoe["in"]) == (True, [MORNING, AFTERNOON])
    assert [one["left"] for one in told["seats"]] == [0, 1]
    back = {"act": "takeBack", "key": "e", "who": key}
    told = sync(agency, address, back, back, walk_in)
    assert told["done"] == ["e", key], "taken back: the second finds nobody, and telling it again lets nobody in"
    assert list(told["refused"]) == ["e"]
    assert Seats.objects.get(pk=seats_of(event).pk).taken == 2


@pytest.mark.parametrize(
    "sent",
    [
        "[]",
        "{",
        '{"acts": 1}',
        '{"acts": [1]}',
        '{"acts": [{"key": 1}]}',
        '{"acts": []' + " " * 600_000 + "}",
        "\x00",
    ],
)
def test_what_is_no_list_of_acts(event: EventPage, agency: Client, sent: str) -> None:
    address = reverse("attendance_desk:check_in_sync", args=[event.pk])
    assert agency.post(address, sent, content_type="application/json").status_code == 400


def test_acts_that_make_no_sense_are_refused_in_words(event: EventPage, agency: Client) -> None:
    address = reverse("attendance_desk:check_in_sync", args=[event.pk])
    chloe = str(person("Chloé Œuvrard").pk)
    wrong: list[dict[str, Any]] = [
        {"act": "steal"},
        {"act": ["mark"]},
        {"act": "mark", "who": chloe, "half": "2126-12-11-am", "on": True},
        {"act": "mark", "who": {"a": 1}, "half": MORNING},
        {"act": "mark", "who": str(uuid4()), "half": MORNING, "on": True},
        {"act": "walkIn", "name": "", "seats": seats_of(event).pk, "half": MORNING},
        {"act": "walkIn", "name": "Zoé\x00", "seats": "x", "half": MORNING, "at": 1e300},
        {"act": "takeBack", "who": chloe},
    ]
    acts = [{"key": f"clé {number}", **act} for number, act in enumerate(wrong)]
    told = sync(agency, address, *acts, now=1e300)
    assert told["done"] == []
    assert len([why for why in told["refused"].values() if why]) == len(wrong)


def test_each_door_opens_on_its_own(event: EventPage, agency: Client, neighbours: Client, client: Client) -> None:
    desk, desk_sync = (reverse(f"attendance_desk:{name}", args=[event.pk]) for name in ("check_in", "check_in_sync"))
    for address in (desk, desk_sync):
        assert agency.get(address).status_code == 200
        assert neighbours.get(address).status_code == neighbours.post(address).status_code == 404
        assert client.get(address).status_code == 302
    relay = reverse("agenda:relay_check_in", args=["secret-du-relais"])
    text = client.get(relay).content.decode()
    assert "Rémi Relais" in text
    assert "Anaïs" not in text
    anais = str(person("Anaïs Delmas").pk)
    told = sync(client, f"{relay}synchro/", {"act": "mark", "key": "a", "who": anais, "half": MORNING, "on": True})
    assert [one["name"] for one in told["people"]] == ["Rémi Relais"]
    assert list(told["refused"]) == ["a"]
    walk_in = {"act": "walkIn", "key": str(uuid4()), "name": "Ici", "half": MORNING}
    told = sync(client, f"{relay}synchro/", {**walk_in, "seats": seats_of(event).pk})
    assert told["done"] == [], "nor does it let in elsewhere"
    assert client.get(reverse("agenda:relay_check_in", args=["autre"])).status_code == 404
    EventPage.objects.filter(pk=event.pk).update(starts_at="2026-01-01T09:00Z", ends_at="2026-01-01T10:00Z")
    assert client.get(relay).status_code == 404, "long after, nobody opens it"
    worker = client.get(reverse("agenda:check_in_offline"))
    assert worker["Service-Worker-Allowed"] == "/"
    assert b"caches" in worker.content
