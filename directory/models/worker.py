"""A person who works remotely from the territory."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from phonenumber_field.modelfields import PhoneNumberField

from directory.audiences import audience_of, default_audiences, validate_audiences
from directory.models.skill import Skill
from directory.models.worker_querysets import FactsQuerySet, WorkerQuerySet
from directory.vocabulary import Audience, Availability, Contract, JobFamily, Language, Sector, Status, WorkMode
from listings.fields import CodeSetField
from listings.models import Listing
from listings.orders import by_commune_index, latest_checked_index
from places.models import Place

MOST_LINKS = 5
_LONGEST_LINK = 300
_DAYS = [MinValueValidator(1), MaxValueValidator(7)]


def validate_links(value: Any) -> None:
    """Refuse anything but a short list of web addresses."""
    if not isinstance(value, list) or len(value) > MOST_LINKS:
        raise ValidationError(_("Donnez cinq liens au plus."))
    for link in value:
        is_short = isinstance(link, str) and len(link) <= _LONGEST_LINK
        if not is_short or not link.lower().startswith(("http://", "https://")):
            raise ValidationError(_("Un lien commence par https:// : %(link)s"), params={"link": str(link)[:60]})
        URLValidator(schemes=["http", "https"])(link)


def _days(label: Any) -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=_DAYS)


class RemoteWorker(Listing):
    """Someone who registered of their own will. Where they are is a commune: there is no address and no point.

    Who sees which field is ``audiences``, read by ``directory.visibility.view_of`` and by nothing else.
    """

    LIVE_ONLY: ClassVar[tuple[str, ...]] = (*Listing.LIVE_ONLY, "slug")
    PRIVATE: ClassVar[tuple[str, ...]] = ("email", "phone", "photo", "audiences", "is_indexable")
    DESK_ADD_URL_NAME: ClassVar[str] = ""
    HOLDER_PUBLISHES: ClassVar[bool] = True

    display_name = models.CharField(_("nom affiché"), max_length=80)
    slug = models.SlugField(_("adresse de la page"), max_length=100, unique=True, editable=False)
    headline = models.CharField(_("ce que vous faites, en une ligne"), max_length=120)
    presentation = models.TextField(_("présentation"), max_length=3000, blank=True)
    photo = models.CharField(_("photo"), max_length=80, blank=True, editable=False)
    status = models.CharField(_("statut"), max_length=12, choices=Status.choices, blank=True)
    employer = models.CharField(_("employeur ou marque"), max_length=120, blank=True)
    job_family = models.CharField(_("famille de métiers"), max_length=3, choices=JobFamily.choices, blank=True)
    skills = ParentalManyToManyField(Skill, blank=True, related_name="+", verbose_name=_("compétences"))
    sectors = CodeSetField(_("secteurs"), vocabulary=Sector)
    modes = CodeSetField(_("rythme"), vocabulary=WorkMode)
    remote_days = _days(_("jours à distance par semaine"))
    contracts = CodeSetField(_("contrats cherchés"), vocabulary=Contract)
    availability = models.CharField(_("disponibilité"), max_length=8, choices=Availability.choices, blank=True)
    available_from = models.DateField(_("disponible à partir du"), null=True, blank=True)
    available_days = _days(_("jours disponibles par semaine"))
    languages = CodeSetField(_("langues"), vocabulary=Language)
    links = models.JSONField(_("liens"), default=list, blank=True, validators=[validate_links])
    travel_radius = models.PositiveSmallIntegerField(
        _("déplacements jusqu’à (km)"), null=True, blank=True, validators=[MaxValueValidator(1000)]
    )
    meeting_places = ParentalManyToManyField(Place, blank=True, related_name="+", verbose_name=_("lieux où me croiser"))
    email = models.EmailField(_("courriel"), blank=True)
    phone = PhoneNumberField(_("téléphone"), blank=True)
    audiences = models.JSONField(
        _("qui voit quoi"), default=default_audiences, validators=[validate_audiences], blank=True
    )
    is_indexable = models.BooleanField(_("les moteurs de recherche peuvent montrer ma page"), default=False)

    objects: ClassVar[Any] = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("télétravailleur")
        verbose_name_plural = _("télétravailleurs")
        ordering = ["display_name", "pk"]
        indexes = [
            models.Index(fields=["to_confirm", "display_name", "id"], name="worker_live_order", condition=Q(live=True)),
            by_commune_index("worker_live_where"),
            latest_checked_index("worker_live_recent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(owner__isnull=False), name="worker_one_an_owner"),
            models.CheckConstraint(condition=~Q(display_name=""), name="worker_has_name"),
            models.CheckConstraint(
                condition=~Q(availability="later") | Q(available_from__isnull=False), name="worker_later_has_date"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        """The address of their page."""
        return reverse("directory:worker", args=[self.slug])

    @property
    def public_address(self) -> str:
        """Their e-mail address where they show it to everyone, else nothing."""
        return self.email if audience_of(self.audiences, "email") == Audience.EVERYONE else ""

    def clean(self) -> None:
        """Refuse what can't be true."""
        super().clean()
        if self.availability == Availability.LATER and not self.available_from:
            raise ValidationError({"available_from": _("Dites à partir de quelle date.")})
        if self.availability != Availability.LATER:
            self.available_from = None


class WorkerFacts(models.Model):
    """What everyone sees of a published person, as columns to filter on: a filter must not tell what a page hides.

    Written when a profile is published (``directory.worker_actions``) and deleted when it is taken off.
    """

    worker = models.OneToOneField(RemoteWorker, models.CASCADE, primary_key=True, related_name="facts")
    status = models.CharField(max_length=12, blank=True)
    job_family = models.CharField(max_length=3, blank=True)
    modes = CodeSetField(vocabulary=WorkMode)
    contracts = CodeSetField(vocabulary=Contract)
    sectors = CodeSetField(vocabulary=Sector)
    availability = models.CharField(max_length=8, blank=True)
    available_from = models.DateField(null=True)
    skills = models.ManyToManyField(Skill, related_name="+")
    meeting_places = models.ManyToManyField(Place, related_name="+")

    objects: ClassVar[Any] = FactsQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.worker_id)
