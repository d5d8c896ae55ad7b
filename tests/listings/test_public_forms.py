"""Forms that anyone may send: robots, floods, double clicks, and what people type."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.core import signing
from django.test import RequestFactory

from listings import public_forms
from listings.actions import file_report
from listings.kinds import kind_of
from listings.public_forms import FASTEST, MOST_AN_HOUR, SALT, SLOWEST, sender_of
from listings.report_forms import ReportForm
from listings.reports import ReportKind
from places.models import Place
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set how many seconds have passed since the page was opened."""
    real = signing.time.time

    def wait(seconds: float) -> None:
        monkeypatch.setattr(signing.time, "time", lambda: real() + seconds)

    return wait


def opened() -> str:
    """The token of a page that was just opened."""
    return str(ReportForm(about=kind_of(Place)).initial["token"])


def sent(token: str, sender: str = "a", **answers: str) -> ReportForm:
    data = {"kind": "closed", "message": "", "reporter_email": "", "website": "", "token": token, **answers}
    return ReportForm(data, about=kind_of(Place), sender=sender)


class TestRobots:
    def test_a_person_passes(self, clock: Any) -> None:
        token = opened()
        clock(FASTEST + 2)
        assert sent(token).is_valid()

    def test_too_fast(self) -> None:
        form = sent(opened())
        assert not form.is_valid()
        assert "très vite" in str(form.non_field_errors())

    def test_the_same_page_passes_a_moment_later(self, clock: Any) -> None:
        token = opened()
        assert not sent(token).is_valid()
        clock(FASTEST + 2)
        assert sent(token).is_valid()

    def test_a_hidden_field_that_was_filled(self, clock: Any) -> None:
        token = opened()
        clock(FASTEST + 2)
        form = sent(token, website="https://spam.example")
        assert not form.is_valid()
        assert "spam.example" not in str(form["website"]), "what the browser filled in is not shown again"

    @pytest.mark.parametrize(
        "token",
        ["", "x", "a:b:c", signing.dumps("not a uuid", salt=SALT), signing.dumps("00" * 16)],
        ids=["empty", "a letter", "three parts", "no uuid", "another salt"],  # a signature holds the time
    )
    def test_a_forged_token(self, token: str, clock: Any) -> None:
        clock(FASTEST + 2)
        form = sent(token)
        assert not form.is_valid()
        assert form["token"].value() != token, "a new one is given"

    def test_a_page_that_stayed_open(self, clock: Any) -> None:
        token = opened()
        clock(SLOWEST + 2)
        form = sent(token)
        assert not form.is_valid()
        assert "trop longtemps" in str(form.non_field_errors())

    def test_robots_are_only_looked_for_once_the_answers_are_right(self) -> None:
        form = sent(opened(), kind="")
        assert not form.is_valid()
        assert list(form.errors) == ["kind"]


class TestFloods:
    def test_so_many_an_hour_from_one_address(self, clock: Any) -> None:
        tokens = [opened() for _ in range(MOST_AN_HOUR + 1)]
        clock(FASTEST + 2)
        assert [sent(token).is_valid() for token in tokens] == [True] * MOST_AN_HOUR + [False]
        last = sent(tokens[-1])
        assert not last.is_valid()
        assert last.is_throttled
        assert sent(tokens[-1], sender="b").is_valid(), "another address is another person"

    def test_wrong_answers_are_not_counted(self, clock: Any) -> None:
        token = opened()
        clock(FASTEST + 2)
        for _ in range(MOST_AN_HOUR + 1):
            assert not sent(token, kind="x").is_valid()
        assert sent(token).is_valid()

    def test_a_double_click_is_not_counted_twice(self, clock: Any) -> None:
        place, token = make_place(), opened()
        clock(FASTEST + 2)
        for _ in range(MOST_AN_HOUR + 2):
            form = sent(token)
            assert form.is_valid()
            file_report(place, ReportKind.CLOSED, form.submission)

    def test_an_hour_that_ends_meanwhile_is_no_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(public_forms.cache, "add", lambda *args: False)
        assert public_forms.take_turn("a")


class TestSender:
    def of(self, address: str, **headers: str) -> str:
        return sender_of(RequestFactory().get("/", REMOTE_ADDR=address, **headers))

    def test_addresses_are_not_kept_in_clear(self) -> None:
        assert "192.0.2.1" not in self.of("192.0.2.1")
        assert self.of("192.0.2.1") != self.of("192.0.2.2")

    def test_one_household_of_ipv6_is_one(self) -> None:
        assert self.of("2001:db8::1") == self.of("2001:db8::ffff:1")
        assert self.of("2001:db8::1") != self.of("2001:db8:0:1::1")

    @pytest.mark.parametrize("address", ["", "unix:", "999.1.1.1"])
    def test_rubbish_is_someone_too(self, address: str) -> None:
        assert self.of(address) == self.of("")

    def test_a_proxy_is_believed_only_when_trusted(self, settings: LazySettings) -> None:
        forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7"}
        settings.SECURE_PROXY_SSL_HEADER = None
        assert self.of("192.0.2.1", **forged) == self.of("192.0.2.1")
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        assert self.of("192.0.2.1", **forged) == self.of("198.51.100.7")


class TestAnswers:
    @pytest.mark.parametrize(
        ("answers", "field", "words"),
        [
            ({"kind": ""}, "kind", "Choisissez ce qui a changé"),
            ({"kind": "missing"}, "kind", "réponse de la liste"),
            ({"kind": "hours"}, "message", "en quelques mots"),
            ({"message": "a" * 10_000}, "message", "4000 caractères au plus\u00a0: il y en a 10000"),
            ({"message": "a\x00b"}, "message", "caractère invisible"),
            ({"reporter_email": "pas une adresse"}, "reporter_email", "nom@exemple.fr"),
            ({"reporter_email": f"{'a' * 300}@exemple.fr"}, "reporter_email", "trop longue"),
        ],
    )
    def test_a_wrong_answer_says_what_to_do(self, answers: dict[str, str], field: str, words: str) -> None:
        form = sent(opened(), **answers)
        assert not form.is_valid()
        assert words in str(form.errors[field])

    def test_emoji_and_new_lines_are_words(self, clock: Any) -> None:
        token = opened()
        clock(FASTEST + 2)
        form = sent(token, message="Fermé 😢\nmerci", reporter_email="vous@exemple.fr")
        assert form.is_valid()
        assert form.cleaned_data["message"] == "Fermé 😢\nmerci"

    def test_each_mistake_leads_to_its_field(self) -> None:
        form = sent(opened(), kind="", reporter_email="x")
        form.is_valid()
        assert [(mistake.label, mistake.anchor) for mistake in form.mistakes] == [
            ("Qu’est-ce qui a changé", "id_kind_0"),
            ("Votre courriel", "id_reporter_email"),
        ]
