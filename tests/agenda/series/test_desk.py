"""An editor copies an event and makes a series of it, with plain forms; another agency finds nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from agenda.models import EventPage
from agenda.models.series import Series
from agenda.series.making import begin_series
from agenda.series.rules import rule_of
from agenda.vocabulary import Status
from tests.factories.agenda import make_event
from tests.factories.listings import desk_of, make_superuser

pytestmark = pytest.mark.django_db


def said(client: Client, address: str, **pressed: str) -> str:
    """What the desk says after a press."""
    return str(client.post(address, pressed, follow=True).content.decode())


@pytest.mark.once  # what is done to dates: test_making
def test_copy_repeat_and_what_may_be_done_to_dates(lozere_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk_of(make_superuser(), monkeypatch)
    event = make_event(lozere_site, title="Permanence", slug="permanence", seats_on_site=5)
    copy = reverse("series_desk:copy", args=[event.pk])
    assert "Permanence" in client.get(copy).content.decode()
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    assert "Cette date est trop loin" in said(client, copy, day="2999-01-01", clock="09:00")
    assert client.post(copy, {"day": day, "clock": "09:15"}).status_code == 302
    copied = EventPage.objects.get(slug=f"permanence-{day}")
    assert (copied.live, copied.local_start.strftime("%H:%M")) == (False, "09:15")

    repeat = reverse("series_desk:repeat", args=[event.pk])
    assert 'name="frequency"' in client.get(repeat).content.decode()
    wrong = {"frequency": "weekly", "interval": "1", "excluded": "demain", "until": "2001-01-01"}
    page = said(client, repeat, **wrong)
    assert "n’est pas un jour" in page
    assert "plus tardif que celui de ce rendez-vous" in page
    until = (event.local_start.date() + timedelta(days=21)).isoformat()
    answer = client.post(repeat, {"frequency": "weekly", "interval": "1", "until": until, "is_published": "on"})
    series = Series.objects.get()
    assert answer["Location"] == reverse("series_desk:one", args=[series.pk])
    assert client.get(repeat).status_code == 404, "it is of a series already"
    rows = list(series.dates.select_related("page"))
    assert len(rows) == 4

    public = client.get(event.get_url()).content.decode()
    assert "Les autres dates" in public
    assert [row.page.get_url() in public for row in rows] == [False, True, True, True] or rows[
        1
    ].page.get_url() in public
    EventPage.objects.get(pk=rows[1].page_id).get_latest_revision()
    first = EventPage.objects.get(pk=event.pk)
    first.room = "Salle bleue"
    first.save_revision().publish()
    own = EventPage.objects.get(pk=rows[3].page_id)
    own.room = "Salle rouge"
    own.save_revision().publish()
    told = said(client, reverse("series_desk:spread", args=[series.pk, rows[0].pk]), portee="suivantes")
    assert "2 dates ont changé." in told
    assert "(salle)" in told
    assert "est annulé" in said(client, reverse("series_desk:cancel", args=[series.pk, rows[1].pk]))
    assert EventPage.objects.get(pk=rows[1].page_id).status == Status.CANCELLED
    assert "n’a pas lieu" in said(client, reverse("series_desk:exclude", args=[series.pk]), day=day)
    assert "s’arrête le" in said(client, reverse("series_desk:stop", args=[series.pk, rows[2].pk]))
    assert "resteront des brouillons" in said(client, reverse("series_desk:publish", args=[series.pk]))
    listed = client.get(reverse("series_desk:list")).content.decode()
    assert "4 dates à venir" in listed
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).content.decode()
    assert reverse("series_desk:one", args=[series.pk]) in edit
    assert copy in edit


def test_an_event_that_comes_once_has_no_other_dates(client: Client, lozere_site: Site) -> None:
    alone = make_event(lozere_site, slug="seul")
    other = make_event(lozere_site, slug="serie")
    first = other.local_start.date()
    rule = rule_of("weekly", first, until=first + timedelta(days=8))
    begin_series(other, rule, excluded=[], is_published=False)
    for event in (alone, other):
        assert "Les autres dates" not in client.get(event.get_url()).content.decode(), "drafts are no dates"
