"""One thing asked without refusing the rest: fields named by an agency, told to who holds it, marked for them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from directory.businesses.actions import begin
from directory.models import Business, RemoteWorker
from directory.synthetic_businesses import fictional_siret
from listings.asking import choices_of, demand_on, labels_of
from listings.kinds import kind_of, kinds
from listings.models import Listing, Review
from listings.reviewing import decide, submit
from listings.reviews import ReviewState
from listings.rights import export
from mail.models import OutgoingMail
from tests.factories.listings import desk_of, make_moderator, make_user
from tests.factories.places import mende
from tests.factories.reviews import make_held_place, make_review
from tests.factories.workers import worker_draft

pytestmark = pytest.mark.django_db


def a_place() -> Listing:
    return make_held_place(name="La Remise")


def a_person() -> Listing:
    return worker_draft(display_name="Nadia")  # type: ignore[no-any-return]


def a_business() -> Listing:
    business = Business(name="Atelier", siret=fictional_siret(900_001), commune=mende())
    begin(business, make_user())
    return Business.objects.get(pk=business.pk)  # type: ignore[no-any-return]


ASKED = {
    "place": (a_place, ["opening_hours", "photos"], ["Horaires", "Photos"]),
    "person": (a_person, ["commune", "languages"], ["Commune", "Langues de travail"]),
    "business": (a_business, ["agreement_date", "sites"], ["Date de l’accord ou de la charte", "Autres sites"]),
}


def asked(sort: str) -> tuple[Any, Client, Review]:
    """A listing of a sort that was sent back with two fields named, and its owner's browser."""
    make, names, _labels = ASKED[sort]
    listing: Any = make()
    review = decide(
        submit(listing, listing.owner), make_moderator(mende()), ReviewState.CHANGES, "Encore ceci.", asked=names
    )
    client = Client()
    client.force_login(listing.owner)
    return type(listing)._default_manager.get(pk=listing.pk), client, review


@pytest.mark.parametrize("sort", ASKED)
class TestEachKind:
    def test_its_holder_is_told_which(self, sort: str) -> None:
        listing, client, review = asked(sort)
        labels = ASKED[sort][2]
        assert labels_of(review) == labels
        mail = OutgoingMail.objects.get(template="review_decided")
        for text in (mail.text, client.get("/mon-espace/").content.decode()):
            assert all(label in text for label in labels)
            assert "Encore ceci." in text
        page = f"/mon-espace/{kind_of(listing).slug}/{listing.pk}/"
        assert ", ".join(labels) in client.get(page).content.decode(), "in what happened"

    def test_each_is_a_link_to_its_mark_in_the_form(self, sort: str) -> None:
        listing, client, _review = asked(sort)
        page = client.get(f"/mon-espace/{kind_of(listing).slug}/{listing.pk}/").content.decode()
        links = {label: href for href, label in re.findall(r'<a href="([^"]+#a-revoir-[^"]+)">([^<]+)</a>', page)}
        assert list(links) == ASKED[sort][2]
        for href in links.values():
            path, _, mark = href.partition("#")
            form = client.get(path).content.decode()
            assert form.count(f'id="{mark}"') == 1
            assert f'href="{href}"' in form, "and the form says it too"
            marks = set(re.findall(r'id="(a-revoir-[^"]+)"', form))
            assert marks == {other.partition("#")[2] for other in links.values() if other.startswith(f"{path}#")}

    def test_the_desk_asks_with_boxes_in_the_words_of_the_form(
        self, sort: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make, names, labels = ASKED[sort]
        listing: Any = make()
        review = submit(listing, listing.owner)
        desk = desk_of(make_moderator(mende()), monkeypatch)
        address = f"/admin/relectures/{review.pk}/modification/"
        html = desk.get(address).content.decode()
        offered = re.findall(r'type="checkbox" name="asked" value="(\w+)"', html)
        assert offered == [name for _title, answers in choices_of(kind_of(listing)) for name, _label in answers]
        assert set(names) < set(offered)
        for wrong in (["owner"], ["live"], [*names, "slug"], ["audiences"]):
            assert desk.post(address, {"comment": "Encore ceci.", "asked": wrong}).status_code == 200
        assert Review.objects.get().is_waiting
        desk.post(address, {"comment": "Encore ceci.", "asked": names})
        assert Review.objects.get().asked == names
        told = desk.get(f"/admin/relectures/{review.pk}/").content.decode()
        assert ", ".join(labels) in told

    def test_what_is_sent_again_is_asked_no_more(self, sort: str) -> None:
        listing, client, _review = asked(sort)
        path = kind_of(listing).edit_url(listing)
        submit(listing, listing.owner)
        assert demand_on(listing) is None
        assert "a-revoir-" not in client.get(path, follow=True).content.decode()


def test_every_field_that_may_be_asked_is_the_model_s_and_has_a_label() -> None:
    for kind in kinds():
        names = [answer.name for section in kind.sections() for answer in section.answers]
        assert len(names) == len(set(names)) > 10
        assert all(kind.model._meta.get_field(name) for name in names)
        assert all(str(answer.label) for section in kind.sections() for answer in section.answers)
        assert not set(names) & {*kind.model.LIVE_ONLY, "live"}


def test_a_person_is_not_asked_about_what_the_desk_does_not_read() -> None:
    names = [answer.name for section in kind_of(RemoteWorker).sections() for answer in section.answers]
    assert set(names) & set(RemoteWorker.PRIVATE) == {"photo"}, "which the preview shows"


class TestRefusals:
    @pytest.mark.parametrize("names", [["slug"], ["summary", "owner"], ["password"], ["live"]])
    def test_a_field_that_is_not_the_holder_s(self, names: list[str]) -> None:
        review = make_review()
        with pytest.raises(ValidationError) as told:
            decide(review, make_moderator(mende()), ReviewState.CHANGES, "Ceci ?", asked=names)
        assert set(told.value.message_dict) == {"asked"}
        assert Review.objects.get().is_waiting

    @pytest.mark.parametrize(("state", "reason"), [(ReviewState.APPROVED, ""), (ReviewState.REFUSED, "other")])
    def test_none_but_with_a_change(self, state: ReviewState, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
        review, moderator = make_review(), make_moderator(mende())
        with pytest.raises(ValidationError):
            decide(review, moderator, state, "Voilà.", reason, asked=["summary"])
        word = "publier" if state == ReviewState.APPROVED else "refuser"
        page = desk_of(moderator, monkeypatch).get(f"/admin/relectures/{review.pk}/{word}/").content.decode()
        assert 'name="asked"' not in page
        assert Review.objects.get().is_waiting

    def test_words_are_still_needed(self) -> None:
        with pytest.raises(ValidationError):
            decide(make_review(), make_moderator(mende()), ReviewState.CHANGES, " ", asked=["summary"])


def test_a_change_without_a_field_reads_as_before() -> None:
    review = make_review()
    decide(review, make_moderator(mende()), ReviewState.CHANGES, "Encore ceci.")
    demand = demand_on(review.listing)
    assert demand
    assert (demand.words, demand.fields, demand.pages, Review.objects.get().asked) == (
        "Encore ceci.",
        [],
        frozenset(),
        [],
    )
    assert "À revoir" not in OutgoingMail.objects.get(template="review_decided").text


def test_a_field_that_the_form_no_longer_has_is_left_out() -> None:
    review = decide(make_review(), make_moderator(mende()), ReviewState.CHANGES, "Ceci.", asked=["summary", "phone"])
    Review.objects.update(asked=["phone", "fax"])
    review.refresh_from_db()
    assert labels_of(review) == ["Téléphone"]
    demand = demand_on(review.listing)
    assert demand
    assert [field.shown_as for field in demand.fields] == ["phone"]


def test_each_reader_reads_the_labels_in_their_language() -> None:
    user: User = make_user(language="en")
    decide(
        make_review(make_held_place(owner=user)), make_moderator(mende()), ReviewState.CHANGES, "Ceci.", asked=["phone"]
    )
    mail = OutgoingMail.objects.get(template="review_decided")
    assert "- Phone" in mail.text
    assert "Téléphone" not in mail.text


def test_as_many_queries_however_much_is_asked(client: Client) -> None:
    user, moderator, counts = make_user(), make_moderator(mende()), []
    client.force_login(user)
    client.get("/mon-espace/")
    for number in (1, 3):
        for _ in range(number):
            review = make_review(make_held_place(owner=user))
            decide(review, moderator, ReviewState.CHANGES, "Ceci.", asked=["phone", "photos"])
        pages = ["/mon-espace/", f"/mon-espace/lieu/{review.object_id}/"]
        with CaptureQueriesContext(connection) as captured:
            assert all("Téléphone, Photos" in client.get(page).content.decode() for page in pages)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_was_asked_is_taken_along() -> None:
    review = decide(make_review(), make_moderator(mende()), ReviewState.CHANGES, "Ceci.", asked=["phone"])
    (section, *_rest) = export(user=review.submitted_by)
    assert section.rows[0]["champs_a_revoir"] == ["Téléphone"]


def test_a_step_with_something_to_mend_says_so_from_the_others() -> None:
    _worker, client, _review = asked("person")
    for step in ("identite", "metier", "rythme"):
        html = client.get(f"/teletravailleurs/ma-fiche/{step}/").content.decode()
        steps = re.findall(r"<li[^>]*>(.*?)</li>", html.split('class="steps"', 1)[1].split("</ol>", 1)[0], re.DOTALL)
        assert ["À revoir" in one for one in steps] == [True, True, False, False]


def test_a_long_list_that_is_asked_is_open() -> None:
    _worker, client, _review = asked("person")
    html = client.get("/teletravailleurs/ma-fiche/metier/").content.decode()
    opened = re.findall(r'<details class="fold"\s+open>\s*<summary>\s*<span>\s*([^<]+?)\s*<', html)
    assert opened == ["Langues de travail"]
