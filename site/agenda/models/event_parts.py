"""What hangs on an event: relay places, partners, questions. Each row travels with the versions of its page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable

from agenda.keys import KeyField
from agenda.vocabulary import PartnerRole, QuestionKind
from geography.models import Commune
from places.models import Place

MOST_CHOICES = 30
KEY = FieldPanel("key", classname="w-hidden")


class RelaySite(Orderable):  # type: ignore[misc]
    """A place that hosts a group following an event at a distance.

    ``key`` names it from one version of the page to the next: its seats are found by it.
    """

    page = ParentalKey("agenda.EventPage", on_delete=models.CASCADE, related_name="relay_sites")
    key = KeyField()
    place = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("lieu de l’annuaire")
    )
    name = models.CharField(_("nom"), max_length=150, blank=True, help_text=_("S’il n’est pas dans l’annuaire."))
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    seats = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Vide : sans limite."),
    )
    contact = models.EmailField(_("adresse électronique du relais"), blank=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel("place"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("commune")]),
        FieldRowPanel([FieldPanel("seats"), FieldPanel("contact")]),
        KEY,
    ]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        verbose_name = _("lieu relais")
        verbose_name_plural = _("lieux relais")

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name of its place, or its own."""
        return self.place.name if self.place else self.name

    @property
    def shown_commune(self) -> Commune | None:
        """The commune of its place, or its own."""
        return self.place.commune if self.place else self.commune

    def clean(self) -> None:
        """A relay is a place of the directory, or has a name and a commune."""
        super().clean()
        if not self.place and not (self.name and self.commune):
            raise ValidationError(_("Choisissez un lieu de l’annuaire, ou écrivez son nom et sa commune."))


class Partner(Orderable):  # type: ignore[misc]
    """An organisation that makes an event possible, and how."""

    page = ParentalKey("agenda.EventPage", on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("nom"), max_length=160)
    role = models.CharField(_("rôle"), max_length=12, choices=PartnerRole.choices, default=PartnerRole.PARTNER)
    logo = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    url = models.URLField(_("site"), max_length=500, blank=True)

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
        FieldPanel("url"),
        FieldPanel("logo"),
    ]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")

    def __str__(self) -> str:
        return self.name


class Question(Orderable):  # type: ignore[misc]
    """What an organiser asks of those who register. ``key`` names it in their answers, whatever it is called since."""

    page = ParentalKey("agenda.EventPage", on_delete=models.CASCADE, related_name="questions")
    key = KeyField()
    label = models.CharField(_("question"), max_length=200)
    kind = models.CharField(_("réponse"), max_length=10, choices=QuestionKind.choices, default=QuestionKind.TEXT)
    choices = models.TextField(_("choix"), blank=True, help_text=_("Un par ligne, pour « un choix dans une liste »."))
    is_compulsory = models.BooleanField(_("réponse obligatoire"), default=False)

    panels: ClassVar[list[Any]] = [
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("is_compulsory")]),
        FieldPanel("choices"),
        KEY,
    ]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        verbose_name = _("question à l’inscription")
        verbose_name_plural = _("questions à l’inscription")

    def __str__(self) -> str:
        return self.label

    @property
    def choice_list(self) -> list[str]:
        """The choices that it offers, each once."""
        return list(dict.fromkeys(line.strip() for line in self.choices.splitlines() if line.strip()))

    def clean(self) -> None:
        """A list to choose from has at least two lines."""
        super().clean()
        if self.kind != QuestionKind.CHOICE:
            return
        if not 2 <= len(self.choice_list) <= MOST_CHOICES:
            message = _("Écrivez de 2 à %(most)s choix, un par ligne.")
            raise ValidationError({"choices": ValidationError(message, params={"most": MOST_CHOICES})})
