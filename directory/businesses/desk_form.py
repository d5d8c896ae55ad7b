"""The form of a business on the desk: what its fields accept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import ClusterForm
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from directory.legal_identifiers import RnaField, SiretField
from directory.naf import clean_code
from geography.forms import CommuneField
from geography.models import Commune
from listings.permissions import may_moderate, may_move


class SiteForm(ClusterForm):  # type: ignore[misc]
    """Another site: its commune in words, not in a list of 35 000."""

    commune = CommuneField(label=_("Commune"), help_text=_("Son nom, suivi s’il le faut de son code INSEE"))


class SitesPanel(InlinePanel):  # type: ignore[misc]
    """The sites, each in a ``SiteForm``."""

    def get_form_options(self) -> dict[str, Any]:
        """The formset of sites, with the form of one."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = SiteForm
        return options


class BusinessForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A business as a moderator edits it. ``for_user`` is the moderator."""

    edit_token = forms.CharField(required=False, widget=forms.HiddenInput)
    commune = CommuneField(
        label=_("Commune"), help_text=_("Son nom, suivi s’il le faut de son code INSEE : Mende (48095)")
    )
    siret = SiretField(required=False)
    rna = RnaField(required=False)
    activity = forms.CharField(
        label=_("Code d’activité (NAF)"),
        required=False,
        max_length=10,
        help_text=_("Quatre chiffres et une lettre, comme 62.01Z. Il dit le secteur à votre place."),
    )

    def clean_commune(self) -> Commune:
        """Only a commune that this moderator moderates, and of the same territory as before."""
        commune: Commune = self.cleaned_data["commune"]
        before = Commune.objects.filter(pk=self.initial.get("commune")).first() if self.instance.pk else None
        if before and not may_move(self.for_user, before, commune):
            raise ValidationError(_("%(commune)s n’est pas de ce territoire."), params={"commune": commune})
        if not before and not may_moderate(self.for_user, commune):
            raise ValidationError(_("%(commune)s n’est pas de votre territoire."), params={"commune": commune})
        return commune

    def clean_activity(self) -> str:
        """The code as the register writes it."""
        text: str = self.cleaned_data["activity"].strip()
        return clean_code(text) if text else ""
