"""What those who registered are told of is what changes for them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from wagtail.models import Site

from agenda.models import EventPage
from agenda.models.pages import WORDS_OF_ADDRESSES
from agenda.publishing import announcement
from agenda.urls import urlpatterns
from tests.factories.agenda import make_event

pytestmark = pytest.mark.django_db  # a page asks for its type when it is made


def test_an_editor_of_another_language_and_another_clock_moves_nothing() -> None:
    now = timezone.now()
    event = EventPage(attendance="en-ligne", starts_at=now, ends_at=now)
    there = now.astimezone(ZoneInfo("Indian/Reunion"))
    same = EventPage(attendance="en-ligne", starts_at=there, ends_at=there)
    with translation.override("en"):
        told = announcement(same)
    assert told == announcement(event)


def test_no_event_is_named_as_other_addresses_begin(lozere_site: Site) -> None:
    routes = [str(pattern.pattern) for pattern in urlpatterns]
    words = {route.partition("/")[0].removesuffix(".ics") for route in routes if not route.startswith("<")}
    assert {word for word in words if "." not in word} == WORDS_OF_ADDRESSES
    assert make_event(lozere_site, title="Avis", slug="").slug == "avis-2"
    with pytest.raises(ValidationError, match="avis"):
        make_event(lozere_site, slug="avis")
