"""The steps of a registration: short forms, each kept as a draft of the same profile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from directory.audiences import LABELS, audience_of
from directory.models import RemoteWorker, Skill
from directory.models.worker import MOST_LINKS, validate_links
from directory.vocabulary import Audience, Availability, Contract, JobFamily, Language, Sector, Status, WorkMode
from directory.workers.portraits import store_portrait
from geography.forms import CommuneForm
from geography.models import Commune, Territory
from listings.images import PhotoField
from listings.public_forms import LimitedCharField
from places.models import Place
from ui.forms import KitForm

MOST_SKILLS = 15
MEETING_KM = 30
MOST_PLACES = 20


def _choice(vocabulary: Any, label: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=vocabulary.choices, widget=forms.RadioSelect, **kwargs
    )


def _several(vocabulary: Any, label: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=vocabulary.choices, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def _number(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    message = _("Donnez un nombre de %(least)s à %(most)s.") % {"least": kwargs.get("min_value", 1), "most": most}
    return forms.IntegerField(
        label=label,
        required=False,
        max_value=most,
        error_messages={"invalid": message, "min_value": message, "max_value": message},
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        **{"min_value": 1, **kwargs},
    )


class StepForm(KitForm):
    """One step. It reads its answers from a draft and writes them onto it; ``plain`` fields are copied as they are."""

    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    plain: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, files: Any = None, *, draft: RemoteWorker) -> None:
        self.draft = draft
        super().__init__(data, files, initial=self.answers())

    def answers(self) -> dict[str, Any]:
        """What the draft says already."""
        return {name: getattr(self.draft, name) for name in self.plain}

    def write(self) -> None:
        """Put the valid answers onto the draft."""
        for name in self.plain:
            setattr(self.draft, name, self.cleaned_data[name])

    @property
    def looks(self) -> Iterable[tuple[forms.BoundField, str]]:
        """The visible fields in order, each with the component that shows it."""
        several = (forms.RadioSelect, forms.CheckboxSelectMultiple)
        for bound in self.visible_fields():
            yield bound, "choices" if isinstance(bound.field.widget, several) else "field"


class IdentityStep(StepForm, CommuneForm):
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
        help_text=_("Par exemple : comptable, développeuse web, architecte."),
        error_messages={"required": _("Écrivez au moins un mot.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    status = _choice(Status, _("Vous êtes"))
    photo = PhotoField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG, PNG, WebP ou HEIC, 8 Mo au plus. Nous effaçons le lieu et la date de prise de vue."),
    )
    without_photo = forms.BooleanField(label=_("Retirer ma photo"), required=False)

    field_order = ("display_name", "headline", "lieu", "commune", "status", "photo", "without_photo")

    def __init__(self, data: Any = None, files: Any = None, *, draft: RemoteWorker) -> None:
        super().__init__(data, files, draft=draft)
        self.candidates = []
        self.fields["commune"].widget = forms.HiddenInput()
        if not draft.photo:
            del self.fields["without_photo"]

    def answers(self) -> dict[str, Any]:
        commune = self.draft.commune if self.draft.commune_id else None
        where = {"lieu": commune.name, "commune": commune.pk} if commune else {}
        return {**super().answers(), **where}

    def clean(self) -> dict[str, Any]:
        """What is public stays in its territory: moving elsewhere is the agencies' to do."""
        cleaned = super().clean()
        commune, before = cleaned.get("commune"), self.draft.commune_id if self.draft.live else None
        if (
            isinstance(commune, Commune)
            and before not in (None, commune.pk)
            and not Territory.objects.filter(communes=before).filter(communes=commune).exists()
        ):
            message = _("%(commune)s est d’un autre territoire. Demandez à l’agence d’y déplacer votre fiche.")
            self.add_error("lieu", ValidationError(message, params={"commune": commune.name}))
        return cleaned

    def write(self) -> None:
        super().write()
        self.draft.commune = self.cleaned_data["commune"]
        if image := self.cleaned_data.get("photo"):
            self.draft.photo = store_portrait(image)
        elif self.cleaned_data.get("without_photo"):
            self.draft.photo = ""


class WorkStep(StepForm):
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
        help_text=_("Pas de coordonnées ici : on vous écrit par Hameau."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    employer = LimitedCharField(label=_("Employeur ou marque"), required=False, max_length=120)
    job_family = forms.ChoiceField(
        label=_("Famille de métiers"), required=False, choices=[("", _("Aucune en particulier")), *JobFamily.choices]
    )
    languages = _several(Language, _("Langues de travail"))
    sectors = _several(Sector, _("Secteurs que vous connaissez"))
    links = LimitedCharField(
        label=_("Liens"),
        required=False,
        max_length=1600,
        help_text=_("Un par ligne, cinq au plus : site, portfolio, réseau professionnel."),
        widget=forms.Textarea(attrs={"rows": 3, "inputmode": "url"}),
    )

    def answers(self) -> dict[str, Any]:
        skills = ", ".join(skill.name for skill in self.draft.skills.all()) if self.draft.pk else ""
        return {**super().answers(), "skills": skills, "links": "\n".join(self.draft.links)}

    def clean_skills(self) -> list[str]:
        """The names, without empty ones."""
        names = [name.strip() for name in self.cleaned_data["skills"].replace(";", ",").split(",") if name.strip()]
        if len(names) > MOST_SKILLS:
            raise ValidationError(_("Gardez les quinze compétences qui comptent le plus."))
        return names

    def clean_links(self) -> list[str]:
        """The addresses; one written without its beginning gets it."""
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        links = [line if "://" in line else f"https://{line}" for line in lines]
        if len(links) > MOST_LINKS:
            raise ValidationError(_("Donnez cinq liens au plus."))
        validate_links(links)
        return links

    def write(self) -> None:
        super().write()
        self.draft.skills.set(Skill.objects.named(self.cleaned_data["skills"]))
        self.draft.links = self.cleaned_data["links"]


class WishesStep(StepForm):
    """How one works, what one looks for, how one is reached."""

    title = _("Votre rythme")
    lead = _("Dites comment vous travaillez et ce que vous cherchez. Tout est facultatif.")
    plain = (
        *("modes", "remote_days", "contracts", "availability", "available_from", "available_days"),
        *("travel_radius", "email", "phone"),
    )

    modes = _several(WorkMode, _("Vous travaillez"))
    remote_days = _number(_("Jours à distance par semaine"), 7)
    availability = _choice(Availability, _("Disponibilité"))
    available_from = forms.DateField(
        label=_("Disponible à partir du"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "fit"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Donnez une date, par exemple 2027-01-04.")},
    )
    available_days = _number(_("Jours disponibles par semaine"), 7)
    contracts = _several(Contract, _("Contrats cherchés"))
    travel_radius = _number(_("Déplacements jusqu’à, en km"), 1000, min_value=0)
    meeting_places = forms.ModelMultipleChoiceField(
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
        help_text=_("Caché à moins que vous ne le montriez : on vous écrit par Hameau."),
        error_messages={"invalid": _("Vérifiez l’adresse : elle ressemble à nom@exemple.fr.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = PhoneNumberField(
        label=_("Téléphone"),
        required=False,
        region="FR",
        error_messages={"invalid": _("Vérifiez ce numéro : il a dix chiffres en France.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "class": "short"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, draft: RemoteWorker) -> None:
        super().__init__(data, files, draft=draft)
        chosen = [place.pk for place in draft.meeting_places.all()]
        near = Place.objects.published().none()
        if draft.commune.point:
            near = Place.objects.published().within(draft.commune.point, MEETING_KM).order_by("haversine", "pk")
        keys = [*chosen, *near.values_list("pk", flat=True)[:MOST_PLACES]]
        places = Place.objects.published().filter(pk__in=keys).order_by("name", "pk")
        self.fields["meeting_places"].queryset = places  # type: ignore[attr-defined]
        if not keys:
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


class AudienceStep(StepForm):
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


STEPS: dict[str, type[StepForm]] = {
    "identite": IdentityStep,
    "metier": WorkStep,
    "rythme": WishesStep,
    "visibilite": AudienceStep,
}
"""The steps in order, by the word of their address."""
