"""« Mon espace »: what is mine, where it stands, editing it, sending it, taking it back."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.archives import ArchiveReason
from listings.archiving import archive, restore
from listings.asking import demand_of, labels_of
from listings.kinds import ListingKind, kind_named, kinds
from listings.models import Listing
from listings.publishing import AwaitingReview, EditedMeanwhile, edit_token, save_draft
from listings.reviewing import AlreadyDecided, AlreadyWaiting, NothingNew, submit, withdraw
from listings.reviews import Review, ReviewState
from listings.space.history import history_of
from listings.space.registry import Asked, asked_of, lines_for
from listings.space.standing import CHANGES, DRAFT, Standing, is_to_mend, may_submit, standings

SENT = gettext_lazy("Votre fiche est partie à la relecture. L’agence vous écrira.")
KEPT = gettext_lazy("Brouillon enregistré. Rien n’est publié tant que vous ne l’envoyez pas.")
_WAITS = gettext_lazy("Cette fiche est en relecture. Reprenez-la avant de la modifier.")
REFUSALS = {
    EditedMeanwhile: gettext_lazy(
        "Quelqu’un a modifié cette fiche pendant que vous l’aviez ouverte. "
        "Ouvrez-la de nouveau dans un autre onglet, puis reportez vos changements."
    ),
    AwaitingReview: _WAITS,
    AlreadyWaiting: _WAITS,
}


class Mine(NamedTuple):
    """Something a member holds, as the list shows it."""

    kind: ListingKind
    listing: Any
    standing: Standing
    address: str


def holdings(user: Any) -> list[Mine]:
    """All that a user holds, kind by kind: a query a kind and two more, whatever their number."""
    held = [
        (kind, listing)
        for kind in kinds()
        for listing in kind.model.objects.owned_by(user).select_related("commune").order_by("pk")
    ]
    told = standings([listing for _kind, listing in held])
    return [
        Mine(kind, listing, standing, reverse("space:listing", args=[kind.slug, listing.pk]))
        for (kind, listing), (_listing, standing) in zip(held, told, strict=True)
    ]


def changes_asked(held: list[Mine]) -> list[Asked]:
    """The listings that the agency wants changed, with its words."""
    return [
        Asked(
            _("Corriger « %(name)s »") % {"name": mine.listing},
            words_asked(mine.standing.review),
            mine.address,
            _("Voir"),
        )
        for mine in held
        if mine.standing.code == CHANGES and mine.standing.review
    ]


def words_asked(review: Review) -> str:
    """The fields that a review names, then the agency's words, cut short."""
    words = Truncator(review.comment).words(30)
    fields = ", ".join(labels_of(review))
    return _("À revoir : %(fields)s. %(words)s") % {"fields": fields, "words": words} if fields else words


def drafts_to_send(held: list[Mine]) -> list[Asked]:
    """The listings that were never sent: nobody sees them, which their holder may not know."""
    return [
        Asked(_("Envoyer « %(name)s »") % {"name": mine.listing}, mine.standing.words, mine.address, _("Relire"))
        for mine in held
        if mine.standing.code == DRAFT
    ]


def find_mine(request: HttpRequest, kind: str, pk: int) -> tuple[ListingKind, Any]:
    """A listing that this user holds, and its kind; 404 for any other."""
    found = kind_named(kind)
    if found is None:
        raise Http404
    listings = found.model.objects.owned_by(request.user).select_related("commune__departement", "owner")
    return found, get_object_or_404(listings, pk=pk)


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """``/mon-espace/``."""
    held = holdings(request.user)
    asked = [*changes_asked(held), *drafts_to_send(held), *asked_of(request.user)]
    context = {
        "holdings": held,
        "asked": asked,
        "lead": ngettext("Une chose vous attend.", "%(number)d choses vous attendent.", len(asked))
        % {"number": len(asked)}
        if asked
        else _("Rien ne vous attend : tout est à jour."),
        "lines": lines_for(request.user),
        "addable": _addable({mine.kind for mine in held}),
    }
    return render(request, "listings/space_home.html", context)


def _addable(held: set[ListingKind]) -> list[ListingKind]:
    """What a member who holds these kinds may begin."""
    return [kind for kind in kinds() if kind.add_address and not (kind.is_one_each and kind in held)]


@require_safe
@never_cache
def listing_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """``/mon-espace/<kind>/<pk>/``: its state, what one can do, its history."""
    found, listing = find_mine(request, kind, pk)
    ((_listing, standing),) = standings([listing])
    context = {
        "kind": found,
        "listing": listing,
        "draft": listing.get_latest_revision_as_object(),
        "standing": standing,
        "demand": demand_of(standing.review, listing) if standing.code == CHANGES else None,
        "events": history_of(listing, request.user),
        "edit_address": found.edit_url(listing),
        "preview_address": reverse("space:preview", args=[kind, pk]) if found.preview else "",
        "can_submit": may_submit(listing, standing),
        "is_to_mend": is_to_mend(listing, standing),
    }
    return render(request, "listings/space_listing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """``/mon-espace/<kind>/<pk>/modifier/``: the draft; « Envoyer à l’agence » also submits it."""
    found, row = find_mine(request, kind, pk)
    if found.form is None:
        raise Http404
    ((_row, standing),) = standings([row])
    if not standing.may_edit:
        messages.warning(request, standing.words)
        return back_to(found, row)
    token = edit_token(row)
    draft = found.model.objects.get(pk=row.pk).get_latest_revision_as_object()
    data = request.POST if request.method == "POST" else None
    form = found.form()(data, request.FILES or None, instance=draft, initial={"edit_token": token})
    if form.is_valid() and keep(request, found, form):
        return back_to(found, row)
    demand = demand_of(standing.review, row)
    form.asked = demand.shown_as if demand else ()
    context = {"kind": found, "listing": row, "form": form, "demand": demand}
    return render(request, "listings/space_edit.html", context)


def keep(request: HttpRequest, kind: ListingKind, form: Any) -> bool:
    """Keep a valid form as a draft, submit it when asked; ``False`` when the form now says what is wrong."""
    listing = form.save(commit=False)
    if kind.prepare:
        kind.prepare(listing, form)
    try:
        keep_draft(listing, request.user, form.cleaned_data["edit_token"], is_sent=form.cleaned_data["submit"])
    except (EditedMeanwhile, AwaitingReview, AlreadyWaiting) as error:
        form.add_error(None, REFUSALS[type(error)])
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, SENT if form.cleaned_data["submit"] else KEPT)
    return True


@transaction.atomic
def keep_draft(listing: Any, user: Any, token: str, *, is_sent: bool) -> None:
    """Save a draft and, if it is sent, submit it: both or none."""
    save_draft(listing, user, token)
    if is_sent:
        submit(listing, user)


@require_POST
def submit_view(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """« Envoyer à l’agence »."""
    found, listing = find_mine(request, kind, pk)
    try:
        submit(listing, request.user)
    except AlreadyWaiting:
        messages.warning(request, _("Elle est déjà en relecture."))
    except NothingNew:
        messages.warning(request, _("Tout ce que vous avez écrit est déjà en ligne."))
    except ValidationError as error:
        messages.error(request, _("Il manque quelque chose : %(what)s") % {"what": " ".join(error.messages)})
    else:
        messages.success(request, SENT)
    return back_to(found, listing)


@require_POST
def withdraw_view(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """« Reprendre »: take back what waits, to change it."""
    found, listing = find_mine(request, kind, pk)
    review = Review.objects.of(listing).filter(state=ReviewState.WAITING).first()
    try:
        if review is None:
            raise AlreadyDecided(Review.objects.of(listing).first() or Review())
        withdraw(review, request.user)
    except AlreadyDecided:
        messages.warning(request, _("L’agence a décidé entre-temps : voyez ce qu’elle en dit."))
    else:
        messages.success(request, _("Vous l’avez reprise. Changez-la, puis envoyez-la de nouveau."))
    return back_to(found, listing)


@require_POST
def archive_view(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """« Retirer du site »: by who holds it."""
    found, listing = find_mine(request, kind, pk)
    try:
        archive(listing, request.user, ArchiveReason.LEFT)
    except AwaitingReview:
        messages.warning(request, _("Elle est en relecture. Reprenez-la d’abord."))
    else:
        messages.success(request, _("Votre fiche n’est plus en ligne. Elle est gardée ici."))
    return back_to(found, listing)


@require_POST
def restore_view(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """« Reprendre cette fiche »: out of the archive, a draft again."""
    found, listing = find_mine(request, kind, pk)
    restore(listing, request.user)
    messages.success(request, _("C’est de nouveau un brouillon. Relisez-le, puis envoyez-le."))
    return back_to(found, listing)


@require_safe
@never_cache
def preview(request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
    """The public page as the latest draft would be."""
    found, listing = find_mine(request, kind, pk)
    if found.preview is None:
        raise Http404
    response = found.preview(request, listing.get_latest_revision_as_object())
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def back_to(kind: ListingKind, listing: Listing) -> HttpResponse:
    """To the page that tells where a listing stands."""
    return redirect("space:listing", kind.slug, listing.pk)
