"""How the editor of an event is laid out: when, where, who may come, what happens, who makes it possible."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel


class WhichHourPanel(FieldPanel):  # type: ignore[misc]
    """Asked on the one night of the year when an hour comes twice."""

    class BoundPanel(FieldPanel.BoundPanel):  # type: ignore[misc]
        def is_shown(self) -> bool:
            """Only when an hour of the form does."""
            return bool(self.form is not None and self.form.asks_which_hour)


PANELS: list[Any] = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            WhichHourPanel("which_hour"),
            FieldPanel("time_zone"),
            FieldPanel(
                "status",
                help_text=_("Annulé ou reporté : à la publication, un courriel prévient les personnes inscrites."),
            ),
            FieldPanel("status_note"),
        ],
        _("Quand"),
        help_text=_("Les heures sont celles du lieu : la montre au mur, dans son fuseau horaire."),
    ),
    MultiFieldPanel(
        [
            FieldPanel("attendance"),
            FieldPanel("place"),
            FieldRowPanel([FieldPanel("venue_name"), FieldPanel("venue_address")]),
            FieldRowPanel([FieldPanel("commune"), FieldPanel("room")]),
            FieldPanel("online_url"),
        ],
        _("Où"),
        help_text=_("Un lieu de l’annuaire, ou un nom et une adresse."),
    ),
    InlinePanel("relay_sites", heading=_("Lieux relais"), label=_("Lieu relais"), max_num=40),
    MultiFieldPanel(
        [
            FieldPanel("registration"),
            FieldPanel("registration_url"),
            FieldRowPanel([FieldPanel("seats_on_site"), FieldPanel("seats_online")]),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
        ],
        _("Inscription"),
    ),
    InlinePanel("questions", heading=_("Questions à l’inscription"), label=_("Question"), max_num=20),
    MultiFieldPanel(
        [
            FieldPanel("kind"),
            FieldPanel("themes"),
            FieldPanel("audiences"),
            FieldRowPanel([FieldPanel("price_amount"), FieldPanel("price")]),
        ],
        _("De quoi il s’agit, et pour qui"),
    ),
    FieldPanel("body"),
    FieldPanel("programme"),
    MultiFieldPanel([FieldPanel("how_to_come"), FieldPanel("access")], _("Venir")),
    MultiFieldPanel([FieldPanel("organiser"), FieldPanel("contact")], _("Qui organise")),
    InlinePanel("partners", heading=_("Partenaires et financeurs"), label=_("Partenaire"), max_num=40),
    MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_text")], _("Image")),
    FieldPanel("replay_url"),
]
