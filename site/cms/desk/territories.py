"""« Ouvrir un territoire » on the desk, for superusers: what ``manage.py create_territory`` does, in two screens.

The first asks; the second says what will be made, and asks again with a button. Nothing is kept between the two but
the form itself.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import CreateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.actions import sites_at
from cms.colours import DEFAULTS
from cms.models import is_colour
from cms.models.site_territory import refuse_faint
from cms.opening import Communes, Opening, communes_asked, ensure_geography, open_territory
from cms.origins import address_of
from geography.models import Departement, Territory
from listings.desk.access import ModeratorMixin

NAMESPACE = "territories_desk"
OPEN = f"{NAMESPACE}:open"


class OpeningForm(forms.Form):
    """A territory to open; ``opening`` is what it asks for."""

    departement = forms.ChoiceField(label=gettext_lazy("Un département"), required=False)
    epci = forms.CharField(
        label=gettext_lazy("Ou une intercommunalité"),
        required=False,
        max_length=11,
        help_text=gettext_lazy("Son numéro SIREN, neuf chiffres."),
    )
    codes = forms.CharField(
        label=gettext_lazy("Ou des communes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Leurs codes INSEE, séparés par des espaces ou des lignes ; d’avant une fusion aussi."),
    )
    name = forms.CharField(
        label=gettext_lazy("Nom du territoire"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Vide : celui du département ou de l’intercommunalité."),
    )
    agency_name = forms.CharField(label=gettext_lazy("Nom de l’agence"), max_length=120)
    agency_email = forms.EmailField(label=gettext_lazy("Adresse électronique de l’agence"))
    url = forms.CharField(
        label=gettext_lazy("Adresse du site"),
        required=False,
        help_text=gettext_lazy(
            "Par exemple https://lozere.example. Vide : le nom du territoire, devant celui du portail."
        ),
    )
    brand = forms.CharField(label=gettext_lazy("Couleur principale"), required=False, validators=[is_colour])
    accent = forms.CharField(label=gettext_lazy("Couleur d’appel"), required=False, validators=[is_colour])
    step = forms.ChoiceField(required=False, choices=[("open", ""), ("back", "")], widget=forms.HiddenInput)
    """Which button of the second screen was pressed; nothing on the first."""

    field_groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = (
        (gettext_lazy("Ses communes"), ("departement", "epci", "codes", "name")),
        (gettext_lazy("Son agence"), ("agency_name", "agency_email")),
        (gettext_lazy("Son site"), ("url", "brand", "accent")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ensure_geography()
        named = Departement.objects.order_by("pk").values_list("pk", "name")
        departement: Any = self.fields["departement"]
        departement.choices = [("", "—"), *((code, f"{code} {name}") for code, name in named)]
        for name, colour in DEFAULTS.items():
            self.fields[name].widget.attrs |= {"placeholder": colour, "spellcheck": "false"}

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page shows them."""
        return [(title, [self[name] for name in names]) for title, names in self.field_groups]

    def clean_url(self) -> Any:
        """The address, taken apart."""
        text = self.cleaned_data["url"]
        try:
            return address_of(text) if text else None
        except ValueError as error:
            raise ValidationError(gettext("Écrivez une adresse comme https://lozere.example.")) from error

    def clean_brand(self) -> str:
        """A colour that can be read."""
        return refuse_faint("brand", self.cleaned_data["brand"])

    def clean_accent(self) -> str:
        """Likewise."""
        return refuse_faint("accent", self.cleaned_data["accent"])

    def clean(self) -> dict[str, Any]:
        """What is asked for, made sure that it can be opened."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in ("departement", "epci", "codes") if told.get(name, "").strip()]
        if len(given) != 1:
            raise ValidationError(gettext("Choisissez un département, ou une intercommunalité, ou des communes."))
        departements = [told["departement"]] if given == ["departement"] else []
        try:
            communes = communes_asked(departements, told.get("epci", ""), told.get("codes", ""))
        except ValidationError as error:
            self.add_error(given[0], error)
        if not self.errors:
            self.opening = self._opening(communes)
            self._refuse_taken()
        return self.cleaned_data

    def _opening(self, communes: Communes) -> Opening:
        told = self.cleaned_data
        return Opening(
            communes=communes,
            agency_name=told["agency_name"],
            name=told["name"],
            agency_email=told["agency_email"],
            address=told["url"],
            colours={name: told[name] for name in DEFAULTS if told[name]},
        )

    def _refuse_taken(self) -> None:
        """Two territories may share communes, not a name or an address."""
        try:
            host, port = self.opening.full_address
        except ValidationError as error:
            self.add_error("name", error)
            return
        if Territory.objects.filter(slug=self.opening.full_slug).exists():
            words = gettext("Un territoire porte déjà ce nom : donnez-en un autre à celui-ci.")
            self.add_error("name", words)
        elif sites_at(host, port).exists():
            self.add_error("url", gettext("Un site répond déjà à cette adresse."))

    @property
    def shared(self) -> list[Territory]:
        """The territories that have some of these communes too."""
        return list(Territory.objects.filter(communes__in=self.opening.communes.codes).distinct().order_by("name"))


class OpenView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/territoires/ouvrir/``: the form, then what it will make, then the territory."""

    template_name = "cms/desk_open_territory.html"
    form_class = OpeningForm
    header_icon = "site"
    page_title = gettext_lazy("Ouvrir un territoire")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Superusers only: a territory is the installation's."""
        super().setup(request, *args, **kwargs)
        if not request.user.is_superuser:
            raise PermissionDenied

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": gettext("Ouvrir un territoire")}]

    def form_invalid(self, form: OpeningForm) -> HttpResponse:
        """Show what is wrong beside each field, and say above that nothing was made."""
        messages.error(self.request, gettext("Rien n’est encore fait : corrigez ce qui est en rouge."))
        return super().form_invalid(form)

    def form_valid(self, form: OpeningForm) -> HttpResponse:
        """Say what will be made; once that is agreed to, make it."""
        if form.cleaned_data["step"] == "back":
            return self.render_to_response(self.get_context_data(form=form))
        if form.cleaned_data["step"] != "open":
            return self.render_to_response(self.get_context_data(form=form, opening=form.opening, shared=form.shared))
        try:
            opened = open_territory(form.opening)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        words = gettext("Le territoire « %(name)s » est ouvert : %(address)s. Invitez maintenant son équipe.")
        told = {"name": opened.territory.name, "address": f"{opened.address.origin}/"}
        messages.success(self.request, words % told)
        return redirect(reverse("team_desk:team", args=[opened.territory.pk]))


class InsteadOfAddingView(CreateView):  # type: ignore[misc]
    """« Ajouter » in Wagtail's list: a territory without a site, pages and a team is of no use, so open one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go there."""
        return redirect(OPEN)

    post = get


urlpatterns: list[URLPattern] = [path("ouvrir/", OpenView.as_view(), name="open")]
