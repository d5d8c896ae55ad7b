"""Two listings that are one: chosen field by field, one kept, the other archived, whose address then leads on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from listings.archives import Archive, ArchiveReason
from listings.archiving import archive
from listings.contact.teams import lead_conversations
from listings.models import ChangeReport, Listing, TeamMember
from listings.permissions import may_moderate
from listings.publishing import is_waiting, locked, publish
from listings.reports import ReportState

MERGED = "hameau.merged"
_SYSTEM = frozenset(
    {
        "id",
        "live",
        "locked",
        "locked_at",
        "locked_by",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "live_revision",
        "latest_revision",
        "go_live_at",
        "expire_at",
        "expired",
        "updated_at",
        "slug",
    }
)
_TOGETHER = ({"latitude", "longitude", "cell", "precision", "point_origin", "geocoding_score"},)
"""Columns that mean something only together: one choice takes them all."""


@dataclass(frozen=True)
class Choice:
    """A field that two listings tell differently: its name, label, and both values as they are."""

    name: str
    label: str
    kept: Any
    other: Any


def choices_of(kept: Listing, other: Listing) -> list[Choice]:
    """The fields to choose between, in the order of the model; a group of columns is told by its first."""
    found, seen = [], set[str]()
    for field in _fields(type(kept)):
        group = _group(field.name)
        if field.name in seen:
            continue
        seen |= group
        if any(_value(kept, name) != _value(other, name) for name in group if hasattr(kept, name)):
            label = str(getattr(field, "verbose_name", field.name))
            found.append(Choice(field.name, label, _value(kept, field.name), _value(other, field.name)))
    return found


@transaction.atomic
def merge(kept: Listing, other: Listing, user: Any, from_other: Collection[str]) -> Listing:
    """Publish ``kept`` with the fields named in ``from_other`` as ``other`` tells them, and archive ``other``.

    Its address leads to the one kept; its open reports, its team and their conversations go there. Both of one model
    and in communes that the user moderates. A person's words are theirs: of two profiles, the one kept stays as it is.
    Raises ``PermissionDenied``; ``ValidationError`` when they can't be one: two owners of one thing, a review that
    waits, or a merged content that is not clean.
    """
    if type(kept) is not type(other) or kept.pk == other.pk:
        raise ValidationError(_("Choisissez deux fiches différentes de la même sorte."))
    rows = {row.pk: row for row in (locked(listing) for listing in sorted((kept, other), key=lambda row: row.pk))}
    kept, other = rows[kept.pk], rows[other.pk]
    _check(kept, other, user)
    names = set() if kept.HOLDER_PUBLISHES else {choice.name for choice in choices_of(kept, other)} & set(from_other)
    for column in {column for name in names for column in _group(name)}:
        setattr(kept, column, getattr(other, column))
    archive(other, user, ArchiveReason.MERGED, kept=kept)
    _lead(other, kept)
    if not kept.HOLDER_PUBLISHES:
        kept.owner = kept.owner or other.owner
        type(kept)._default_manager.filter(pk=kept.pk).update(owner=kept.owner)
        kept.full_clean()
        publish(kept.save_revision(user=user, log_action=True), user)
    log(instance=kept, action=MERGED, user=user, data={"from": other.pk, "fields": sorted(names)})
    return kept


def _check(kept: Listing, other: Listing, user: Any) -> None:
    if not (may_moderate(user, kept.commune) and may_moderate(user, other.commune)):
        raise PermissionDenied
    if kept.HOLDER_PUBLISHES and ((other.live and not kept.live) or (other.owner_id and not kept.owner_id)):
        raise ValidationError(_("Gardez la fiche que la personne tient et qui est en ligne."))
    if not kept.HOLDER_PUBLISHES and kept.owner_id and other.owner_id and kept.owner_id != other.owner_id:
        raise ValidationError(_("Deux personnes tiennent ces fiches. Demandez d’abord à l’une de retirer la sienne."))
    if is_waiting(kept) or is_waiting(other):
        raise ValidationError(_("Une version de l’une de ces fiches attend une relecture. Décidez d’abord."))
    if Archive.objects.of(kept).exists() or Archive.objects.of(other).exists():
        raise ValidationError(_("L’une de ces fiches est archivée."))


def _value(listing: Listing, name: str) -> Any:
    """A field as it is compared: of a set of relations, the rows it leads to."""
    value = getattr(listing, name)
    return sorted(map(str, value.all())) if listing._meta.get_field(name).many_to_many else value


def _lead(other: Listing, kept: Listing) -> None:
    """What pointed to the one that is archived points to the one kept."""
    content_type = ContentType.objects.get_for_model(other)
    Archive.objects.filter(content_type=content_type, kept_id=other.pk).update(kept_id=kept.pk)
    ChangeReport.objects.filter(content_type=content_type, object_id=other.pk, state=ReportState.NEW).update(
        object_id=kept.pk
    )
    already = TeamMember.objects.of(kept).values("user")
    TeamMember.objects.of(other).exclude(user__in=already).exclude(user=kept.owner_id).update(object_id=kept.pk)
    lead_conversations(other, kept)


def _group(name: str) -> set[str]:
    return next((group for group in _TOGETHER if name in group), {name})


def _fields(model: type[Listing]) -> list[models.Field[Any, Any]]:
    hidden = {*_SYSTEM, *model.LIVE_ONLY, *model.PRIVATE}
    return [
        field
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.name not in hidden and field.concrete
    ]
