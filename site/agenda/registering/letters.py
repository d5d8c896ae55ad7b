"""The mails of a registration: each occasion is one mail, whatever is killed and tried again.

They are written in the transaction of what they tell of, in the name of the territory, in the language of the page
where one registered. What those who hold a seat may know, the address of the stream first, is in no other.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from agenda.calendars import FILE_NAME, MIME_TYPE, Copy, Method, Person, calendar_of_one
from agenda.check_in.codes import code_of
from agenda.models import EventPage, Registration
from agenda.moments import on_the_wall
from agenda.vocabulary import Mode, RegistrationState
from cms.identity_version import identities_version
from cms.moderation import territory_of_page
from cms.translating import paths_to_read
from geography.models import Territory
from listings.contact.letters import one_line
from mail.models import OutgoingMail
from mail.outbox import Attachment, write_mail
from mail.senders import Sender, absolute, sender_for
from ui.typography import clock_time, long_date

REMEMBERED = 60  # seconds


def write(
    row: Registration, template: str, occasion: str = "", *, method: Method | None = None, **flags: Any
) -> OutgoingMail | None:
    """Write one mail to who registered, if they left an address. ``occasion`` tells apart mails of one template.

    ``method`` is what the calendar entry that goes along is for; without it, none does. ``flags`` are what the template
    reads beside ``told``.
    """
    if not row.email:
        return None
    attachments = (lambda: [entry(row, territory_behind(row.event), method)]) if method else ()
    return write_mail(
        template,
        row.email,
        lambda: {**told(row), **flags},
        language=row.language,
        key=key_of(row, template, occasion),
        on_behalf=lambda: _sender_behind(row.event),
        attachments=attachments,
    )


def key_of(row: Registration, template: str, occasion: str = "") -> str:
    """What names a mail of a registration in the outbox."""
    return f"{_prefix(row)}{template.removeprefix('agenda_')}:{occasion}"


def forget(row: Registration) -> None:
    """Delete from the outbox what was written to this registration, sent or not."""
    OutgoingMail.objects.filter(key__startswith=_prefix(row)).delete()


def told(row: Registration) -> dict[str, Any]:
    """What the templates read of a registration, in the language of the mail."""
    event = in_language(row.event)
    is_confirmed = row.state == RegistrationState.CONFIRMED
    return {
        "event": one_line(event.title),
        "name": one_line(row.name),
        "when": row.event.when,
        "where": place_of(row),
        "online": row.event.online_url if is_confirmed and row.seats.mode == Mode.ONLINE else "",
        "access": one_line(event.access) if _comes(row) else "",
        "way": one_line(event.how_to_come) if _comes(row) else "",
        "code": code_of(row) if is_confirmed and row.seats.mode != Mode.ONLINE else "",
        "until": _moment(row, row.offered_until or row.confirm_by),
        "note": event.status_note.strip(),
        "waits": row.state == RegistrationState.WAITING,
        "link": link_of(row),
        "page": page_of(row.event),
    }


def territory_behind(event: EventPage) -> Territory | None:
    """The territory in whose name is written to who registers, remembered for a minute: a crowd comes at once."""
    key = f"agenda.territory.{event.pk}.{identities_version()}"
    found: Territory | None = cache.get_or_set(key, lambda: territory_of_page(event), REMEMBERED)
    return found


def _sender_behind(event: EventPage) -> Sender:
    """Who writes to them, in the language that is spoken, remembered likewise."""
    key = f"agenda.sender.{event.pk}.{translation.get_language()}.{identities_version()}"
    found: Any = cache.get_or_set(key, lambda: sender_for(territory_behind(event)), REMEMBERED)
    return found  # type: ignore[no-any-return]


def link_of(row: Registration) -> str:
    """The secret address of a registration, whole, in the current language, on the site that writes."""
    return absolute(reverse("agenda:registration", args=[row.token]))


def page_of(event: EventPage) -> str:
    """The whole address of an event's page, in the current language."""
    return absolute(paths_to_read(event)[str(translation.get_language())])


def place_of(row: Registration) -> str:
    """Where someone sits: « La Filature, Mende, 2 place au Blé, salle 3 », the relay place, « en ligne »."""
    event, seats = row.event, row.seats
    if seats.mode == Mode.ON_SITE:
        parts = [event.where, event.venue_address, event.room]
        return one_line(", ".join(filter(None, parts)))
    return one_line(str(seats.label or seats.get_mode_display()))


def entry(row: Registration, territory: Territory | None, method: Method) -> Attachment:
    """The event as this person's calendar holds it."""
    event = row.event
    agency = (territory.agency_name or territory.name) if territory else settings.WAGTAIL_SITE_NAME
    address = event.contact or (territory.agency_email if territory else "") or settings.DEFAULT_FROM_EMAIL
    copy = Copy(
        attendee=Person(one_line(row.name), row.email),
        organiser=Person(event.organiser or agency, address),
        where=place_of(row),
        online_url=event.online_url if row.seats.mode == Mode.ONLINE else "",
        is_cancelled=method == Method.CANCEL,
    )
    text = calendar_of_one(event, page_of(event), method=method, copy=copy, stamp=timezone.now())
    return Attachment(FILE_NAME, f"{MIME_TYPE}; method={method}", text)


def in_language(event: EventPage) -> EventPage:
    """An event as it is read in the current language: translated, or else as it is."""
    language = translation.get_language()
    if language == settings.LANGUAGE_CODE:
        return event
    found = EventPage.objects.published().filter(translation_key=event.translation_key)
    return found.filter(locale__language_code=language).first() or event


def _comes(row: Registration) -> bool:
    return bool(row.seats.mode == Mode.ON_SITE)


def _moment(row: Registration, moment: Any) -> str:
    """« 12 décembre 2026, 9 h », by the clock of the event."""
    if moment is None:
        return ""
    wall = on_the_wall(moment, row.event.zone)
    return f"{long_date(wall)}, {clock_time(wall)}"


def _prefix(row: Registration) -> str:
    return f"agenda:{row.pk}:"
