"""One review of moderators, with what it changes, and the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from listings.asking import choices_of
from listings.desk.access import ModeratorMixin
from listings.desk.comparison import differences, public_version
from listings.desk.queue import LIST
from listings.kinds import ListingKind, kind_of
from listings.models import Review
from listings.permissions import may_moderate
from listings.reviewing import AlreadyDecided, decide
from listings.reviews import RefusalReason, ReviewState
from ui.typography import long_date

NAMESPACE = "reviews_desk"
PREVIEW = f"{NAMESPACE}:preview"
DECISIONS = {
    "publier": ReviewState.APPROVED,
    "modification": ReviewState.CHANGES,
    "refuser": ReviewState.REFUSED,
}
"""Word of the address → decision."""
CONFLICT = 409


class _OneReview(ModeratorMixin):
    """A view of one review among those of this moderator."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the review, the version that was submitted, and its kind."""
        super().setup(request, *args, **kwargs)
        reviews = Review.objects.for_user(request.user)
        reviews = reviews.select_related("commune__departement", "revision", "submitted_by", "decided_by")
        self.review: Review = get_object_or_404(reviews, pk=kwargs["pk"])
        if self.review.listing is None:
            raise Http404
        self.kind = kind_of(self.review.listing)
        self.draft: Any = self.review.revision.as_object()


class _ReviewPage(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """A page of one review."""

    draft: Any
    review: Review

    header_icon = "clipboard-list"
    page_title = gettext_lazy("Relecture")

    def get_page_subtitle(self) -> str:
        """What it is about."""
        return str(self.draft)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the queue."""
        here = [{"url": reverse(LIST), "label": gettext("Relectures")}, {"url": "", "label": str(self.draft)}]
        return [*self.breadcrumbs_items, *here]


class ReviewView(_OneReview, _ReviewPage, TemplateView):
    """``/admin/relectures/<pk>/``: what the version changes, and three ways to decide."""

    template_name = "listings/desk_review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The differences with what is public, the likely duplicates, what was decided before."""
        listing: Any = self.review.listing
        user = self.request.user
        before = public_version(self.kind, listing)
        history = Review.objects.of(listing).for_user(user).select_related("decided_by", "submitted_by")
        duplicates = self.kind.duplicates(self.draft) if self.review.is_waiting else []
        return super().get_context_data(
            review=self.review,
            kind=self.kind,
            draft=self.draft,
            listing=listing,
            comparison=differences(self.kind, before, self.draft, self.request),
            duplicates=[other for other in duplicates if other.live or may_moderate(user, other.commune)],
            history=[review for review in history if review.pk != self.review.pk],
            preview_url=reverse(PREVIEW, args=[self.review.pk]) if self.kind.preview else "",
            decisions=list(DECISIONS),
            **kwargs,
        )


class ReviewPreviewView(_OneReview, View):
    """``/admin/relectures/<pk>/apercu/``: the public page as this version would be."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The page."""
        if self.kind.preview is None:
            raise Http404
        return self.kind.preview(request, self.draft)


class DecisionForm(forms.Form):
    """The agency's words, and the reason of a refusal."""

    reason = forms.ChoiceField(label=gettext_lazy("Motif"), choices=[("", "—"), *RefusalReason.choices])
    comment = forms.CharField(
        label=gettext_lazy("Votre message"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )

    asked = forms.MultipleChoiceField(
        label=gettext_lazy("Champs à revoir"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Facultatif. La personne les voit nommés, et marqués dans son formulaire."),
    )

    def __init__(self, *args: Any, state: ReviewState, kind: ListingKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked"].choices = choices_of(kind)  # type: ignore[attr-defined]
        if state != ReviewState.CHANGES:
            del self.fields["asked"]
        self.fields["comment"].help_text = _HELP[state]
        if state != ReviewState.REFUSED:
            del self.fields["reason"]
        if state == ReviewState.APPROVED:
            self.fields["comment"].required = False


_HELP = {
    ReviewState.APPROVED: gettext_lazy("Facultatif. La personne le reçoit avec la bonne nouvelle."),
    ReviewState.CHANGES: gettext_lazy("Dites ce qui manque ou ce qui est à changer. La personne reçoit ces mots."),
    ReviewState.REFUSED: gettext_lazy("Dites pourquoi, et ce qu’elle peut faire. La personne reçoit ces mots."),
}
_TITLES = {
    ReviewState.APPROVED: gettext_lazy("Publier cette version"),
    ReviewState.CHANGES: gettext_lazy("Demander une modification"),
    ReviewState.REFUSED: gettext_lazy("Refuser cette version"),
}
_TOLD = {
    ReviewState.APPROVED: gettext_lazy("« %(name)s » est en ligne, telle que vous l’avez lue."),
    ReviewState.CHANGES: gettext_lazy("Votre demande est partie. « %(name)s » reviendra ici une fois corrigée."),
    ReviewState.REFUSED: gettext_lazy("« %(name)s » est refusée. La personne reçoit votre message."),
}


class DecideView(_OneReview, _ReviewPage, FormView):  # type: ignore[type-arg]
    """``/admin/relectures/<pk>/<decision>/``: words and confirmation of one decision."""

    template_name = "listings/desk_decide.html"
    form_class = DecisionForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know the decision by its word in the address."""
        super().setup(request, *args, **kwargs)
        if kwargs["decision"] not in DECISIONS:
            raise Http404
        self.state = DECISIONS[kwargs["decision"]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Nothing to confirm where someone decided already."""
        if not self.review.is_waiting:
            return self._tell_decided(self.review)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """The decision."""
        return str(_TITLES[self.state])

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form asks what this decision needs."""
        return {**super().get_form_kwargs(), "state": self.state, "kind": self.kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The decision, for the button."""
        context = {"review": self.review, "state": self.state, "title": _TITLES[self.state]}
        return super().get_context_data(**context, **kwargs)

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        """Decide, or say why not."""
        try:
            decide(self.review, self.request.user, self.state, **form.cleaned_data)
        except AlreadyDecided as error:
            return self._tell_decided(error.review)
        except Review.DoesNotExist as error:  # its author erased their account meanwhile
            raise Http404 from error
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, str(_TOLD[self.state]) % {"name": self.draft})
        return redirect(LIST)

    def _tell_decided(self, review: Review) -> HttpResponse:
        """« Quelqu’un a déjà décidé »."""
        words = {
            "name": review.decided_by or gettext("une personne dont le compte n’existe plus"),
            "date": long_date(review.decided_at) if review.decided_at else "",
            "state": review.get_state_display().lower(),
        }
        told = gettext("Quelqu’un a déjà décidé : %(name)s, le %(date)s (%(state)s). Votre réponse n’a rien changé.")
        self.template_name = "listings/desk_decided.html"
        context = super().get_context_data(form=None, review=review, told=told % words, state=review.state, title="")
        return self.render_to_response(context, status=CONFLICT)
