"""« Anciennes adresses » on the desk: where readers go who follow a link of before, on the sites of one's territories.

Wagtail's own page of them shows those of every site, and lets each be led anywhere: it stays closed to agencies.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.models import SiteTerritory
from listings.desk.access import ModeratorMixin
from listings.moderators import territories_of

NAMESPACE = "redirections_desk"
HOME, DELETE = f"{NAMESPACE}:home", f"{NAMESPACE}:delete"
PER_PAGE = 50
LONGEST = 255
"""Signs of an address, as ``Redirect`` keeps it."""
_IS_URL = URLValidator(schemes=["https", "http"])


def sites_of(user: Any) -> QuerySet[Site]:
    """The sites of the territories that a user moderates."""
    links = SiteTerritory.objects.filter(territory__in=territories_of(user).order_by().values("pk"))
    return Site.objects.filter(pk__in=links.order_by().values("site")).order_by("hostname", "pk")  # type: ignore[no-any-return]


def redirections_of(user: Any) -> QuerySet[Redirect]:
    """The redirections of these sites, the newest first; those of every site are for who runs the installation."""
    found = Redirect.objects.filter(site__in=sites_of(user)).select_related("site", "redirect_page")
    return found.order_by("-created_at", "-pk")  # type: ignore[no-any-return]


class RedirectionForm(forms.Form):
    """An address of before, and where it is to lead."""

    old_path = forms.CharField(
        label=gettext_lazy("Ancienne adresse"),
        max_length=LONGEST,
        help_text=gettext_lazy("Ce qui suit le nom du site, par exemple /actualites/portes-ouvertes/."),
    )
    target = forms.CharField(
        label=gettext_lazy("Nouvelle adresse"),
        max_length=LONGEST,
        help_text=gettext_lazy("Une page de ce site, par exemple /actualites/, ou une adresse entière en https."),
    )
    site = forms.ModelChoiceField(label=gettext_lazy("Site"), queryset=Site.objects.none(), empty_label=None)

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["site"]
        choice.queryset, choice.initial = sites, sites.first()
        if sites.count() < 2:
            choice.widget = forms.HiddenInput()

    def clean_old_path(self) -> str:
        """A path as Wagtail keeps it. Raises ``ValidationError``."""
        asked = self.cleaned_data["old_path"].strip()
        # Two bars begin the name of another site.
        found: str = Redirect.normalise_path(asked) if asked.startswith("/") and not asked.startswith("//") else ""
        if found in {"", "/"} or len(found) > LONGEST or found.startswith(("/admin", "/media/", "/static/")):
            raise ValidationError(gettext("Donnez ce qui suit le nom du site, en commençant par une barre oblique."))
        return found

    def clean_target(self) -> str:
        """A path or a whole address. Raises ``ValidationError``."""
        target: str = self.cleaned_data["target"].strip()
        if not target.startswith("/") or target.startswith("//"):
            _IS_URL(target)
        return target

    def clean(self) -> dict[str, Any]:
        """Refuse an address that leads somewhere already, or to itself. Raises ``ValidationError``."""
        known = super().clean() or {}
        old, site = known.get("old_path"), known.get("site")
        if old and site and Redirect.objects.filter(old_path=old, site=site).exists():
            self.add_error("old_path", gettext("Cette adresse mène déjà ailleurs : retirez d’abord l’ancienne règle."))
        if old and known.get("target") and old == Redirect.normalise_path(known["target"]):
            self.add_error("target", gettext("Les deux adresses sont la même."))
        if site and len(_whole(site, known.get("target", ""))) > LONGEST:
            self.add_error("target", gettext("Cette adresse est trop longue."))
        return known

    def save(self) -> Redirect:
        """Keep it: to the page itself where the address is one's, so that it follows when that moves.

        Asked twice at once, it is kept once.
        """
        site, target = self.cleaned_data["site"], self.cleaned_data["target"]
        page = _page_at(site, target)
        where = {"redirect_page": page} if page else {"redirect_link": _whole(site, target)}
        kept, _is_new = Redirect.objects.get_or_create(
            old_path=self.cleaned_data["old_path"], site=site, defaults={"is_permanent": True, **where}
        )
        return kept


def _whole(site: Site, target: str) -> str:
    """A path of a site with what stands before it; a whole address as it is."""
    return f"{site.root_url}{target}" if target.startswith("/") else target


class PageForm(forms.Form):
    """Which part of the list."""

    p = forms.IntegerField(required=False)


def _page_at(site: Site, target: str) -> Page | None:
    """The page of a site that a path, without parameters, is the address of."""
    parts = urlsplit(target)
    if not target.startswith("/") or parts.query or parts.fragment:
        return None
    wanted = f"{site.root_page.url_path.rstrip('/')}{parts.path.rstrip('/')}/"
    page: Page | None = Page.objects.live().filter(url_path=wanted).first()
    return page


class RedirectionsView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/adresses/``: the list, and the form that adds one."""

    template_name = "cms/desk_redirections.html"
    form_class = RedirectionForm
    header_icon = "redirect"
    page_title = gettext_lazy("Anciennes adresses")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """One's own sites."""
        return {**super().get_form_kwargs(), "sites": sites_of(self.request.user)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One's own redirections."""
        asked = PageForm(self.request.GET)
        number = asked.cleaned_data["p"] if asked.is_valid() else 1
        rows = Paginator(redirections_of(self.request.user), PER_PAGE).get_page(number or 1)
        return super().get_context_data(rows=rows, **kwargs)

    def form_valid(self, form: RedirectionForm) -> HttpResponse:
        """Keep it."""
        kept = form.save()
        messages.success(self.request, gettext("%(path)s mène à sa nouvelle adresse.") % {"path": kept.old_path})
        return redirect(HOME)


class DeleteView(ModeratorMixin, View):
    """``/admin/adresses/<pk>/retirer/``, by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, redirect_id: int) -> HttpResponse:
        """Forget one of one's own."""
        found = get_object_or_404(redirections_of(request.user), pk=redirect_id)
        found.delete()
        messages.success(request, gettext("%(path)s ne mène plus nulle part.") % {"path": found.old_path})
        return redirect(HOME)


urlpatterns: list[URLPattern] = [
    path("", RedirectionsView.as_view(), name="home"),
    path("<int:redirect_id>/retirer/", DeleteView.as_view(), name="delete"),
]
