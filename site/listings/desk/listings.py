"""Listings on the desk: the list of a territory, the form, the history, and the acts of one button.

An app that owns a listing subclasses these views with its model, its panels and the names of its addresses.
"""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.coreutils import multigetattr

from listings.desk.access import ModeratorMixin
from listings.desk.authors import ActFilterSet, AuthorColumn
from listings.desk.bulk import ACTS
from listings.desk.exports import SafeExportMixin
from listings.kinds import kind_of
from listings.models import Archive, Listing, Offer, Review
from listings.permissions import may_moderate
from listings.publishing import (
    AwaitingReview,
    EditedMeanwhile,
    create_listing,
    edit_token,
    is_private_draft,
    mark_checked,
    publish,
    publish_beside_draft,
    save_draft,
    unpublish,
)


def status_of(listing: Listing) -> str:
    """« En ligne », « Brouillon », « En ligne, brouillon en attente »."""
    if not listing.live:
        return gettext("Hors ligne") if listing.first_published_at else gettext("Brouillon")
    if listing.has_unpublished_changes:
        return gettext("En ligne, brouillon en attente")
    return gettext("En ligne")


class StatusColumn(StatusTagColumn):  # type: ignore[misc]
    """Whether a listing is public."""

    def __init__(self) -> None:
        super().__init__("status", label=gettext_lazy("État"), accessor=status_of, primary=lambda listing: listing.live)


class ScopedMixin(ModeratorMixin):
    """Views of one model of listings, whose rows are those of this moderator's communes."""

    model: ClassVar[Any]
    permission_policy = None
    permission_required = None
    any_permission_required = None

    def get_queryset(self) -> QuerySet[Any]:
        """The rows that this user moderates."""
        return self.model._default_manager.for_user(self.request.user)  # type: ignore[no-any-return]


class ListingListView(ScopedMixin, SafeExportMixin, BaseListingView):  # type: ignore[misc]
    """The listings of a moderator, to search and to filter."""

    add_url_name: ClassVar[str]
    add_label: ClassVar[Any] = gettext_lazy("Ajouter")
    template_name = "listings/desk_list.html"
    paginate_by = 30
    is_searchable = True
    default_ordering = "name"
    get_queryset = BaseListingView.get_queryset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What may be done with the rows that are ticked."""
        bulk_url = reverse("reviews_desk:bulk", args=[kind_of(self.model).slug])
        return super().get_context_data(bulk_url=bulk_url, bulk_acts=list(ACTS.items()), **kwargs)  # type: ignore[no-any-return]

    def get_base_queryset(self) -> QuerySet[Any]:
        """The rows that this user moderates."""
        return ScopedMixin.get_queryset(self)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """The exported columns of a listing; ``status`` is its state in words."""
        return {name: status_of(item) if name == "status" else multigetattr(item, name) for name in self.list_export}

    @property
    def header_buttons(self) -> list[Any]:
        """The button that adds one."""
        return [HeaderButton(self.add_label, url=reverse(self.add_url_name), icon_name="plus")]


class _FormMixin(ScopedMixin):
    """What creating and editing share: two ways to save, and errors that say where."""

    template_name = "listings/desk_form.html"

    def get_side_panels(self) -> Any:
        """None: the box above the form tells the state of the listing."""
        return MediaContainer([])

    @property
    def is_publishing(self) -> bool:
        """Whether the button pressed was « Publier »."""
        return bool(self.action == "publish")  # type: ignore[attr-defined]

    def refuse(self, form: Any, error: ValidationError | str) -> HttpResponse:
        """Show the form again with what is wrong."""
        form.add_error(None, error)
        self.produced_error_message = gettext("La fiche n’a pas été enregistrée.")
        return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]

    def tell(self, listing: Listing) -> None:
        """Say what was saved."""
        words = {"name": str(listing)}
        if self.is_publishing:
            messages.success(self.request, gettext("« %(name)s » est en ligne.") % words)
        else:
            messages.success(
                self.request,
                gettext("Brouillon de « %(name)s » enregistré. Ce qui est en ligne n’a pas changé.") % words,
            )


class ListingCreateView(_FormMixin, generic.CreateView):  # type: ignore[misc]
    """A new listing."""

    actions = ["create", "publish"]
    error_message = gettext_lazy("La fiche n’a pas été créée.")

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Write the listing, publish it if asked."""
        self.form = form
        listing = self.prepared(form.save(commit=False))
        try:
            revision = create_listing(listing, self.request.user)
        except ValidationError as error:
            return self.refuse(form, error)
        if self.is_publishing:
            publish(revision, self.request.user)
        self.created(listing)
        self.tell(listing)
        return redirect(self.edit_url_name, listing.pk)

    def prepared(self, listing: Any) -> Any:
        """The unsaved listing with what its form does not ask."""
        return listing

    def created(self, listing: Any) -> None:
        """What follows the creation."""


class ListingEditView(_FormMixin, generic.EditView):  # type: ignore[misc]
    """The form of a listing: its latest draft, else what is public."""

    actions = ["edit", "publish"]
    error_message = gettext_lazy("La fiche n’a pas été enregistrée.")
    checked_url_name: ClassVar[str]
    unpublish_url_name: ClassVar[str]

    def get_object(self, queryset: Any = None) -> Any:
        """The draft to edit, unless its holder keeps it; the row, whose commune decided who sees it, is beside."""
        row = get_object_or_404(self.get_queryset(), pk=self.object_pk)
        self.row = copy(row)  # without a draft, the form changes the row that it was given
        self.is_beside_draft = is_private_draft(row, self.request.user)
        return row if self.is_beside_draft else row.get_latest_revision_as_object()

    def get_queryset(self) -> QuerySet[Any]:
        """The rows that this user moderates, with their commune."""
        return super().get_queryset().select_related("commune__departement")

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep a draft, publish it if asked; refuse when someone else was faster."""
        self.form = form
        if words := self.only_its_holder_may():
            return self.refuse(form, words)
        try:
            self.keep(self.prepared(form.save(commit=False)), form.cleaned_data["edit_token"])
        except AwaitingReview:
            return self.refuse(
                form, gettext("Une version de cette fiche attend une relecture. Décidez d’abord, puis modifiez.")
            )
        except EditedMeanwhile:
            return self.refuse(
                form,
                gettext(
                    "Quelqu’un a modifié cette fiche pendant que vous l’aviez ouverte. "
                    "Ouvrez-la de nouveau dans un autre onglet, puis reportez vos changements."
                ),
            )
        except ValidationError as error:
            return self.refuse(form, error)
        self.edited(self.object)
        self.tell(self.object)
        return redirect(self.edit_url_name, self.object.pk)

    def only_its_holder_may(self) -> str:
        """Why this can't be saved from the desk: words, or nothing."""
        if self.is_publishing and not self.row.live and (self.is_beside_draft or self._is_held_alone()):
            return gettext("Seule la personne qui tient cette fiche peut l’envoyer : vous la publierez ensuite.")
        if self.is_beside_draft and not self.is_publishing:
            return gettext(
                "La personne qui tient cette fiche a un brouillon en cours. Publiez votre correction, "
                "ou attendez son envoi."
            )
        return ""

    def _is_held_alone(self) -> bool:
        return bool(self.model.HOLDER_PUBLISHES and self.row.owner_id and self.row.owner_id != self.request.user.pk)

    def keep(self, listing: Any, token: str) -> None:
        """Save the draft and publish it if asked. Raises what ``save_draft`` does."""
        user = self.request.user
        if self.is_beside_draft:
            publish_beside_draft(listing, user, token)
            return
        revision = save_draft(listing, user, token)
        if self.is_publishing:
            publish(revision, user)

    def prepared(self, listing: Any) -> Any:
        """The edited listing with what its form does not ask."""
        return listing

    def edited(self, listing: Any) -> None:
        """What follows an edit."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form knows what it edits."""
        return {**super().get_form_kwargs(), "initial": {"edit_token": edit_token(self.row)}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The state of the row, and the acts of one button."""
        return super().get_context_data(  # type: ignore[no-any-return]
            row=self.row,
            status=status_of(self.row),
            is_beside_draft=self.is_beside_draft,
            checked_url=reverse(self.checked_url_name, args=[self.row.pk]),
            unpublish_url=reverse(self.unpublish_url_name, args=[self.row.pk]),
            **_more_acts(self.row, self.request.user),
            **kwargs,
        )


def _more_acts(row: Any, user: Any) -> dict[str, Any]:
    """What else the desk may do with a listing: its waiting review, its archive, moving it, its likely duplicates."""
    try:
        kind = kind_of(row)
    except LookupError:
        return {}
    review = Review.objects.of(row).for_user(user).waiting().first()
    offer = Offer.objects.of(row).sent_for(user).waiting().select_related("commune").first()
    is_archived = Archive.objects.of(row).exists()
    others = [other for other in kind.duplicates(row) if may_moderate(user, other.commune)]
    merge = reverse("reviews_desk:merge", args=[kind.slug, row.pk])
    return {
        "review_url": reverse("reviews_desk:review", args=[review.pk]) if review else "",
        "offer": offer,
        "archive_url": "" if is_archived else reverse("reviews_desk:archive", args=[kind.slug, row.pk]),
        "restore_url": reverse("reviews_desk:restore", args=[kind.slug, row.pk]) if is_archived else "",
        "move_url": reverse("reviews_desk:move", args=[kind.slug, row.pk]),
        "duplicates": [] if is_archived else [(other, f"{merge}?avec={other.pk}") for other in others],
    }


class ListingHistoryView(ScopedMixin, HistoryView):  # type: ignore[misc]
    """Who did what to a listing, and when."""

    get_queryset = HistoryView.get_queryset
    filterset_class = ActFilterSet

    @property
    def columns(self) -> list[Any]:
        """The act, who did it as the desk may know them, and when."""
        act, _user, moment = super().columns
        return [act, AuthorColumn(), moment]

    def get_base_object_queryset(self) -> QuerySet[Any]:
        """The rows that this user moderates."""
        return ScopedMixin.get_queryset(self)

    def user_can_unschedule(self) -> bool:
        """Nothing is scheduled from this desk."""
        return False


class ListingActView(ScopedMixin, View):
    """One button, one act, by POST: ``verb`` is called with the listing and the user, ``told`` says what was done."""

    http_method_names = ["post"]
    model: ClassVar[Any] = None
    edit_url_name = ""
    verb: ClassVar[Any]
    told: ClassVar[Any]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Act, say so, go back to the form."""
        listing = get_object_or_404(self.get_queryset(), pk=pk)
        type(self).verb(listing, request.user)
        messages.success(request, self.told % {"name": listing})
        return redirect(self.edit_url_name, pk)


class CheckedView(ListingActView):
    """« Vérifié aujourd’hui »."""

    verb = staticmethod(mark_checked)
    told = gettext_lazy("« %(name)s » est vérifié d’aujourd’hui.")


class UnpublishView(ListingActView):
    """« Retirer du site »."""

    verb = staticmethod(unpublish)
    told = gettext_lazy("« %(name)s » n’est plus en ligne. Son contenu est gardé ici.")


def act_paths(model: type[Listing], namespace: str) -> list[URLPattern]:
    """The addresses, on the desk of a kind, of what all do alike: history, « vérifié aujourd’hui », taking off."""
    one = {"model": model, "edit_url_name": f"{namespace}:edit"}
    history = {
        **one,
        "index_url_name": f"{namespace}:list",
        "history_url_name": f"{namespace}:history",
        "history_results_url_name": f"{namespace}:history_results",
    }
    results = ListingHistoryView.as_view(results_only=True, **history)
    return [
        path("<int:pk>/historique/", ListingHistoryView.as_view(**history), name="history"),
        path("<int:pk>/historique/results/", results, name="history_results"),
        path("<int:pk>/verifie/", CheckedView.as_view(**one), name="checked"),
        path("<int:pk>/retirer/", UnpublishView.as_view(**one), name="unpublish"),
    ]
