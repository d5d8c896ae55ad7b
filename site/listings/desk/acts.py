"""Acts on one listing that ask for something first: archiving it, moving it to another territory."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from geography.forms import CommuneField
from listings.archives import Archive, ArchiveReason
from listings.archiving import archive, move, restore
from listings.desk.access import ModeratorMixin
from listings.kinds import kind_named
from listings.permissions import may_moderate
from listings.publishing import AwaitingReview


class ActView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/relectures/<act>/<kind>/<pk>/``: one listing of this moderator, a form, one button."""

    template_name = "listings/desk_act.html"
    header_icon = "cog"
    explanation: ClassVar[Any]
    button: ClassVar[Any]
    act: Any
    """Each act's method: does it with the form's answers, and gives what to say."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the listing among those of this moderator."""
        super().setup(request, *args, **kwargs)
        kind = kind_named(kwargs["kind"])
        if kind is None:
            raise Http404
        self.kind = kind
        self.listing = get_object_or_404(kind.model.objects.for_user(request.user), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """What it is about."""
        return str(self.listing)

    @property
    def back(self) -> str:
        """The listing's form."""
        return reverse(self.kind.desk_edit_name, args=[self.listing.pk]) if self.kind.desk_edit_name else ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the listing."""
        name = str(self.listing)
        here = {"url": "", "label": self.get_page_title(), "sublabel": name}
        return [*self.breadcrumbs_items, {"url": self.back, "label": name}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the act does, and the way back."""
        return super().get_context_data(explanation=self.explanation, button=self.button, back=self.back, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Act, or say why not."""
        try:
            told = self.act(form.cleaned_data)
        except AwaitingReview:
            form.add_error(None, gettext("Une version de cette fiche attend une relecture. Décidez d’abord."))
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, told)
        return self.after()

    def after(self) -> HttpResponse:
        """Back to the listing, where this moderator still sees it."""
        row = type(self.listing).objects.select_related("commune").get(pk=self.listing.pk)
        if self.kind.desk_edit_name and may_moderate(self.request.user, row.commune):
            return redirect(self.kind.desk_edit_name, row.pk)
        return redirect("reviews_desk:list")


class ArchiveForm(forms.Form):
    """Why."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Motif"), choices=[pair for pair in ArchiveReason.choices if pair[0] != ArchiveReason.MERGED]
    )
    comment = forms.CharField(
        label=gettext_lazy("Précisions"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ArchiveView(ActView):
    """« Archiver »."""

    form_class = ArchiveForm
    page_title = gettext_lazy("Archiver une fiche")
    explanation = gettext_lazy(
        "La fiche quitte le site à l’instant. Elle est gardée, avec son motif, et peut être ressortie."
    )
    button = gettext_lazy("Archiver")

    def act(self, answers: dict[str, Any]) -> str:
        """Archive."""
        archive(self.listing, self.request.user, answers["reason"], answers["comment"])
        return gettext("« %(name)s » est archivée.") % {"name": self.listing}


class RestoreView(ActView):
    """« Ressortir »."""

    form_class = forms.Form
    page_title = gettext_lazy("Ressortir une fiche des archives")
    explanation = gettext_lazy("La fiche redevient un brouillon. Relisez-la, puis publiez-la.")
    button = gettext_lazy("Ressortir")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Only what is archived."""
        super().setup(request, *args, **kwargs)
        if not Archive.objects.of(self.listing).exists():
            raise Http404

    def act(self, answers: dict[str, Any]) -> str:
        """Restore."""
        restore(self.listing, self.request.user)
        return gettext("« %(name)s » est de nouveau un brouillon.") % {"name": self.listing}


class MoveForm(forms.Form):
    """Where to."""

    commune = CommuneField(
        label=gettext_lazy("Nouvelle commune"),
        help_text=gettext_lazy("Son nom, suivi s’il le faut de son code INSEE."),
    )


class MoveView(ActView):
    """« Déplacer »: to a commune of another territory, as an act of its own; or on to proposing it there."""

    form_class = MoveForm
    page_title = gettext_lazy("Déplacer une fiche")
    explanation = gettext_lazy(
        "Ses brouillons et ses relectures la suivent : d’autres personnes décideront peut-être. "
        "Vers une commune que vous ne modérez pas, vous la proposez à son agence."
    )
    button = gettext_lazy("Déplacer")

    def form_valid(self, form: Any) -> HttpResponse:
        """Move it, or go on to the page that proposes it."""
        destination = form.cleaned_data["commune"]
        if may_moderate(self.request.user, destination):
            return super().form_valid(form)
        words = gettext("Vous ne modérez pas %(commune)s : proposez la fiche à son agence.")
        messages.info(self.request, words % {"commune": destination})
        address = reverse("reviews_desk:propose", args=[self.kind.slug, self.listing.pk])
        asked = urlencode({"commune": f"{destination.name} ({destination.pk})"})
        return redirect(f"{address}?{asked}")

    def act(self, answers: dict[str, Any]) -> str:
        """Move."""
        move(self.listing, self.request.user, answers["commune"])
        return gettext("« %(name)s » est déplacée.") % {"name": self.listing}
