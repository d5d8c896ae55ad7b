"""An event of the agenda, as a page."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from agenda.badges import Badge, badge_of
from agenda.event_form import EventForm
from agenda.models.querysets import EventManager
from agenda.moments import day_and_hour, on_the_wall, when, when_in_short
from agenda.panels import PANELS
from agenda.programme import ProgrammeBlock
from agenda.state import state_of
from agenda.vocabulary import (
    TIME_ZONES,
    Attendance,
    EventKind,
    EventState,
    RegistrationMeans,
    Status,
)
from cms.blocks.bodies import StoryBody
from cms.blocks.field import BodyField
from cms.models import BodyPage, EditorialPage
from cms.resources.vocabulary import Audience, Theme
from geography.models import Commune
from listings.fields import CodeSetField
from places.models import Place

AT_LEAST_ONE = [MinValueValidator(1)]
NO_LIMIT = _("Vide : sans limite.")
WORDS_OF_ADDRESSES = frozenset({"accueil", "agenda", "avis", "covoiturage", "inscription"})
"""What addresses below ``/agenda/`` begin with (``agenda.urls``): an event of that name could not be registered for."""


class EventPage(BodyPage):
    """A meeting: when, where, what, with whom, and how one registers. ``lead`` says it in a sentence or two.

    ``starts_at`` and ``ends_at`` are instants; ``time_zone`` says which clock the editor and the reader see. A mode is
    offered when ``attendance`` says so; its number of seats is without limit where it is empty.
    """

    LIVE_ONLY: ClassVar[tuple[str, ...]] = ("sequence", "announced")
    """Columns that never come back from an old version: what calendars were told."""
    exclude_fields_in_copy: ClassVar[list[str]] = list(LIVE_ONLY)

    kind = models.CharField(_("genre"), max_length=12, choices=EventKind.choices, default=EventKind.MEETING)
    themes = CodeSetField(_("thèmes"), vocabulary=Theme)
    audiences = CodeSetField(_("public"), vocabulary=Audience)
    time_zone = models.CharField(_("fuseau horaire"), max_length=40, choices=TIME_ZONES, default=settings.TIME_ZONE)
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    status = models.CharField(_("tenue"), max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    status_note = models.TextField(
        _("explication"),
        blank=True,
        help_text=_("Montrée en tête de la page quand le rendez-vous est annulé ou reporté."),
    )

    attendance = models.CharField(
        _("comment on y assiste"), max_length=10, choices=Attendance.choices, default=Attendance.ON_SITE
    )
    place = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("lieu de l’annuaire")
    )
    venue_name = models.CharField(_("nom du lieu"), max_length=150, blank=True)
    venue_address = models.CharField(_("adresse du lieu"), max_length=250, blank=True)
    room = models.CharField(_("salle"), max_length=120, blank=True)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune"),
        help_text=_("Inutile pour un lieu de l’annuaire."),
    )
    online_url = models.URLField(
        _("adresse en ligne"),
        max_length=500,
        blank=True,
        help_text=_("Envoyée aux seules personnes inscrites, jamais publiée."),
    )
    replay_url = models.URLField(_("adresse de l’enregistrement"), max_length=500, blank=True)
    price_amount = models.DecimalField(
        _("prix"),
        max_digits=7,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=_("En euros ; 0 : gratuit."),
    )
    price = models.CharField(
        _("prix, en quelques mots"), max_length=120, blank=True, help_text=_("Par exemple « gratuit, repas à 9 € ».")
    )
    access = models.TextField(
        _("accessibilité"), blank=True, help_text=_("Marches, boucle magnétique, langue des signes, sous-titres…")
    )
    how_to_come = models.TextField(_("comment venir"), blank=True, help_text=_("Train, car, parking, covoiturage."))
    organiser = models.CharField(_("organisé par"), max_length=160, blank=True, help_text=_("Vide : votre agence."))
    contact = models.EmailField(_("adresse électronique pour les questions"), blank=True)

    picture = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    picture_text = models.CharField(
        _("ce que montre l’image"),
        max_length=250,
        blank=True,
        help_text=_("Pour qui ne la voit pas. Vide, elle ne fait que décorer."),
    )
    body = BodyField(StoryBody(), blank=True, verbose_name=_("présentation"))
    programme = BodyField(ProgrammeBlock(), blank=True, verbose_name=_("programme"))

    registration = models.CharField(
        _("inscription"), max_length=10, choices=RegistrationMeans.choices, default=RegistrationMeans.NONE
    )
    registration_url = models.URLField(_("adresse où s’inscrire"), max_length=500, blank=True)
    opens_at = models.DateTimeField(_("ouverture des inscriptions"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("clôture des inscriptions"), null=True, blank=True, help_text=_("Vide : au début du rendez-vous.")
    )
    seats_on_site = models.PositiveIntegerField(
        _("places sur place"), null=True, blank=True, validators=AT_LEAST_ONE, help_text=NO_LIMIT
    )
    seats_online = models.PositiveIntegerField(
        _("places en ligne"), null=True, blank=True, validators=AT_LEAST_ONE, help_text=NO_LIMIT
    )

    sequence = models.PositiveIntegerField(_("révision pour les calendriers"), default=0, editable=False)
    announced = models.JSONField(_("ce qui a été annoncé"), default=dict, blank=True, editable=False)

    objects = EventManager()

    template = "agenda/event_page.html"
    base_form_class = EventForm
    parent_page_types: ClassVar[list[str]] = ["agenda.AgendaIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    is_searched_apart = True
    content_panels: ClassVar[list[Any]] = [*EditorialPage.content_panels, *PANELS]

    class Meta:
        verbose_name = _("rendez-vous")
        verbose_name_plural = _("rendez-vous")
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="agenda_event_ends_after")]
        indexes = [
            models.Index(fields=["starts_at", "page_ptr"], name="agenda_event_starts"),
            models.Index(fields=["ends_at", "page_ptr"], name="agenda_event_ends"),
            models.Index(fields=["place", "starts_at"], name="agenda_event_place"),
        ]

    @staticmethod
    def _slug_is_available(slug: str, parent_page: Any, page: Any = None) -> bool:
        """Wagtail's question, asked before it names or keeps a page: not a word that other addresses begin with."""
        is_taken = parent_page is not None and slug in WORDS_OF_ADDRESSES
        return not is_taken and BodyPage._slug_is_available(slug, parent_page, page)

    def clean(self) -> None:
        """A place of the directory says in which commune the event is."""
        super().clean()
        if self.place:
            self.commune = self.place.commune

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """A version's content on today's row: what calendars were told is kept."""
        event: Self = super().with_content_json(content)
        for name in self.LIVE_ONLY:
            setattr(event, name, getattr(self, name))
        return event

    @property
    def uid(self) -> str:
        """What names the event in calendars for good: the same in all its languages, another once it is copied."""
        return str(self.translation_key)

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> datetime:
        """When it begins, by the clock on its wall."""
        return self.starts_at.astimezone(self.zone)

    @property
    def local_end(self) -> datetime:
        """When it ends, by the clock on its wall."""
        return self.ends_at.astimezone(self.zone)

    @property
    def when(self) -> str:
        """« jeudi 10 décembre 2026, de 9 h à 17 h »."""
        return when(on_the_wall(self.starts_at, self.zone), on_the_wall(self.ends_at, self.zone), self.time_zone)

    @property
    def when_in_short(self) -> str:
        """« jeu. 10 déc., 9 h à 17 h »."""
        walls = on_the_wall(self.starts_at, self.zone), on_the_wall(self.ends_at, self.zone)
        return when_in_short(*walls, self.time_zone)

    @property
    def opening_day(self) -> str:
        """« 3 novembre 2026 à 9 h », when one may register; nothing when nothing is said."""
        return day_and_hour(on_the_wall(self.opens_at, self.zone)) if self.opens_at else ""

    @property
    def venue_title(self) -> str:
        """The name of its place, or the one that was written."""
        return str(self.place.name) if self.place else self.venue_name

    @property
    def where(self) -> str:
        """« La Filature, Mende »; « en ligne » when there is no room."""
        if not self.is_on_site:
            return gettext("en ligne")
        return ", ".join(filter(None, [self.venue_title, self.commune.name if self.commune else ""]))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with what stands around the event."""
        from agenda.shown.page import EventView  # it reads these models
        from agenda.shown.parts import hold_parts

        hold_parts(self)
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "event": EventView(self, request)}

    def structured_node(self, request: HttpRequest) -> dict[str, Any]:
        """The event itself, beside its page, in schema.org's words."""
        from agenda.structured_data import event_node  # it reads these models

        return event_node(self, request)

    @property
    def is_on_site(self) -> bool:
        """Whether one may come."""
        return self.attendance != Attendance.ONLINE

    @property
    def is_online(self) -> bool:
        """Whether one may follow at a distance, from home."""
        return self.attendance != Attendance.ON_SITE

    @property
    def is_free(self) -> bool:
        """Whether nothing is to be paid to come in."""
        return not self.price_amount

    @property
    def registration_ends_at(self) -> datetime:
        """The last moment at which one may register."""
        return self.closes_at or self.starts_at

    @cached_property
    def has_room(self) -> bool:
        """Whether any of its seats is free; no query where ``EventQuerySet.with_room()`` read it."""
        if hasattr(self, "has_unlimited"):
            return bool(self.has_unlimited or (self.seats_left or 0) > 0)
        from agenda.models.seats import Seats  # which reads these models

        return bool(Seats.objects.of_event(self).offered().with_room().exists())

    @property
    def state(self) -> EventState:
        """What it is now to a visitor."""
        asks_for_room = self.registration == RegistrationMeans.HERE
        return state_of(self, timezone.now(), has_room=asks_for_room and self.has_room)

    @property
    def badge(self) -> Badge:
        """Its state, to be shown."""
        return badge_of(self)

    @property
    def takes_registrations(self) -> bool:
        """Whether one may register here now, be it to wait."""
        is_here = self.registration == RegistrationMeans.HERE
        return is_here and self.state in {EventState.OPEN, EventState.FULL}
