"""Keeping listings true: their owners are asked when a check is due, reminded twice, then the listing steps back.

    due ─▶ ASKED ─14 days▶ REMINDED ─28 days▶ TO_CONFIRM ─28 days▶ LAPSED
             each step is one mail with a secret link; « tout est encore exact » ends the round at any of them

At ``TO_CONFIRM`` the listing is shown as to be confirmed and ranked below; at ``LAPSED`` it leaves the public lists,
never deleted: a confirmation brings back what was public. A listing that nobody holds is for its agency to check,
nothing is mailed and nothing changes by itself. Nothing moves either while an edit awaits the agency.

``run(now)`` may be called any number of times; a listing makes one step a run at most, however long the site was off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial, reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from wagtail.actions.unpublish import UnpublishAction

from listings.checks import WAITS, CheckRound, Step
from listings.kinds import ListingKind, kind_of, kinds
from listings.models import Listing
from listings.publishing import LAPSED, is_waiting
from listings.space.registry import Asked, register_asker
from listings.versions import bump_version
from mail import unsubscribing
from mail.outbox import write_mail
from mail.senders import absolute
from ui.typography import long_date

SALT = "listings.freshness"
KIND = "verification"
"""The kind of these mails, for who wants none of them."""
MOST_A_RUN = 200
"""First mails a run: after a large import, owners are asked over some days."""
LINK_WORKS = timedelta(days=400)
ROUNDS_KEPT = timedelta(days=730)
"""How long after its end a round is kept."""


@dataclass(frozen=True)
class Done:
    """How many owners were asked, how many rounds went further, how many lapsed, how many ended by themselves."""

    asked: int
    reminded: int
    lapsed: int
    ended: int


def connect() -> None:
    """Announce the kind of mails, and what « mon espace » asks; called once, when the application is ready."""
    words = gettext_lazy("les demandes de vérification : vos fiches quitteront les listes sans que nous vous écrivions")
    unsubscribing.register(KIND, words)
    register_asker(asked_of)


def run(now: datetime) -> Done:
    """Do what is due at an instant. A listing that fails keeps back no other; raises what failed when all is done."""
    failed: list[Exception] = []
    due = list(_rounds_due(now).values_list("pk", flat=True))
    steps = [_tried(failed, _advance, pk, now) for pk in due]
    asked = 0
    for kind in kinds():
        for pk in list(_to_ask(kind, now).values_list("pk", flat=True)[: MOST_A_RUN - asked]):
            asked += bool(_tried(failed, _ask, kind, pk, now))
    CheckRound.objects.filter(closed_at__lt=now - ROUNDS_KEPT).delete()
    if failed:
        raise ExceptionGroup(f"{len(failed)} listings could not be asked about.", failed)
    return Done(asked, steps.count("reminded"), steps.count("lapsed"), steps.count("ended"))


def _tried(failed: list[Exception], act: Callable[..., Any], *answers: Any) -> Any:
    """What an act gives, or ``None`` when it fails: its transaction is undone, its error kept."""
    try:
        return act(*answers)
    except Exception as error:
        failed.append(error)
        return None


def stale(listings: Any) -> Any:
    """Of some listings of one model, those that someone should look at: public and never checked or too long ago.

    With those that lapsed, which are no longer public.
    """
    lapsed = CheckRound.objects.open().filter(
        content_type=ContentType.objects.get_for_model(listings.model), step=Step.LAPSED
    )
    public = listings.model.objects.published().check_due(timezone.localdate())
    return listings.filter(Q(pk__in=public.order_by().values("pk")) | Q(pk__in=lapsed.order_by().values("object_id")))


def stale_for(user: Any) -> list[tuple[ListingKind, QuerySet[Any]]]:
    """What a moderator should look at, kind by kind, oldest check first."""
    return [(kind, stale(kind.model.objects.for_user(user)).order_by("checked_on", "pk")) for kind in kinds()]


def asked_of(user: Any) -> list[Asked]:
    """What « mon espace » asks of an owner: each listing whose round is open, with the page that confirms it."""
    rows = CheckRound.objects.open().filter(owner=user).order_by("asked_at", "pk").prefetch_related("listing")
    words = gettext("Dites-le d’un geste, ou modifiez-la.")
    return [
        Asked(
            gettext("«\u00a0%(name)s\u00a0»\u00a0: est-ce encore exact\u202f?") % {"name": row.listing},
            words,
            path_of(row),
            gettext("Répondre"),
        )
        for row in rows
        if row.listing is not None and row.listing.owner_id == user.pk
    ]


def path_of(row: CheckRound) -> str:
    """The path of the page where the owner answers, in the current language."""
    return reverse("freshness:check", args=[signing.dumps(row.pk, salt=SALT)])


def link_of(row: CheckRound) -> str:
    """The secret address where the owner answers, whole, in the current language."""
    return absolute(path_of(row))


def find_round(token: str) -> CheckRound | None:
    """The round of a secret link, open or ended; ``None`` for a link that is forged, too old, or no longer theirs."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_WORKS)
    except signing.BadSignature:
        return None
    row: CheckRound | None = CheckRound.objects.select_related("owner").filter(pk=pk).first()
    if row is None or row.listing is None or row.owner is None or not row.owner.is_active:
        return None
    return row if row.listing.owner_id == row.owner_id else None


def _rounds_due(now: datetime) -> QuerySet[CheckRound]:
    """Open rounds whose wait is over; and the lapsed ones, which someone may have published again."""
    waits = [Q(step=step, asked_at__lte=now - wait) for step, wait in WAITS.items()]
    rounds: QuerySet[CheckRound] = CheckRound.objects.open().filter(reduce(or_, waits, Q(step=Step.LAPSED)))
    return rounds.order_by("asked_at", "pk")


def _to_ask(kind: ListingKind, now: datetime) -> QuerySet[Any]:
    """Public listings that are held by someone, whose check is due, and whom nobody asked."""
    model = kind.model
    asked = CheckRound.objects.open().filter(
        content_type=ContentType.objects.get_for_model(model), object_id=OuterRef("pk")
    )
    held = model.objects.published().filter(owner__is_active=True)
    due: QuerySet[Any] = held.filter(_is_due(model, timezone.localdate(now))).exclude(Exists(asked))
    return due.order_by("checked_on", "pk")


def _is_due(model: type[Listing], day: date) -> Q:
    """Checked longer ago than its interval; never checked, and in the house for as long."""
    days = model.objects.order_by().values_list("check_interval", flat=True).distinct()
    due = Q(pk__in=[])
    for interval in days:
        limit = day - timedelta(days=interval)
        never = Q(checked_on__isnull=True, created_at__date__lt=limit)
        due |= Q(check_interval=interval) & (Q(checked_on__lt=limit) | never)
    return due


def _ask(kind: ListingKind, pk: int, now: datetime) -> bool:
    """Begin a round, unless the listing changed meanwhile or another run was faster."""
    with transaction.atomic():
        listing = _locked(kind.model, pk)
        if listing is None or is_waiting(listing) or not _to_ask(kind, now).filter(pk=pk).exists():
            return False
        row = CheckRound.objects.create(
            content_type=ContentType.objects.get_for_model(kind.model),
            object_id=pk,
            owner=listing.owner,
            began_at=now,
            asked_at=now,
        )
        _write(row, listing)
    return True


def _advance(pk: int, now: datetime) -> str | None:
    """Take a round one step further, or end it when there is nothing left to ask; say which, or ``None``."""
    with transaction.atomic():
        seen = CheckRound.objects.get(pk=pk)
        model = seen.content_type.model_class()
        listing = _locked(model, seen.object_id) if model else None
        row = _rounds_due(now).select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            return None  # answered, or another run was faster
        if listing is None or _is_over(row, listing, now):
            row.closed_at = now
            row.save(update_fields=["closed_at"])
            _show_as(listing, to_confirm=False)
            return "ended"
        if row.has_lapsed or listing.owner is None or not listing.owner.is_active or is_waiting(listing):
            return None
        row.step, row.asked_at = row.step + 1, now
        if row.step == Step.TO_CONFIRM:
            _show_as(listing, to_confirm=True)
        if row.has_lapsed:
            row.revision_id = listing.live_revision_id
            UnpublishAction(listing, log_action=LAPSED).execute()  # by nobody, whom nothing is forbidden
        row.save(update_fields=["step", "asked_at", "revision"])
        _write(row, listing)
    return "lapsed" if row.has_lapsed else "reminded"


def _is_over(row: CheckRound, listing: Any, now: datetime) -> bool:
    """Whether a round has lost its sense: another owner, a fresh check, withdrawn by someone, or published again."""
    if listing.owner_id is not None and listing.owner_id != row.owner_id:
        return True
    if row.has_lapsed:
        return bool(listing.live)
    model = type(listing)
    is_public = model.objects.published().filter(pk=listing.pk).exists()
    return not is_public or not model.objects.filter(_is_due(model, timezone.localdate(now)), pk=listing.pk).exists()


def _show_as(listing: Any, *, to_confirm: bool) -> None:
    """Change the mark of the public lists, where it is another."""
    if listing is not None and listing.to_confirm != to_confirm:
        type(listing).objects.filter(pk=listing.pk).update(to_confirm=to_confirm)
        bump_version(listing._meta.app_label)


def _locked(model: Any, pk: int) -> Any:
    """The listing, locked, or ``None``."""
    return model.objects.select_for_update(of=("self",)).filter(pk=pk).first()


def _write(row: CheckRound, listing: Any) -> None:
    """One mail a step, once."""
    key = f"listing-check-{row.pk}-{row.step}"
    told = partial(_told, row, listing)
    write_mail("listing_check", listing.owner.email, told, key=key, unsubscribe=KIND, about=listing)


def _told(row: CheckRound, listing: Any) -> dict[str, Any]:
    """What the mail says, in its language."""
    return {
        "listing": listing,
        "commune": listing.commune.name,
        "checked": _when_checked(listing),
        "step": Step(row.step).name,
        "link": link_of(row),
        "edit_link": absolute(kind_of(listing).edit_url(listing)),
        "next_on": "" if row.has_lapsed else long_date(row.asked_at + WAITS[Step(row.step)]),
    }


def _when_checked(listing: Any) -> str:
    if listing.checked_on is None:
        return gettext("Elle n’a pas encore été vérifiée.")
    return gettext("Elle a été vérifiée le %(date)s.") % {"date": long_date(listing.checked_on)}
