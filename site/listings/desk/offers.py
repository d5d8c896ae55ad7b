"""Listings that agencies propose to each other: proposing one, the list of both sides, each one with its answer."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from geography.forms import CommuneField
from listings.answering import accept_offer, decline_offer
from listings.desk.access import ModeratorMixin
from listings.desk.acts import ActView
from listings.kinds import ListingKind, kind_of
from listings.offer_ends import is_showable
from listings.offering import AlreadyEnded, propose, version_to_show, withdraw_offer
from listings.offers import Offer, OfferState
from listings.permissions import may_moderate
from listings.review_mails import agency_of

LIST, RESULTS, DETAIL, PREVIEW, PROPOSE = (
    f"reviews_desk:{name}" for name in ("offers", "offers_results", "offer", "offer_preview", "propose")
)
RECEIVED, SENT = "recues", "envoyees"


class ProposeForm(forms.Form):
    """Where to, and why."""

    commune = CommuneField(
        label=gettext_lazy("Commune proposée"),
        help_text=gettext_lazy("Son nom, suivi s’il le faut de son code INSEE. L’agence de cette commune décide."),
    )
    message = forms.CharField(
        label=gettext_lazy("Votre message à l’autre agence"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Dites pourquoi la fiche est chez elle. La personne qui la tient ne le lit pas."),
    )


class ProposeView(ActView):
    """« Proposer à une autre agence »."""

    form_class = ProposeForm
    page_title = gettext_lazy("Proposer une fiche à une autre agence")
    explanation = gettext_lazy(
        "L’agence de l’autre commune reçoit votre message et décide. D’ici là, la fiche reste chez vous, telle qu’elle "
        "est ; vous pouvez reprendre votre proposition."
    )
    button = gettext_lazy("Proposer")

    def get_initial(self) -> dict[str, Any]:
        """The commune that one was about to move it to."""
        asked = CommuneForm(self.request.GET)
        return {"commune": asked.cleaned_data["commune"].pk} if asked.is_valid() else {}

    def act(self, answers: dict[str, Any]) -> str:
        """Propose."""
        offer = propose(self.listing, self.request.user, answers["commune"], answers["message"])
        told = {"name": self.listing, "agency": agency_of(offer.commune)}
        return gettext("« %(name)s » est proposée à %(agency)s.") % told


class CommuneForm(forms.Form):
    """The commune of an address."""

    commune = CommuneField()


class OfferFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """What the list may be narrowed to."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("État"), choices=OfferState.choices)
    side = django_filters.ChoiceFilter(
        label=gettext_lazy("Sens"),
        method="on_side",
        choices=[(RECEIVED, gettext_lazy("Reçues")), (SENT, gettext_lazy("Envoyées"))],
    )

    class Meta:
        model = Offer
        fields: list[str] = []

    def on_side(self, offers: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those that one answers, or those that one sent."""
        user = self.request.user
        mine = Offer.objects.for_user(user) if value == RECEIVED else Offer.objects.sent_for(user)
        return offers.filter(pk__in=mine.order_by().values("pk"))


class OfferListView(ModeratorMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/relectures/propositions/``."""

    model = Offer
    page_title = gettext_lazy("Propositions entre agences")
    header_icon = "redirect"
    index_url_name, index_results_url_name = LIST, RESULTS
    filterset_class = OfferFilterSet
    paginate_by = 30
    verbose_name_plural = gettext_lazy("propositions")
    columns = [
        TitleColumn("listing", label=gettext_lazy("Fiche"), url_name=DETAIL, accessor=str),
        Column("origin", label=gettext_lazy("De")),
        Column("commune", label=gettext_lazy("Vers")),
        StatusTagColumn("get_state_display", label=gettext_lazy("État"), primary=lambda offer: offer.is_waiting),
        DateColumn("proposed_at", label=gettext_lazy("Proposée"), width="15%"),
    ]

    def get_base_queryset(self) -> QuerySet[Any]:
        """What this moderator received and sent, those that wait first."""
        offers = Offer.objects.seen_by(self.request.user).select_related("origin", "commune")
        return offers.prefetch_related("listing").waiting_first()

    @property
    def no_results_message(self) -> str:
        """What there would be, or what to do about a filter."""
        if self.is_filtering:
            return gettext("Aucune proposition de cette sorte.")
        return gettext("Aucune proposition. Celles que vous recevez et celles que vous envoyez seront ici.")


class _OneOffer(ModeratorMixin):
    """A view of one offer among those of this moderator's two sides."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the offer, its listing and its kind."""
        super().setup(request, *args, **kwargs)
        offers = Offer.objects.seen_by(request.user)
        offers = offers.select_related("origin__departement", "commune__departement", "proposed_by", "ended_by")
        self.offer: Offer = get_object_or_404(offers, pk=kwargs["pk"])
        if self.offer.listing is None:  # erased without us
            raise Http404
        self.kind: ListingKind = kind_of(self.offer.listing)


class AnswerForm(forms.Form):
    """What becomes of it, and words for the other agency."""

    answer = forms.ChoiceField(choices=[(word, word) for word in ("accepter", "decliner", "reprendre")])
    comment = forms.CharField(
        label=gettext_lazy("Votre message à l’autre agence"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Il en faut un pour décliner."),
    )


_TOLD = {
    "accepter": gettext_lazy("« %(name)s » est dans votre territoire. L’autre agence est prévenue."),
    "decliner": gettext_lazy("Votre réponse est partie. « %(name)s » reste où elle est."),
    "reprendre": gettext_lazy("« %(name)s » n’est plus proposée. L’autre agence est prévenue."),
}


class OfferView(_OneOffer, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/relectures/propositions/<pk>/``: what is proposed, by whom and why, and the answer."""

    template_name = "listings/desk_offer.html"
    form_class = AnswerForm
    header_icon = "redirect"
    page_title = gettext_lazy("Fiche proposée")

    def get_page_subtitle(self) -> str:
        """What it is about."""
        return str(self.offer)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        here = [{"url": reverse(LIST), "label": gettext("Propositions")}, {"url": "", "label": str(self.offer)}]
        return [*self.breadcrumbs_items, *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The offer, both agencies, and what this moderator may do."""
        offer, user = self.offer, self.request.user
        listing: Any = offer.listing
        is_shown = self.kind.preview and version_to_show(offer) is not None
        return super().get_context_data(
            offer=offer,
            kind=self.kind,
            from_agency=agency_of(offer.origin),
            to_agency=agency_of(offer.commune),
            preview_url=reverse(PREVIEW, args=[offer.pk]) if is_shown else "",
            may_accept=is_showable(listing),
            may_answer=offer.is_waiting and may_moderate(user, offer.commune),
            may_take_back=offer.is_waiting and may_moderate(user, offer.origin),
            **kwargs,
        )

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        """Act, or tell who was faster."""
        answer, name = form.cleaned_data["answer"], str(self.offer)
        try:
            self._act(answer, form.cleaned_data["comment"])
        except AlreadyEnded as error:
            told = gettext("C’est déjà fait : %(state)s. Votre réponse n’a rien changé.")
            messages.warning(self.request, told % {"state": error.offer.get_state_display().lower()})
            return redirect(DETAIL, self.offer.pk)
        except Offer.DoesNotExist as error:  # who holds the listing erased it meanwhile
            raise Http404 from error
        except ValidationError as error:
            form.add_error("comment", error.messages)
            return self.form_invalid(form)
        messages.success(self.request, str(_TOLD[answer]) % {"name": name})
        return redirect(DETAIL, self.offer.pk)

    def _act(self, answer: str, comment: str) -> None:
        if answer == "accepter":
            accept_offer(self.offer, self.request.user, comment)
        elif answer == "decliner":
            decline_offer(self.offer, self.request.user, comment)
        else:
            withdraw_offer(self.offer, self.request.user)


class OfferPreviewView(_OneOffer, View):
    """``/admin/relectures/propositions/<pk>/apercu/``: the page of a listing that is not public yet."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The page, as everyone would see it."""
        version = version_to_show(self.offer)
        if version is None or self.kind.preview is None:
            raise Http404
        return self.kind.preview(request, version)
