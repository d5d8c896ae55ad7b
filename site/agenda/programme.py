"""The programme of a meeting: sessions with their speakers and documents, as blocks.

The times of a session are those of the clock on the wall of the room, in the time zone of its event, on its first day
or one of the next: they follow the event when its date is moved, and mean the same on both sides of a clock change.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from agenda.vocabulary import SessionFormat
from cms.blocks.errors import struct_error
from cms.blocks.text import PLAIN, TextBlock

MOST_SESSIONS = 200
"""Sessions of an event: ten rooms, twenty hours."""


def session_times(value: Any, first_day: date) -> tuple[datetime | None, datetime | None]:
    """When a session begins and ends by the clock on the wall, naive; ``None`` for what a draft does not say yet."""
    day = first_day + timedelta(days=(value.get("day") or 1) - 1)
    begins, stops = value.get("starts"), value.get("ends")
    return (datetime.combine(day, begins) if begins else None, datetime.combine(day, stops) if stops else None)


class SpeakerBlock(blocks.StructBlock):  # type: ignore[misc]
    """Who speaks in a session."""

    name = blocks.CharBlock(label=_("Nom"), max_length=120)
    role = blocks.CharBlock(label=_("Fonction"), max_length=120, required=False, default="")
    organisation = blocks.CharBlock(label=_("Structure"), max_length=160, required=False, default="")

    class Meta:
        icon = "user"
        label = _("Intervenant ou intervenante")


class SessionDocumentBlock(blocks.StructBlock):  # type: ignore[misc]
    """A document of a session: what to read before, or the slides after."""

    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(
        label=_("Intitulé"), max_length=120, required=False, default="", help_text=_("Sinon, son titre.")
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")


class SessionBlock(blocks.StructBlock):  # type: ignore[misc]
    """A session of the programme."""

    title = blocks.CharBlock(label=_("Titre"), max_length=160)
    day = blocks.IntegerBlock(
        label=_("Jour"), min_value=1, max_value=31, default=1, help_text=_("1 : le premier jour de la rencontre.")
    )
    starts = blocks.TimeBlock(label=_("De"), help_text=_("À l’heure du lieu."))
    ends = blocks.TimeBlock(label=_("À"))
    format = blocks.ChoiceBlock(label=_("Format"), choices=SessionFormat.choices, required=False, default="")
    room = blocks.CharBlock(
        label=_("Salle"),
        max_length=120,
        required=False,
        default="",
        help_text=_("Et, s’il y a lieu, « diffusé en ligne »."),
    )
    text = TextBlock(label=_("De quoi il s’agit"), features=PLAIN, required=False, default="")
    speakers = blocks.ListBlock(SpeakerBlock(), label=_("Intervenants"), max_num=30, default=[])
    documents = blocks.ListBlock(SessionDocumentBlock(), label=_("Documents"), max_num=20, default=[])

    def clean(self, value: Any) -> Any:
        """A session ends after it has begun, on its day."""
        cleaned = super().clean(value)
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            raise struct_error({"ends": _("La fin vient après le début : vérifiez ces deux heures.")})
        return cleaned

    class Meta:
        icon = "time"
        label = _("Moment du programme")
        preview_value = {
            "title": "Accueillir son premier salarié à distance",
            "day": 1,
            "starts": "11:00",
            "ends": "12:15",
            "format": "conference",
            "room": "Grande salle, diffusé en ligne",
            "speakers": [{"name": "Yanis Meljac", "role": "dirigeant", "organisation": "Aubrac Conseil"}],
        }


class ProgrammeBlock(blocks.StreamBlock):  # type: ignore[misc]
    """All the sessions of a meeting, in the order of the editor."""

    session = SessionBlock()

    class Meta:
        max_num = MOST_SESSIONS
