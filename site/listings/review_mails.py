"""The mails of a listing's life: of a review, to its moderators and author; of what others do to it, to its holder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from geography.models import Commune, Territory, smallest_first
from listings.archives import Archive
from listings.asking import labels_of
from listings.models import Moderator
from listings.permissions import may_moderate
from listings.reviews import Review, ReviewState
from mail.models import OutgoingMail
from mail.outbox import write_mail
from mail.senders import absolute


def moderators_of(commune: Commune) -> list[Any]:
    """Those who are told of what happens in a commune: its moderators with an open account."""
    moderators = Moderator.objects.filter(territory__communes=commune).order_by().values("user")
    return list(get_user_model()._default_manager.filter(pk__in=moderators, is_active=True).order_by("pk"))


def territory_of(commune: Commune) -> Territory | None:
    """The territory whose agency sees to a commune, the first of those that share it; ``None`` without one."""
    holders = Territory.communes.through.objects.filter(commune=commune).order_by().values("territory")
    territory: Territory | None = smallest_first(Territory.objects.filter(pk__in=holders)).first()
    return territory


def agency_of(commune: Commune) -> str:
    """The name of who decides, as people read it; nothing where no territory has the commune."""
    territory = territory_of(commune)
    return territory.agency_name or territory.name if territory else ""


def tell_submitted(review: Review) -> None:
    """Tell each moderator that something waits, and its author that it arrived."""
    listing: Any = review.listing
    context = {
        "listing": review.listing,
        "commune": review.commune.name,
        "author": review.author,
        "is_public": bool(listing.live),
    }
    for moderator in moderators_of(review.commune):
        write_mail(
            "review_waiting",
            moderator.email,
            lambda: {**context, "address": absolute(reverse("reviews_desk:review", args=[review.pk]))},
            key=f"review-waiting-{review.pk}-{moderator.pk}",
            about=review.listing,
        )
    if review.submitted_by:
        _write_author("review_submitted", review, lambda: {**context, **_what_follows(review)})


def _what_follows(review: Review) -> dict[str, str]:
    """Who reads what was sent, and what is public meanwhile."""
    listing: Any = review.listing
    agency = agency_of(review.commune)
    agencys = _("L’agence du territoire (%(agency)s)") % {"agency": agency}
    return {
        "reader": agencys if agency else _("L’équipe de Hameau"),
        "meanwhile": _("Ce qui est en ligne reste en ligne pendant ce temps.")
        if listing.live
        else _("Rien n’est public avant sa décision."),
    }


def forget_told(reviews: Iterable[Review]) -> int:
    """Delete what moderators were written of some reviews, whose author erases all that is theirs; return how many."""
    keys = reduce(or_, (Q(key__startswith=f"review-waiting-{review.pk}-") for review in reviews), Q(pk__in=[]))
    deleted, _rows = OutgoingMail.objects.filter(keys).delete()
    return int(deleted)


def tell_decided(review: Review) -> None:
    """Tell the author what was decided, with the agency's words."""
    listing: Any = review.listing
    if review.submitted_by and review.submitted_by.is_active:
        _write_author(
            "review_decided",
            review,
            lambda: {
                "listing": review.listing,
                "state": review.state,
                "reason": review.get_reason_display(),
                "comment": review.comment,
                "asked": "\n".join(f"- {label}" for label in labels_of(review)),
                "agency": agency_of(review.commune),
                "kept": _("La version qui était en ligne le reste.")
                if listing.live and review.state != ReviewState.APPROVED
                else "",
            },
        )


def _write_author(template: str, review: Review, context: Callable[[], dict[str, Any]]) -> None:
    user: Any = review.submitted_by
    write_mail(
        template,
        user.email,
        lambda: {**context(), "address": absolute(space_address(review.listing))},
        key=f"{template}-{review.pk}-{review.state}",
        about=review.listing,
    )


def tell_taken_off(listing: Any, user: Any, *, was_live: bool = True, archived: Archive | None = None) -> None:
    """Tell who holds a listing that someone else took it off the site, or put it away.

    An agency's reason is said. A colleague's, « at the request of who holds it », would tell its holder what they never
    asked.
    """
    is_by_agency = may_moderate(user, listing.commune)
    _write_holder(
        "listing_taken_off",
        listing,
        user,
        lambda: {
            "was_live": was_live,
            "done": _what_was_done(listing, is_by_agency=is_by_agency, was_live=was_live, is_archived=bool(archived)),
            "reason": archived.get_reason_display() if archived and is_by_agency else "",
            "comment": archived.comment.strip() if archived else "",
            "next_step": _("Vous pouvez la ressortir, la changer, puis l’envoyer de nouveau.")
            if archived
            else _("Vous pouvez la changer, puis l’envoyer de nouveau."),
        },
    )


def _what_was_done(listing: Any, *, is_by_agency: bool, was_live: bool, is_archived: bool) -> str:
    """Who took a listing off the site or put it away, in a sentence."""
    if not is_archived:
        words = _("L’agence a retiré votre fiche « %(name)s » du site.")
    elif is_by_agency and was_live:
        words = _("L’agence a retiré votre fiche « %(name)s » du site et l’a archivée.")
    elif is_by_agency:
        words = _("L’agence a archivé votre fiche « %(name)s », qui n’était pas en ligne.")
    elif was_live:
        words = _("Une personne de votre équipe a retiré votre fiche « %(name)s » du site et l’a archivée.")
    else:
        words = _("Une personne de votre équipe a archivé votre fiche « %(name)s », qui n’était pas en ligne.")
    return words % {"name": listing}


def tell_restored(listing: Any, user: Any) -> None:
    """Tell who holds a listing that someone else took it back from the archive."""
    _write_holder("listing_restored", listing, user, dict)


def tell_moved(listing: Any, user: Any, origin: Commune) -> None:
    """Tell who holds a listing that someone else moved it, and which agency sees to it now."""
    is_waiting = Review.objects.of(listing).waiting().exists()

    def told() -> dict[str, Any]:
        agency = agency_of(listing.commune)
        kept = (
            _("Elle reste en ligne, avec tout ce qu’elle dit.") if listing.live else _("Tout ce qu’elle dit est gardé.")
        )
        sent = _("La version que vous avez envoyée sera relue là-bas : vous n’avez rien à renvoyer.")
        taken_over = _("%(agency)s s’en occupe désormais.") % {"agency": agency}
        return {
            "origin": origin.name,
            "commune": listing.commune.name,
            "taken_over": taken_over if agency and agency != agency_of(origin) else "",
            "kept": f"{kept} {sent}" if is_waiting else kept,
        }

    _write_holder("listing_moved", listing, user, told)


def _write_holder(template: str, listing: Any, user: Any, context: Callable[[], dict[str, Any]]) -> None:
    """Write to who holds a listing of what ``user`` did to it, unless it is they who did."""
    owner = listing.owner
    if owner is None or owner == user or not owner.is_active:
        return
    by_agency = may_moderate(user, listing.commune)
    write_mail(
        template,
        owner.email,
        lambda: {
            "listing": listing,
            "by_agency": by_agency,
            "agency": agency_of(listing.commune) if by_agency else "",
            "address": absolute(space_address(listing)),
            **context(),
        },
        about=listing,
    )


def space_address(listing: Any) -> str:
    """The page of « mon espace » that tells where a listing stands."""
    from listings.kinds import kind_of

    return reverse("space:listing", args=[kind_of(listing).slug, listing.pk])
