"""The form of a member for what they hold."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geography.forms import CommuneField
from geography.models import Commune, Territory
from ui.forms import KitForm, look_of


class Group(NamedTuple):
    """Fields that belong together on the page; ``name`` is what they are asked as, where they are asked as one."""

    title: Any
    names: tuple[str, ...]
    name: str = ""


class FilledGroup(NamedTuple):
    """A group with its bound fields, each with its look (``ui.forms.look_of``)."""

    title: Any
    fields: list[tuple[forms.BoundField, str]]
    name: str


class MemberForm(KitForm, forms.ModelForm):  # type: ignore[type-arg]
    """A listing as its owner edits it; ``groups`` says in which order the page shows the fields."""

    groups: ClassVar[tuple[Group, ...]] = ()

    submit = forms.BooleanField(required=False, widget=forms.HiddenInput)
    edit_token = forms.CharField(required=False, widget=forms.HiddenInput)
    commune = CommuneField(label=_("Commune"), help_text=_("Son nom, suivi s’il le faut de son code INSEE."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].widget.attrs["data-communes"] = reverse("geography:communes")

    def clean_commune(self) -> Commune:
        """What is public stays in its territory: moving elsewhere is the agencies' to do."""
        commune: Commune = self.cleaned_data["commune"]
        before = self.instance.commune_id if self.instance.pk and self.instance.live else None
        if before in (None, commune.pk) or Territory.objects.filter(communes=before).filter(communes=commune).exists():
            return commune
        raise ValidationError(
            _("%(commune)s est d’un autre territoire. Demandez à l’agence d’y déplacer votre fiche."),
            params={"commune": commune},
        )

    @property
    def filled_groups(self) -> list[FilledGroup]:
        """The groups with their fields."""
        return [
            FilledGroup(title, [(self[name], look_of(self[name])) for name in names], asked_as)
            for title, names, asked_as in self.all_groups
        ]

    @property
    def all_groups(self) -> tuple[Group, ...]:
        """The groups of this form: those of its class, and what depends on the listing."""
        return self.groups
