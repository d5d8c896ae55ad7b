"""« Identité » on the desk: the name, agency, logo, colours and addresses of one's own territory."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from cms.colours import DEFAULTS
from cms.identity import logo_of
from cms.models import Picture, SiteTerritory
from cms.uploads.pictures import PictureField
from geography.models import Territory
from listings.actions import desk_of_territory
from listings.desk.access import ModeratorMixin
from listings.images import ACCEPTED
from listings.moderators import managed_by

NAMESPACE = "identity_desk"
HOME, EDIT = (f"{NAMESPACE}:{name}" for name in ("home", "edit"))


def links_managed_by(user: Any) -> QuerySet[SiteTerritory]:
    """The sites of the territories whose team a user manages; every territory's for a superuser."""
    managed = managed_by(user).order_by().values("pk")
    return SiteTerritory.objects.filter(territory__in=managed).select_related("territory", "site", "logo")


class IdentityForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a territory presents itself: what ``SiteTerritory`` and ``Territory`` hold of it, and a logo."""

    name = forms.CharField(label=gettext_lazy("Nom du territoire"), max_length=80)
    agency_name = forms.CharField(label=gettext_lazy("Nom de l’agence"), max_length=120)
    agency_email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de l’agence"),
        help_text=gettext_lazy("Publique, en pied de page ; c’est à elle que l’on répond aux courriels du site."),
    )
    new_logo = PictureField(
        label=gettext_lazy("Nouveau logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    without_logo = forms.BooleanField(label=gettext_lazy("Retirer le logo"), required=False)

    class Meta:
        model = SiteTerritory
        fields = ("brand", "accent", "mail_from")
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.TextInput(attrs={"placeholder": colour, "spellcheck": "false"})
            for name, colour in DEFAULTS.items()
        }

    field_order = ("name", "agency_name", "agency_email", "new_logo", "without_logo", "brand", "accent", "mail_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "agency_name", "agency_email"):
            self.initial[name] = getattr(self.instance.territory, name)
        if self.instance.logo is None:
            del self.fields["without_logo"]

    def clean_brand(self) -> str:
        """In small letters, as colours are kept."""
        return str(self.cleaned_data["brand"]).strip().lower()

    def clean_accent(self) -> str:
        """Likewise."""
        return str(self.cleaned_data["accent"]).strip().lower()

    def apply(self, user: Any) -> None:
        """Save all of it. A new logo goes to the territory's folder; the old one stays there."""
        with transaction.atomic():
            link, told = self.instance, self.cleaned_data
            territory = link.territory
            territory.name, territory.agency_name = told["name"], told["agency_name"]
            territory.agency_email = told["agency_email"]
            territory.save(update_fields=["name", "agency_name", "agency_email"])
            if told["new_logo"]:
                link.logo = keep_logo(territory, told["new_logo"], user)
            elif told.get("without_logo"):
                link.logo = None
            link.save()
            link.site.site_name = territory.name
            link.site.save(update_fields=["site_name"])
            log(instance=territory, action="wagtail.edit", user=user)


def keep_logo(territory: Territory, file: Any, user: Any) -> Picture:
    """A picture, written anew by ``PictureField``, in the territory's folder."""
    picture = Picture(
        title=gettext("Logo : %(name)s") % {"name": territory.agency_name},
        collection=desk_of_territory(territory).collection,
        uploaded_by_user=user,
        file=file,
        width=file.image.get_size()[0],
        height=file.image.get_size()[1],
    )
    picture.full_clean(exclude=["width", "height"])
    picture.save()
    return picture


class IdentitiesView(ModeratorMixin, View):
    """``/admin/identite/``: the identity of one's first territory; the others are named there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go there."""
        link = links_managed_by(request.user).order_by("territory__name", "pk").first()
        if link is None:
            raise Http404
        return redirect(EDIT, link.territory_id)


class IdentityView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/identite/<territory>/``: the form, for who manages the territory's team; 404 for all others."""

    template_name = "cms/desk_identity.html"
    form_class = IdentityForm
    header_icon = "site"
    page_title = gettext_lazy("Identité")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the site among those of this manager."""
        super().setup(request, *args, **kwargs)
        self.link = get_object_or_404(links_managed_by(request.user), territory=kwargs["territory"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """The site to change."""
        return {**super().get_form_kwargs(), "instance": self.link}

    def get_page_subtitle(self) -> str:
        """Whose identity, as it was."""
        return str(self.link.site.site_name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        return [
            *self.breadcrumbs_items,
            {"url": "", "label": gettext("Identité"), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, the logo as it is, and one's other territories."""
        others = links_managed_by(self.request.user).exclude(pk=self.link.pk).order_by("territory__name")
        return super().get_context_data(link=self.link, logo=logo_of(self.link), others=others, **kwargs)

    def form_invalid(self, form: IdentityForm) -> HttpResponse:
        """Show what is wrong beside each field, and say above that nothing was saved."""
        messages.error(self.request, gettext("Rien n’est enregistré : corrigez ce qui est en rouge."))
        return super().form_invalid(form)

    def form_valid(self, form: IdentityForm) -> HttpResponse:
        """Save, say so."""
        form.apply(self.request.user)
        messages.success(self.request, gettext("L’identité du territoire est enregistrée : le site la montre déjà."))
        return redirect(EDIT, self.link.territory_id)


urlpatterns: list[URLPattern] = [
    path("", IdentitiesView.as_view(), name="home"),
    path("<int:territory>/", IdentityView.as_view(), name="edit"),
]
