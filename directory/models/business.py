"""A business of the territory, or one that looks for people there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.models import Orderable

from directory.business_vocabulary import SHORT_SIZES, AgreementType, RegisterState, SizeClass
from directory.legal_identifiers import siret_text, validate_rna, validate_siret
from directory.models.business_querysets import BusinessQuerySet
from directory.naf import label_of, section_of, validate_code
from directory.vocabulary import Audience, Sector, WorkMode
from geography.models import Commune
from listings.fields import CodeSetField
from listings.models import Listing
from listings.orders import by_commune_index, latest_checked_index

PRESENTATION_LENGTH = 3000
_WRITTEN = (AgreementType.COLLECTIVE, AgreementType.CHARTER)
"""The agreements that are a paper with a date."""


class Business(Listing):
    """A company or an association, known by its SIRET or its RNA number; its commune is that of its main site.

    ``siret``, ``rna`` and ``activity`` are as ``directory.legal_identifiers`` and ``directory.naf`` clean them. What
    the public register said (``directory.register_tasks``) is a fact of a day: it never comes back from an old draft.
    """

    LIVE_ONLY: ClassVar[tuple[str, ...]] = (
        *Listing.LIVE_ONLY,
        "slug",
        "register_state",
        "register_checked_on",
        "register_entry",
    )
    DESK_ADD_URL_NAME: ClassVar[str] = "businesses_desk:add"

    name = models.CharField(_("nom"), max_length=150)
    slug = models.SlugField(_("adresse de la page"), max_length=170, unique=True, editable=False)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, validators=[validate_siret])
    rna = models.CharField(_("numéro RNA"), max_length=10, blank=True, validators=[validate_rna])
    activity = models.CharField(_("code d’activité (NAF)"), max_length=6, blank=True, validators=[validate_code])
    sector = models.CharField(_("secteur"), max_length=1, choices=Sector.choices, blank=True)
    size = models.CharField(_("taille"), max_length=3, choices=SizeClass.choices, blank=True)
    headline = models.CharField(_("en une phrase"), max_length=140, blank=True)
    presentation = models.TextField(_("présentation"), max_length=PRESENTATION_LENGTH, blank=True)
    logo = models.CharField(_("logo"), max_length=80, blank=True, editable=False)
    website = models.URLField(_("site web"), max_length=300, blank=True)

    modes = CodeSetField(_("organisation du travail"), vocabulary=WorkMode)
    remote_days = models.PositiveSmallIntegerField(
        _("jours à distance par semaine"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
    )
    agreement = models.CharField(_("cadre du télétravail"), max_length=10, choices=AgreementType.choices, blank=True)
    agreement_date = models.DateField(_("date de l’accord ou de la charte"), null=True, blank=True)
    hires_remotely = models.BooleanField(_("recrute à distance"), default=False)
    hires_what = models.CharField(_("profils recherchés"), max_length=300, blank=True)

    register_state = models.CharField(max_length=9, choices=RegisterState.choices, blank=True, editable=False)
    register_checked_on = models.DateField(_("vérifiée au registre le"), null=True, blank=True, editable=False)
    register_entry = models.JSONField(default=dict, blank=True, editable=False)

    objects: ClassVar[Any] = BusinessQuerySet.as_manager()

    class Meta:
        verbose_name = _("entreprise")
        verbose_name_plural = _("entreprises")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["to_confirm", "name", "id"], name="business_live_order", condition=Q(live=True)),
            by_commune_index("business_live_where"),
            latest_checked_index("business_live_recent"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="business_has_name"),
            models.CheckConstraint(
                condition=~Q(siret="") | ~Q(rna=""),
                name="business_has_identifier",
                violation_error_message=_("Donnez un SIRET ou, pour une association, un numéro RNA."),
            ),
            models.UniqueConstraint(
                fields=["siret"],
                condition=~Q(siret=""),
                name="business_siret_unique",
                violation_error_message=_("Une entreprise est déjà inscrite avec ce SIRET."),
            ),
            models.UniqueConstraint(
                fields=["rna"],
                condition=~Q(rna=""),
                name="business_rna_unique",
                violation_error_message=_("Une association est déjà inscrite avec ce numéro RNA."),
            ),
            models.CheckConstraint(
                condition=Q(remote_days__isnull=True) | Q(remote_days__gte=1, remote_days__lte=7),
                name="business_remote_days_in_week",
            ),
            models.CheckConstraint(
                condition=Q(agreement_date__isnull=True) | Q(agreement__in=["collective", "charter"]),
                name="business_dated_agreement_is_written",
            ),
            models.CheckConstraint(condition=Q(check_interval__gte=1), name="business_check_interval_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("businesses:detail", args=[self.slug])

    def clean(self) -> None:
        """Refuse what can't be true; an activity says the sector."""
        super().clean()
        if self.agreement_date and self.agreement not in _WRITTEN:
            raise ValidationError({"agreement_date": _("Seuls un accord collectif ou une charte ont une date.")})
        if self.agreement_date and self.agreement_date > timezone.localdate():
            raise ValidationError({"agreement_date": _("Cette date est dans l’avenir.")})
        if self.activity:
            validate_code(self.activity)
            self.sector = section_of(self.activity).value

    @property
    def activity_text(self) -> str:
        """What it does, in a few words: its activity, else its sector, else nothing."""
        if self.activity:
            return label_of(self.activity)
        return str(Sector(self.sector).label) if self.sector else ""

    @property
    def size_text(self) -> str:
        """« TPE », « PME », or nothing."""
        return str(SHORT_SIZES[SizeClass(self.size)]) if self.size else ""

    @property
    def identifier_text(self) -> str:
        """« SIRET 732 829 320 00074 », « RNA W482001234 »."""
        return f"SIRET {siret_text(self.siret)}" if self.siret else f"RNA {self.rna}"

    @property
    def is_confirmed(self) -> bool:
        """Whether the register said on ``register_checked_on`` that its SIRET is open: see ``register_entry``."""
        return self.register_state == RegisterState.CONFIRMED and self.register_entry.get("siret") == self.siret


class BusinessSite(Orderable):  # type: ignore[misc]
    """Another site of a business: a commune, and an address where it wants one shown."""

    business = ParentalKey(Business, on_delete=models.CASCADE, related_name="sites")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    address = models.CharField(_("adresse"), max_length=200, blank=True)

    class Meta(Orderable.Meta):  # type: ignore[misc]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return str(self.commune)


class BusinessContact(Orderable):  # type: ignore[misc]
    """Someone to ask for in a business. Nobody sees them unless told otherwise: visitors write through the site."""

    business = ParentalKey(Business, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("nom"), max_length=120)
    role = models.CharField(_("fonction"), max_length=120, blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    phone = PhoneNumberField(_("téléphone"), blank=True)
    audience = models.CharField(_("visible par"), max_length=8, choices=Audience.choices, default=Audience.NOBODY.value)

    class Meta(Orderable.Meta):  # type: ignore[misc]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name
