"""The event or the registration that an address names, and what its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from agenda.models import EventPage, Registration
from agenda.models.querysets import EventQuerySet
from agenda.registering import letters
from agenda.registering.refusals import why_closed
from agenda.vocabulary import EventState, RegistrationState
from cms.identity import identity_of
from cms.translating import language_of_tree, source_of

State = RegistrationState
EVENTS: EventQuerySet = EventPage.objects.select_related("place", "commune").only(
    *("content_type", "locale", "translation_key", "alias_of", "path", "depth", "url_path", "slug", "title", "live"),
    *("kind", "status", "status_note", "registration", "opens_at", "closes_at", "starts_at", "ends_at", "time_zone"),
    *("attendance", "online_url", "venue_name", "venue_address", "room", "access", "how_to_come"),
    *("sequence", "place__name", "commune__name"),
)
"""Events with what registering reads of them: a tenth of what a page, its place and its commune hold."""


def event_or_404(request: HttpRequest, slug: str) -> EventPage:
    """The published event of this name on the site that is asked; of two, that in the language that is spoken."""
    site_pk = identity_of(request).site_pk
    below = Q(pk__in=[])
    for path in Site.get_site_root_paths():  # remembered: the trees of each language
        if path.site_id == site_pk:
            below |= Q(url_path__startswith=path.root_path)
    found = list(EVENTS.published().filter(below, slug=slug).order_by("path"))
    found.sort(key=lambda event: language_of_tree(event) != request.LANGUAGE_CODE)
    if not found:
        raise Http404
    return found[0]  # type: ignore[no-any-return]


def registration_or_404(token: str) -> Registration:
    """The registration that a secret link names."""
    related = ("event__place", "event__commune", "seats", "commune")
    row: Registration | None = Registration.objects.select_related(*related).filter(token=token).first()
    if row is None or row.anonymised_at:
        raise Http404
    return row


@dataclass(frozen=True)
class Own:
    """What someone sees of their registration."""

    row: Registration

    @property
    def event(self) -> EventPage:
        """The event, as it is read."""
        return letters.in_language(self.row.event)

    @property
    def when(self) -> str:
        """Its date, as it is now: translations follow later."""
        return self.row.event.when

    @property
    def where(self) -> str:
        """Where they sit."""
        return letters.place_of(self.row)

    @property
    def online_url(self) -> str:
        """The address of the stream, for who follows from home and has a seat."""
        return str(letters.told(self.row)["online"])

    @property
    def is_off(self) -> bool:
        """Whether the event does not take place as announced, or is over."""
        return self.row.event.state in {EventState.CANCELLED, EventState.POSTPONED, EventState.PAST, EventState.DRAFT}

    @property
    def why_off(self) -> str:
        """What became of it, in words; what it means for who was to come."""
        state = self.row.event.state
        if self.row.is_active and state == EventState.CANCELLED:
            return _("Ce rendez-vous est annulé : vous n’avez rien à faire.")
        if self.row.is_active and state == EventState.POSTPONED:
            return _(
                "Ce rendez-vous est reporté : votre inscription est gardée, un courriel vous dira la nouvelle date."
            )
        return why_closed(self.row.event) if self.is_off else ""

    @property
    def to_confirm(self) -> bool:
        """Whether the address is still to be confirmed."""
        return self.row.is_active and not self.row.confirmed_at and self.row.state != State.OFFERED and not self.is_off

    @property
    def to_answer(self) -> bool:
        """Whether a seat is offered, in time."""
        until = self.row.offered_until
        return self.row.state == State.OFFERED and bool(until and until > timezone.now()) and not self.is_off

    @property
    def is_late(self) -> bool:
        """Whether a seat was offered, and the deadline is over."""
        return self.row.state == State.OFFERED and not self.to_answer

    @property
    def may_change(self) -> bool:
        """Whether it may be changed."""
        return self.row.is_active and not self.is_off and not self.is_late

    @property
    def may_cancel(self) -> bool:
        """Whether it may be cancelled."""
        return self.row.is_active and self.row.event.ends_at > timezone.now()

    @property
    def until(self) -> str:
        """Until when to answer."""
        return str(letters.told(self.row)["until"])

    @property
    def before(self) -> int:
        """How many wait before."""
        ahead = Q(asked_at__lt=self.row.asked_at) | Q(asked_at=self.row.asked_at, pk__lt=self.row.pk)
        return int(Registration.objects.filter(ahead, seats=self.row.seats_id).waiting().count())

    def context(self) -> dict[str, Any]:
        """For the template."""
        return {"own": self, "registration": self.row, "event": self.event}


def first_language(event: EventPage) -> EventPage:
    """The event whose seats and registrations are meant."""
    source: EventPage = source_of(event)
    return source
