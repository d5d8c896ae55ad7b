"""A place where one can sit down and work."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable

from geography.cells import cell_of
from geography.distance import Point
from geography.fields import CellField, DegreesField
from geography.models import point_of
from listings.fields import CodeSetField
from listings.models import CheckInterval, Listing
from listings.orders import latest_checked_index
from places import facts
from places.hours import Hours, HoursError, Setting, parse
from places.hours.labels import NowLabel, now_label
from places.models.contradictions import contradictions
from places.models.opening import Schedule
from places.models.querysets import PlaceQuerySet
from places.vocabulary import (
    Access,
    Accessibility,
    Internet,
    PlaceType,
    PointOrigin,
    Precision,
    Service,
    Wheelchair,
)


def _unless_null(name: str, **condition: Any) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__{lookup}": value for lookup, value in condition.items()})


def _amount(label: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(label, max_digits=7, decimal_places=2, null=True, blank=True, help_text=_("en euros"))


def _count(label: Any) -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class Place(Listing):
    """A télécentre, a café with wifi, a coworking space: anywhere one can sit down and work."""

    LIVE_ONLY: ClassVar[tuple[str, ...]] = (*Listing.LIVE_ONLY, "schedule", "schedule_id", "geocoding_failed_at")
    DESK_ADD_URL_NAME: ClassVar[str] = "places_desk:add"
    PRICES: ClassVar[tuple[str, ...]] = ("price_hour", "price_half_day", "price_day", "price_month")

    name = models.CharField(_("nom"), max_length=150)
    slug = models.SlugField(_("adresse de la page"), max_length=170, unique=True)
    types = CodeSetField(_("types"), vocabulary=PlaceType, blank=False)
    summary = models.CharField(_("en une phrase"), max_length=280, blank=True)
    description = models.TextField(_("présentation"), blank=True)

    address = models.CharField(_("adresse"), max_length=200, blank=True)
    address_extra = models.CharField(_("complément d’adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("code postal"), max_length=5, blank=True)
    latitude = DegreesField(_("latitude"), null=True, blank=True)
    longitude = DegreesField(_("longitude"), null=True, blank=True)
    cell = CellField(latitude="latitude", longitude="longitude")
    precision = models.CharField(_("précision du point"), max_length=10, choices=Precision.choices, blank=True)
    point_origin = models.CharField(_("origine du point"), max_length=10, choices=PointOrigin.choices, blank=True)
    geocoding_score = models.FloatField(_("score du géocodage"), null=True, blank=True, editable=False)
    geocoding_failed_at = models.DateTimeField(_("géocodage abandonné le"), null=True, blank=True, editable=False)

    phone = PhoneNumberField(_("téléphone"), blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    website = models.URLField(_("site web"), max_length=300, blank=True)
    booking_url = models.URLField(_("adresse de réservation"), max_length=300, blank=True)

    opening_hours = models.CharField(
        _("horaires"), max_length=500, blank=True, help_text=_("Syntaxe OpenStreetMap : Mo-Fr 09:00-12:00,14:00-18:00")
    )
    opening_note = models.CharField(_("précisions sur les horaires"), max_length=500, blank=True)
    schedule = models.ForeignKey(
        Schedule, models.SET_NULL, null=True, blank=True, editable=False, related_name="places"
    )

    access = CodeSetField(_("conditions d’accès"), vocabulary=Access)
    is_free = models.BooleanField(_("gratuit"), null=True, blank=True)
    price_hour = _amount(_("prix de l’heure"))
    price_half_day = _amount(_("prix de la demi-journée"))
    price_day = _amount(_("prix de la journée"))
    price_month = _amount(_("prix du mois"))
    price_note = models.CharField(_("précisions sur les prix"), max_length=200, blank=True)
    desks = _count(_("postes de travail"))
    closed_offices = _count(_("bureaux fermés"))
    meeting_rooms = _count(_("salles de réunion"))

    internet = CodeSetField(_("connexion"), vocabulary=Internet)
    measured_down = models.DecimalField(
        _("débit descendant mesuré"), max_digits=7, decimal_places=1, null=True, blank=True, help_text=_("en Mbit/s")
    )
    measured_up = models.DecimalField(
        _("débit montant mesuré"), max_digits=7, decimal_places=1, null=True, blank=True, help_text=_("en Mbit/s")
    )
    measured_on = models.DateField(_("mesuré le"), null=True, blank=True)
    services = CodeSetField(_("sur place"), vocabulary=Service)
    wheelchair = models.CharField(_("accès en fauteuil"), max_length=8, choices=Wheelchair.choices, blank=True)
    accessibility = CodeSetField(_("accessibilité"), vocabulary=Accessibility)
    accessibility_note = models.CharField(_("précisions sur l’accessibilité"), max_length=300, blank=True)
    acceslibre_url = models.URLField(_("fiche acceslibre"), max_length=300, blank=True)

    objects: ClassVar[Any] = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        ordering = ["name", "pk"]
        indexes = [
            # What is public and in a circle is told from the index alone.
            models.Index(
                fields=["latitude", "longitude", "live", "expire_at", "to_confirm"], name="place_point_public"
            ),
            models.Index(fields=["cell"], name="place_cell"),
            # Partial, because SQLite does not look up a bare boolean in an index.
            models.Index(fields=["to_confirm", "name", "id"], name="place_live_order", condition=Q(live=True)),
            latest_checked_index("place_live_recent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source_id=""), name="place_source_unique"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="place_has_name"),
            models.CheckConstraint(condition=Q(types__gt=0), name="place_has_type"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, cell__isnull=True, precision="")
                | Q(
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                    cell__isnull=False,
                )
                & ~Q(precision=""),
                name="place_point_whole_and_in_range",
            ),
            models.CheckConstraint(
                condition=_unless_null("geocoding_score", gte=0, lte=1), name="place_score_between_0_and_1"
            ),
            *(
                models.CheckConstraint(condition=_unless_null(name, gte=0), name=f"place_{name}_not_negative")
                for name in ("price_hour", "price_half_day", "price_day", "price_month", "measured_down", "measured_up")
            ),
            models.CheckConstraint(
                condition=~Q(is_free=True)
                | Q(
                    price_hour__isnull=True,
                    price_half_day__isnull=True,
                    price_day__isnull=True,
                    price_month__isnull=True,
                ),
                name="place_free_has_no_price",
            ),
            models.CheckConstraint(
                condition=Q(measured_on__isnull=True) | Q(measured_down__isnull=False) | Q(measured_up__isnull=False),
                name="place_measure_has_figure",
            ),
            models.CheckConstraint(
                condition=Q(check_interval__in=CheckInterval.values), name="place_check_interval_offered"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("places:detail", args=[self.slug])

    def clean(self) -> None:
        """Refuse what can't be true, field by field, and bring the cell up to date before the constraints are asked."""
        super().clean()
        if found := contradictions(self):
            raise ValidationError(found)
        self.cell = cell_of(*self.point) if self.point else None

    @property
    def public_address(self) -> str:
        """The e-mail address of its page."""
        return self.email

    @property
    def point(self) -> Point | None:
        """Where it is, in degrees, or ``None``."""
        return point_of(self)

    @property
    def kinds(self) -> list[str]:
        """Its types, in words."""
        return facts.kinds(self)

    @property
    def kinds_line(self) -> str:
        """Its types, in a row."""
        return facts.kinds_line(self)

    @property
    def headline(self) -> str:
        """The few words that tell it from another."""
        return facts.headline(self)

    @property
    def hours(self) -> Hours | None:
        """Its opening hours in its own setting, or ``None`` when it has none that can be understood."""
        if not self.opening_hours:
            return None
        try:
            return parse(self.opening_hours, Setting.of_place(self))
        except HoursError:
            return None

    @property
    def opening_state(self) -> NowLabel:
        """Whether it is open now, in words."""
        return now_label(self.hours, timezone.now(), self.opening_note)


class Photo(Orderable):  # type: ignore[misc]
    """A photograph of a place, with its text for those who can't see it."""

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey(get_image_model_string(), models.CASCADE, related_name="+", verbose_name=_("photo"))
    alt = models.CharField(_("ce que montre la photo"), max_length=200)

    class Meta(Orderable.Meta):  # type: ignore[misc]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.alt
