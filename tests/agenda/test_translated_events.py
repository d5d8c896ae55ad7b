"""An event in English is the same event: its seats, its state, its name in calendars."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.models import Site
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from agenda.models import EventPage, Question, RelaySite, Seats
from agenda.registering.forms import field_of
from agenda.vocabulary import EventState, Mode
from cms.english_pages import open_english_tree
from cms.translating import english
from tests.factories.agenda import make_event, make_registration, seats_of
from tests.factories.places import mende

pytestmark = pytest.mark.django_db
SESSION = {"title": "Accueil", "day": 1, "starts": "09:00", "ends": "10:00", "speakers": [], "documents": []}


def in_english(event: EventPage, **words: str) -> EventPage:
    """The published translation of an event: these words, and French ones that say « in English »."""
    source, _is_new = TranslationSource.update_or_create_from_instance(event)
    Translation.objects.create(source=source, target_locale=english())
    for segment in source.stringsegment_set.select_related("string"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=english(),
            context_id=segment.context_id,
            data=words.get(segment.string.data, f"{segment.string.data} in English"),
        )
    translated, _is_new = source.create_or_update_translation(english(), copy_parent_pages=True)
    translated.get_latest_revision().publish()
    return EventPage.objects.get(pk=translated.pk)  # type: ignore[no-any-return]


def test_an_event_in_english_is_the_same_event(client: Client, lozere_site: Site) -> None:
    event = make_event(
        lozere_site,
        title="Rencontres",
        slug="rencontres",
        seats_on_site=1,
        relay_sites=[RelaySite(name="Relais", commune=mende(), seats=1)],
        programme=[{"type": "session", "value": SESSION}],
    )
    open_english_tree(lozere_site.root_page)
    assert "Rencontres" in client.get("/en/agenda/rencontres/").content.decode(), (
        "read in French until it is translated"
    )
    there = in_english(event, rencontres="meetings", Rencontres="Meetings")
    assert there.uid == event.uid
    assert Seats.objects.count() == 2, "a translation has none of its own"
    assert {relay.key for relay in there.relay_sites.all()} == {relay.key for relay in event.relay_sites.all()}
    make_registration(event, seats_of(event))
    page = client.get("/en/agenda/meetings/").content.decode()
    for words in ("Meetings", "Accueil in English", "Relais", "/en/agenda/meetings/inscription/"):
        assert words in page, words
    make_registration(event, seats_of(event, Mode.RELAY))
    there = EventPage.objects.get(pk=there.pk)
    assert there.state == EventState.FULL
    assert EventPage.objects.published().read_beside(there).get() == there
    listed = EventPage.objects.with_room().get(pk=there.pk)
    assert listed.seats_left == 0


def test_questions_say_in_which_language_they_are_asked() -> None:
    question = Question(label="Un régime <végétal> ?", kind="choice", choices="Oui\nNon merci")
    with override("en"):
        field = field_of(question)
    assert str(field.label) == '<span lang="fr">Un régime &lt;végétal&gt; ?</span>'
    assert field.choices == [(text, f'<span lang="fr">{text}</span>') for text in ("Oui", "Non merci")]  # type: ignore[attr-defined]
    assert field_of(question).label == question.label
