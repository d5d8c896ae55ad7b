"""One claim of a listing that nobody holds, and its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from listings.desk.access import ModeratorMixin
from listings.desk.queue import LIST
from listings.models import Claim
from listings.teaming import AlreadyClosed, AlreadyHeld, decide_claim

DETAIL = "reviews_desk:claim"


class AnswerForm(forms.Form):
    """Yes or no, and the agency's words."""

    answer = forms.ChoiceField(choices=[("oui", "oui"), ("non", "non")])
    comment = forms.CharField(
        label=gettext_lazy("Votre message"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("La personne le reçoit. Il en faut un pour dire non."),
    )


class ClaimView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/relectures/demandes/<pk>/``: who claims what, and the answer."""

    template_name = "listings/desk_claim.html"
    form_class = AnswerForm
    header_icon = "user"
    page_title = gettext_lazy("Demande de tenir une fiche")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the claim among those of this moderator."""
        super().setup(request, *args, **kwargs)
        claims = Claim.objects.for_user(request.user).select_related("commune__departement", "user", "decided_by")
        self.claim: Claim = get_object_or_404(claims, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """What it is about."""
        return str(self.claim.listing or gettext("fiche supprimée"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the queue."""
        here = [{"url": reverse(LIST), "label": gettext("Relectures")}, {"url": "", "label": self.get_page_subtitle()}]
        return [*self.breadcrumbs_items, *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The claim."""
        return super().get_context_data(claim=self.claim, **kwargs)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        """Answer, or tell who was faster."""
        is_yes = form.cleaned_data["answer"] == "oui"
        try:
            decide_claim(self.claim, self.request.user, is_yes, form.cleaned_data["comment"])
        except AlreadyClosed as error:
            words = {"name": error.claim.decided_by or "", "state": error.claim.get_state_display().lower()}
            told = gettext("Quelqu’un a déjà répondu : %(name)s (%(state)s). Votre réponse n’a rien changé.")
            messages.warning(self.request, told % words)
            return redirect(DETAIL, self.claim.pk)
        except Claim.DoesNotExist as error:  # whoever claimed erased their account meanwhile
            raise Http404 from error
        except AlreadyHeld:
            form.add_error(None, gettext("Quelqu’un tient cette fiche entre-temps. Répondez non, et dites-le."))
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error("comment", error.messages)
            return self.form_invalid(form)
        told = gettext("La fiche est confiée à %(name)s.") if is_yes else gettext("Votre refus est parti à %(name)s.")
        messages.success(self.request, told % {"name": self.claim.user})
        return redirect(LIST)
