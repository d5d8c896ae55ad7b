"""The steps of a registration: short forms, each kept as a draft of the same profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from directory.audiences import LABELS, audience_of
from directory.models import RemoteWorker, Skill
from directory.steps import CommuneStep, StepForm, choice, number, several
from directory.vocabulary import Audience, Availability, Contract, JobFamily, Language, Sector, Status, WorkMode
from directory.workers.fields import places_to_meet, skill_names, web_links
from directory.workers.portraits import store_portrait
from listings.images import PhotoField
from listings.public_forms import LimitedCharField
from places.models import Place


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of a few rows. Django asks the database for whatever is sent: SQLite raises on a key beyond its integers."""

    def clean(self, value: Any) -> Any:
        """Refuse in words what can be no key, as what is none of the rows."""
        try:
            return super().clean(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value}) from error


class WorkerStep(StepForm):
    """One step. ``preview`` is the button of who has said enough."""

    preview = forms.BooleanField(required=False, widget=forms.HiddenInput)


class IdentityStep(WorkerStep, CommuneStep):
    """Who, what, where: the only step with required answers."""

    title = _("Vous")
    lead = _("Trois réponses suffisent. Seule la commune est publique, jamais une adresse.")
    plain = ("display_name", "headline", "status")

    display_name = LimitedCharField(
        label=_("Nom affiché"),
        max_length=80,
        help_text=_("Votre nom, ou celui sous lequel on vous connaît."),
        error_messages={"required": _("Écrivez le nom que l’on verra.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    headline = LimitedCharField(
        label=_("Ce que vous faites, en une ligne"),
        max_length=120,
        help_text=_("Par exemple : comptable, développeuse web, architecte."),
        error_messages={"required": _("Écrivez au moins un mot.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    status = choice(Status, _("Vous êtes"))
    photo = PhotoField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG, PNG, WebP ou HEIC, 8 Mo au plus. Nous effaçons le lieu et la date de prise de vue."),
    )
    without_photo = forms.BooleanField(label=_("Retirer ma photo"), required=False)

    field_order = ("display_name", "headline", "lieu", "commune", "status", "photo", "without_photo")

    def __init__(self, data: Any = None, files: Any = None, *, draft: RemoteWorker) -> None:
        super().__init__(data, files, draft=draft)
        if not draft.photo:
            del self.fields["without_photo"]

    def write(self) -> None:
        super().write()
        if image := self.cleaned_data.get("photo"):
            self.draft.photo = store_portrait(image)
        elif self.cleaned_data.get("without_photo"):
            self.draft.photo = ""


class WorkStep(WorkerStep):
    """What one does and knows."""

    title = _("Votre métier")
    lead = _("Tout est facultatif. Quelques compétences suffisent pour qu’on vous trouve.")
    plain = ("presentation", "employer", "job_family", "sectors", "languages")

    skills = LimitedCharField(
        label=_("Compétences"),
        required=False,
        max_length=600,
        help_text=_("Séparées par des virgules, quinze au plus."),
        widget=forms.TextInput(attrs={"list": "competences-connues", "autocomplete": "off"}),
    )
    presentation = LimitedCharField(
        label=_("Présentez-vous"),
        required=False,
        max_length=3000,
        help_text=_("Pas de coordonnées ici : on vous écrit par Hameau."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    employer = LimitedCharField(label=_("Employeur ou marque"), required=False, max_length=120)
    job_family = forms.ChoiceField(
        label=_("Famille de métiers"), required=False, choices=[("", _("Aucune en particulier")), *JobFamily.choices]
    )
    languages = several(Language, _("Langues de travail"))
    sectors = several(Sector, _("Secteurs que vous connaissez"))
    links = LimitedCharField(
        label=_("Liens"),
        required=False,
        max_length=1600,
        help_text=_("Un par ligne, cinq au plus : site, portfolio, réseau professionnel."),
        widget=forms.Textarea(attrs={"rows": 3, "inputmode": "url"}),
    )

    def answers(self) -> dict[str, Any]:
        skills = ", ".join(skill.name for skill in self.draft.skills.all()) if self.draft.pk else ""
        return {**super().answers(), "skills": skills, "links": "\n".join(self.draft.links)}

    def clean_skills(self) -> list[str]:
        """The names, without empty ones."""
        return skill_names(self.cleaned_data["skills"])

    def clean_links(self) -> list[str]:
        """The addresses; one written without its beginning gets it."""
        return web_links(self.cleaned_data["links"])

    def write(self) -> None:
        super().write()
        self.draft.skills.set(Skill.objects.named(self.cleaned_data["skills"]))
        self.draft.links = self.cleaned_data["links"]


class WishesStep(WorkerStep):
    """How one works, what one looks for, how one is reached."""

    title = _("Votre rythme")
    lead = _("Dites comment vous travaillez et ce que vous cherchez. Tout est facultatif.")
    plain = (
        *("modes", "remote_days", "contracts", "availability", "available_from", "available_days"),
        *("travel_radius", "email", "phone"),
    )

    modes = several(WorkMode, _("Vous travaillez"))
    remote_days = number(_("Jours à distance par semaine"), 7)
    availability = choice(Availability, _("Disponibilité"))
    available_from = forms.DateField(
        label=_("Disponible à partir du"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "fit"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Donnez une date, par exemple 2027-01-04.")},
    )
    available_days = number(_("Jours disponibles par semaine"), 7)
    contracts = several(Contract, _("Contrats cherchés"))
    travel_radius = number(_("Déplacements jusqu’à, en km"), 1000, min_value=0)
    meeting_places = RowsField(
        Place.objects.none(),
        label=_("Lieux où me croiser"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Votre nom peut paraître sur leur page, si vous le montrez à tout le monde."),
    )
    email = forms.EmailField(
        label=_("Courriel"),
        required=False,
        max_length=254,
        help_text=_("Caché à moins que vous ne le montriez : on vous écrit par Hameau."),
        error_messages={"invalid": _("Vérifiez l’adresse : elle ressemble à nom@exemple.fr.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = PhoneNumberField(
        label=_("Téléphone"),
        required=False,
        region="FR",
        error_messages={"invalid": _("Vérifiez ce numéro : il a dix chiffres en France.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "class": "short"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, draft: RemoteWorker) -> None:
        super().__init__(data, files, draft=draft)
        places = places_to_meet(draft)
        self.fields["meeting_places"].queryset = places  # type: ignore[attr-defined]
        if not places:
            del self.fields["meeting_places"]

    def answers(self) -> dict[str, Any]:
        return {**super().answers(), "meeting_places": [place.pk for place in self.draft.meeting_places.all()]}

    def clean(self) -> dict[str, Any]:
        """A date goes with « à partir d’une date », and the reverse."""
        cleaned = super().clean() or self.cleaned_data
        later = Availability.LATER.value
        if cleaned.get("availability") == later and not cleaned.get("available_from") and "available_from" in cleaned:
            self.add_error("available_from", _("Dites à partir de quelle date."))
        if cleaned.get("availability") != later:
            cleaned["available_from"] = None
        return cleaned

    def write(self) -> None:
        super().write()
        self.draft.meeting_places.set(self.cleaned_data.get("meeting_places", []))


class AudienceStep(WorkerStep):
    """Who sees each answer, and whether search engines may show the page."""

    title = _("Qui voit quoi")
    lead = _("Vous décidez réponse par réponse. Le nom, l’activité et la commune sont publics.")
    plain = ("is_indexable",)

    is_indexable = forms.BooleanField(label=_("Les moteurs de recherche peuvent montrer ma page"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, draft: RemoteWorker) -> None:
        super().__init__(data, files, draft=draft)
        for name, label in LABELS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=Audience.choices,
                initial=audience_of(draft.audiences, name).value,
                widget=forms.Select(attrs={"class": "input fit"}),
            )

    @property
    def audiences(self) -> list[forms.BoundField]:
        """One choice a field."""
        return [self[name] for name in LABELS]

    def write(self) -> None:
        super().write()
        self.draft.audiences = {name: self.cleaned_data[name] for name in LABELS}


STEPS: dict[str, type[WorkerStep]] = {
    "identite": IdentityStep,
    "metier": WorkStep,
    "rythme": WishesStep,
    "visibilite": AudienceStep,
}
"""The steps in order, by the word of their address."""
