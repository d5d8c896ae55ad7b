"""Registering in short steps: the form of one step, which reads its answers from a draft and writes them onto it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geography.forms import CommuneForm
from geography.models import Commune, Territory
from listings.asking import Demand
from listings.kinds import Answer, Section
from listings.models import Listing
from ui.forms import KitForm, look_of


def choice(vocabulary: Any, label: Any, **kwargs: Any) -> forms.ChoiceField:
    """One code of a vocabulary, or none."""
    return forms.ChoiceField(
        label=label, required=False, choices=vocabulary.choices, widget=forms.RadioSelect, **kwargs
    )


def several(vocabulary: Any, label: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    """Some codes of a vocabulary."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=vocabulary.choices, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def number(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    """A whole number up to ``most``."""
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
    """One step. ``plain`` fields are copied from the draft and onto it as they are; ``rows`` stand for many of a kind.

    ``later`` is the button that stops here; ``edit_token`` is that of the row, where several people hold it.
    """

    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    plain: ClassVar[tuple[str, ...]] = ()
    rows: ClassVar[tuple[Answer, ...]] = ()

    later = forms.BooleanField(required=False, widget=forms.HiddenInput)
    edit_token = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, draft: Any) -> None:
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
        for bound in self.visible_fields():
            yield bound, look_of(bound)


class CommuneStep(StepForm, CommuneForm):
    """A step that asks where the listing is."""

    def __init__(self, data: Any = None, files: Any = None, *, draft: Listing) -> None:
        super().__init__(data, files, draft=draft)
        self.candidates = []
        self.fields["commune"].widget = forms.HiddenInput()

    def answers(self) -> dict[str, Any]:
        """The commune's name and code beside the rest."""
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
        """The commune too."""
        super().write()
        self.draft.commune = self.cleaned_data["commune"]


def sections_of(
    steps: Mapping[str, type[StepForm]], model: type[Listing], address_of: Callable[[Any, str], str]
) -> list[Section]:
    """What each step asks of a listing of a model; ``address_of`` is called with the listing and the step's name."""
    return [
        Section(form.title, answers, partial(_at, address_of, name))
        for name, form in steps.items()
        if (answers := tuple(_answers_of(form, model)))
    ]


def _at(address_of: Callable[[Any, str], str], step: str, listing: Any) -> str:
    return address_of(listing, step)


def _answers_of(form: type[StepForm], model: type[Listing]) -> Iterator[Answer]:
    """The fields of a step that are the model's: a commune is typed as words."""
    known = {field.name for field in model._meta.get_fields()} - {"commune"} | {"lieu"}
    fields = form.base_fields
    for name in form.field_order or fields:
        if name in known and name in fields:
            yield Answer("commune" if name == "lieu" else name, fields[name].label, name)
    yield from form.rows


class StepLink(NamedTuple):
    """A step as the head of a page shows it; without an address before there is a draft to go to."""

    title: Any
    address: str
    is_here: bool
    is_done: bool
    is_asked: bool


def way_of(
    steps: Mapping[str, type[StepForm]], here: str, address_of: Callable[[str], str], demand: Demand | None = None
) -> list[StepLink]:
    """The steps of a registration in order, seen from one of them, with what an agency asks to change."""
    rank, asked = list(steps).index(here), demand.pages if demand else frozenset()
    return [
        StepLink(form.title, (address := address_of(name)), name == here, number < rank, address in asked)
        for number, (name, form) in enumerate(steps.items())
    ]
