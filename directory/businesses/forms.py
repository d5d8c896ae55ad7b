"""The steps of registering a business: short forms, each kept as a draft of the same listing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from directory.business_vocabulary import AgreementType, SizeClass
from directory.businesses.logos import store_logo
from directory.legal_identifiers import RnaField, SiretField
from directory.models import Business, BusinessContact, BusinessSite
from directory.models.business import PRESENTATION_LENGTH
from directory.naf import clean_code
from directory.steps import CommuneStep, StepForm, choice, number, several
from directory.vocabulary import Audience, Sector, WorkMode
from geography.forms import CommuneField
from listings.images import PhotoField
from listings.kinds import Answer
from listings.public_forms import LimitedCharField

MOST_SITES = 8
MOST_CONTACTS = 4
_WRITTEN = (AgreementType.COLLECTIVE, AgreementType.CHARTER)


def _same_number(field: str, number: str) -> Any:
    return Business.objects.filter(**{field: number}) if number else Business.objects.none()


class IdentityStep(CommuneStep):
    """Who and where: the only step with required answers.

    ``known`` is the published business that has this number already, for the page to point at.
    """

    title = _("L’entreprise")
    lead = _("Un nom, un numéro, une commune : cela suffit pour commencer.")
    plain = ("name", "siret", "rna")

    name = LimitedCharField(
        label=_("Nom"),
        max_length=150,
        help_text=_("Celui sous lequel on vous connaît."),
        error_messages={"required": _("Écrivez le nom de l’entreprise.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    siret = SiretField(required=False)
    rna = RnaField(required=False)
    field_order = ("name", "siret", "rna", "lieu", "commune")

    known: Business | None = None

    def clean(self) -> dict[str, Any]:
        """One number at least, that nobody else has."""
        cleaned = super().clean()
        if not cleaned.get("siret") and not cleaned.get("rna") and not {"siret", "rna"} & set(self.errors):
            self.add_error("siret", _("Donnez un SIRET ou, pour une association, un numéro RNA."))
        for name in ("siret", "rna"):
            others = _same_number(name, cleaned.get(name, "")).exclude(pk=self.draft.pk)
            if other := others.first():
                self.known = Business.objects.published().filter(pk=other.pk).first()
                self.add_error(name, self._known_already())
        return cleaned

    def _known_already(self) -> Any:
        if self.known:
            return _("Une fiche publiée porte déjà ce numéro : demandez à la tenir, sur sa page.")
        return _("Une inscription est déjà en cours avec ce numéro. Écrivez à l’agence, qui vous répondra.")


class ActivityStep(StepForm):
    """What it does."""

    title = _("Ce qu’elle fait")
    lead = _("Tout est facultatif. Une phrase suffit pour qu’on vous reconnaisse.")
    plain = ("activity", "sector", "size", "headline", "presentation", "website")

    headline = LimitedCharField(
        label=_("En une phrase"), required=False, max_length=140, help_text=_("Ce que vous faites, et pour qui.")
    )
    presentation = LimitedCharField(
        label=_("Présentation"),
        required=False,
        max_length=PRESENTATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    activity = LimitedCharField(
        label=_("Code d’activité (NAF)"),
        required=False,
        max_length=10,
        help_text=_("Quatre chiffres et une lettre, comme 62.01Z. Il dit le secteur à votre place."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    sector = forms.ChoiceField(label=_("Secteur"), required=False, choices=[("", _("Je ne sais pas")), *Sector.choices])
    size = choice(SizeClass, _("Taille"))
    website = forms.URLField(
        label=_("Site web"),
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": _("Vérifiez l’adresse : elle ressemble à https://exemple.fr.")},
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )
    logo = PhotoField(
        label=_("Logo"), required=False, help_text=_("JPEG, PNG, WebP ou HEIC, 8 Mo au plus. Affiché sur fond blanc.")
    )
    without_logo = forms.BooleanField(label=_("Retirer le logo"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, draft: Business) -> None:
        super().__init__(data, files, draft=draft)
        if not draft.logo:
            del self.fields["without_logo"]

    def clean_activity(self) -> str:
        """The code as the register writes it."""
        text: str = self.cleaned_data["activity"]
        return clean_code(text) if text else ""

    def clean_website(self) -> str:
        """A web address only."""
        address: str = self.cleaned_data["website"]
        if address and not address.startswith(("http://", "https://")):
            raise ValidationError(_("Vérifiez l’adresse : elle ressemble à https://exemple.fr."))
        return address

    def write(self) -> None:
        """The logo too."""
        super().write()
        if image := self.cleaned_data.get("logo"):
            self.draft.logo = store_logo(image)
        elif self.cleaned_data.get("without_logo"):
            self.draft.logo = ""


class PracticeStep(StepForm):
    """How people telework there, and whether it hires people who do."""

    title = _("Le télétravail")
    lead = _("Dites comment on y travaille aujourd’hui, et si vous cherchez quelqu’un.")
    plain = ("modes", "remote_days", "agreement", "agreement_date", "hires_remotely", "hires_what")

    modes = several(WorkMode, _("On y travaille"))
    remote_days = number(_("Jours à distance par semaine"), 7, help_text=_("Le plus courant."))
    agreement = choice(AgreementType, _("Le télétravail repose sur"))
    agreement_date = forms.DateField(
        label=_("Date de l’accord ou de la charte"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "fit"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Donnez une date, par exemple 2026-03-31.")},
    )
    hires_remotely = forms.BooleanField(label=_("Nous recrutons à distance"), required=False)
    hires_what = LimitedCharField(
        label=_("Profils recherchés"),
        required=False,
        max_length=300,
        help_text=_("Par exemple : une développeuse ou un développeur, deux jours sur place par mois."),
    )

    def clean_agreement_date(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["agreement_date"]
        if day and day > timezone.localdate():
            raise ValidationError(_("Cette date est dans l’avenir."))
        return day

    def clean(self) -> dict[str, Any]:
        """Only what is written down has a date."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("agreement") not in _WRITTEN:
            cleaned["agreement_date"] = None
        return cleaned


class PeopleStep(StepForm):
    """Its other sites, and whom to ask for: rows of fields, one more than there are."""

    title = _("Sites et contacts")
    rows = (
        Answer("sites", _("Autres sites"), "sites"),
        Answer("contacts", _("Contacts"), "contacts"),
    )
    lead = _("Ajoutez vos autres sites. Les contacts ne sont montrés à personne, sauf si vous le dites.")

    def __init__(self, data: Any = None, files: Any = None, *, draft: Business) -> None:
        super().__init__(data, files, draft=draft)
        sites, contacts = list(draft.sites.all()), list(draft.contacts.all())
        self.site_rows = list(range(min(len(sites) + 2, MOST_SITES)))
        self.contact_rows = list(range(min(len(contacts) + 1, MOST_CONTACTS)))
        for row in self.site_rows:
            self._add_site(row, sites[row] if row < len(sites) else BusinessSite())
        for row in self.contact_rows:
            self._add_contact(row, contacts[row] if row < len(contacts) else BusinessContact())
        for field in self.fields.values():
            field.widget.attrs["class"] = f"input {field.widget.attrs.get('class', '')}".strip()

    def _add_site(self, row: int, site: BusinessSite) -> None:
        commune = site.commune if site.commune_id else None
        self.fields[f"site_{row}_commune"] = CommuneField(
            label=_("Commune"), required=False, initial=commune, help_text=_("Son nom, ou son code postal.")
        )
        self.fields[f"site_{row}_address"] = LimitedCharField(
            label=_("Adresse"), required=False, max_length=200, initial=site.address
        )

    def _add_contact(self, row: int, contact: BusinessContact) -> None:
        fields: dict[str, forms.Field] = {
            "name": LimitedCharField(label=_("Nom"), required=False, max_length=120),
            "role": LimitedCharField(label=_("Fonction"), required=False, max_length=120),
            "email": forms.EmailField(
                label=_("Courriel"),
                required=False,
                max_length=254,
                error_messages={"invalid": _("Vérifiez l’adresse : elle ressemble à nom@exemple.fr.")},
            ),
            "phone": PhoneNumberField(
                label=_("Téléphone"),
                required=False,
                region="FR",
                error_messages={"invalid": _("Vérifiez ce numéro : il a dix chiffres en France.")},
                widget=forms.TextInput(attrs={"type": "tel", "class": "short"}),
            ),
            "audience": forms.ChoiceField(
                label=_("Visible par"), choices=Audience.choices, widget=forms.Select(attrs={"class": "fit"})
            ),
        }
        for name, field in fields.items():
            field.initial = getattr(contact, name)
            field.required = False
            self.fields[f"contact_{row}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        """An address goes with a commune, and what one says of a contact with a name."""
        cleaned = super().clean() or self.cleaned_data
        for row in self.site_rows:
            name = f"site_{row}_commune"
            if cleaned.get(f"site_{row}_address") and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Dites dans quelle commune est cette adresse."))
        for row in self.contact_rows:
            told = any(cleaned.get(f"contact_{row}_{name}") for name in ("role", "email", "phone"))
            if told and not cleaned.get(f"contact_{row}_name"):
                self.add_error(f"contact_{row}_name", _("Donnez le nom de ce contact."))
        return cleaned

    def write(self) -> None:
        """Put the rows that say something onto the draft: an empty one takes its site or contact away."""
        self.draft.sites.set(self._sites())
        self.draft.contacts.set(self._contacts())

    def _sites(self) -> list[BusinessSite]:
        answers = self.cleaned_data
        rows = [row for row in self.site_rows if answers.get(f"site_{row}_commune")]
        return [
            BusinessSite(
                commune=answers[f"site_{row}_commune"], address=answers[f"site_{row}_address"], sort_order=rank
            )
            for rank, row in enumerate(rows)
        ]

    def _contacts(self) -> list[BusinessContact]:
        answers = self.cleaned_data
        rows = [row for row in self.contact_rows if answers.get(f"contact_{row}_name")]
        return [
            BusinessContact(
                **{name: answers[f"contact_{row}_{name}"] for name in ("name", "role", "email", "phone")},
                audience=answers[f"contact_{row}_audience"] or Audience.NOBODY.value,
                sort_order=rank,
            )
            for rank, row in enumerate(rows)
        ]

    @property
    def sites(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each site."""
        for row in self.site_rows:
            yield [self[f"site_{row}_{name}"] for name in ("commune", "address")]

    @property
    def contacts(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each contact."""
        for row in self.contact_rows:
            yield [self[f"contact_{row}_{name}"] for name in ("name", "role", "email", "phone", "audience")]


STEPS: dict[str, type[StepForm]] = {
    "identite": IdentityStep,
    "activite": ActivityStep,
    "teletravail": PracticeStep,
    "contacts": PeopleStep,
}
"""The steps in order, by the word of their address."""
