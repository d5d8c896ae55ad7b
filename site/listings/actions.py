"""Filing and closing reports, naming moderators: one verb a function, in a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission

from geography.models import Commune, Territory
from listings.kinds import kinds
from listings.models import ChangeReport, Listing, Moderator, TerritoryDesk, Writer
from listings.permissions import may_moderate
from listings.reports import ReportKind, ReportState

REPORTERS_KEPT = timedelta(days=365)
"""How long the address of whoever filed a report is kept, and what a report says of a person."""
MODERATORS_GROUP = "Modération"
"""The group that opens the desk to moderators. Which listings they see, ``Moderator`` rows decide."""
SENDING_FILES = ("add_image", "choose_image", "add_document", "choose_document")
"""What those who write may do with the files of their agency's folder; Wagtail lets whoever added one change it."""
KEEPING_FILES = (*SENDING_FILES, "change_image", "change_document")
"""What an agency may: its files are those of all its people."""


class AlreadyClosed(Exception):
    """Someone else closed the report first; ``report`` is as they left it."""

    def __init__(self, report: ChangeReport) -> None:
        super().__init__(f"Report {report.pk} is {report.state}")
        self.report = report


@transaction.atomic
def file_report(
    listing: Listing, kind: ReportKind, submission: UUID, message: str = "", reporter_email: str = ""
) -> ChangeReport:
    """Record that a public listing changed. The same ``submission`` twice (a double click) is one report.

    Raises ``DoesNotExist`` when it left the site meanwhile: nothing is kept of what its holder has just erased.
    """
    row = type(listing).objects.published().select_for_update(of=("self",)).get(pk=listing.pk)
    about = {
        "content_type": ContentType.objects.get_for_model(row),
        "object_id": row.pk,
        "commune": row.commune,  # of the row locked: it may have moved to another agency since it was read
        "kind": kind,
        "message": message,
        "reporter_email": reporter_email,
    }
    report, _created = ChangeReport.objects.get_or_create(submission=submission, defaults=about)
    return report


def propose_listing(
    model: type[Listing],
    name: str,
    commune: Commune,
    submission: UUID,
    address: str = "",
    message: str = "",
    reporter_email: str = "",
) -> ChangeReport:
    """Record that a listing of this model is missing in a commune. The same ``submission`` twice is one proposal."""
    about = {
        "content_type": ContentType.objects.get_for_model(model),
        "commune": commune,
        "kind": ReportKind.MISSING,
        "proposed_name": name,
        "proposed_address": address,
        "message": message,
        "reporter_email": reporter_email,
    }
    report, _created = ChangeReport.objects.get_or_create(submission=submission, defaults=about)
    return report


def close_report(
    report: ChangeReport,
    user: Any,
    state: Literal[ReportState.HANDLED, ReportState.DISMISSED],
    note: str = "",
) -> ChangeReport:
    """Close a report as handled or dismissed.

    Raises ``AlreadyClosed`` for the second of two people, ``PermissionDenied`` for who does not moderate its commune.
    """
    with transaction.atomic():
        # Without its relations: PostgreSQL drops a joined row whose commune another changed while one waited for it.
        report = ChangeReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if not report.is_new:
            raise AlreadyClosed(report)
        if not may_moderate(user, report.commune):
            raise PermissionDenied
        report.state, report.note = state, note
        report.handled_by, report.handled_at = user, timezone.now()
        report.save(update_fields=["state", "note", "handled_by", "handled_at"])
    return report


def to_forget(now: datetime) -> dict[str, Any]:
    """Of reports older than ``REPORTERS_KEPT``, by column: who filed them, and what they wrote of a person."""
    old = ChangeReport.objects.filter(created_at__lt=now - REPORTERS_KEPT).order_by()
    people = [kind.model for kind in kinds() if kind.model.HOLDER_PUBLISHES]
    return {
        "reporter_email": old.exclude(reporter_email=""),
        "message": old.about(people).exclude(message=""),
    }


def forget_reporters(now: datetime) -> int:
    """Erase what ``to_forget`` finds; return how many. Idempotent."""
    return sum(int(rows.update(**{name: ""})) for name, rows in to_forget(now).items())


def appoint_moderator(user: Any, territory: Territory) -> Moderator:
    """Let a user moderate a territory, and open the desk to them; the first of a team manages it. Idempotent."""
    with transaction.atomic():
        is_first = not Moderator.objects.filter(territory=territory).exists()
        moderator, _created = Moderator.objects.get_or_create(
            user=user, territory=territory, defaults={"is_manager": is_first}
        )
        Writer.objects.filter(user=user, territory=territory).delete()  # a moderator writes too
        open_or_close_desk(user)
    return moderator


def dismiss_moderator(moderator: Moderator) -> None:
    """End a user's moderation of a territory; the last one closes the desk to them."""
    with transaction.atomic():
        moderator.delete()
        open_or_close_desk(moderator.user)


def appoint_writer(user: Any, territory: Territory) -> Writer:
    """Let a user write the pages of a territory, and open the desk to them for that. Idempotent."""
    with transaction.atomic():
        writer, _created = Writer.objects.get_or_create(user=user, territory=territory)
        open_or_close_desk(user)
    return writer


def dismiss_writer(writer: Writer) -> None:
    """Take that back."""
    with transaction.atomic():
        writer.delete()
        open_or_close_desk(writer.user)


def open_or_close_desk(user: Any) -> None:
    """Let in who moderates a territory or writes its pages, nobody else: groups follow the rows. Idempotent."""
    rows: tuple[Any, ...] = (Moderator.objects, Writer.objects)
    moderated, written = (
        list(Territory.objects.filter(pk__in=of_one.filter(user=user).values("territory"))) for of_one in rows
    )
    groups = [desk_of_territory(territory).group for territory in moderated]
    writing = [writers_of_territory(territory) for territory in written]
    desks = TerritoryDesk.objects.all()
    for kept, name in ((moderated, "group"), (written, "writers")):
        user.groups.remove(*Group.objects.filter(pk__in=desks.exclude(territory__in=kept).values(name)))
    if groups:
        user.groups.add(_moderators_group(), *groups)
    else:
        user.groups.remove(*Group.objects.filter(name=MODERATORS_GROUP))
    user.groups.add(*writing)


def desk_of_territory(territory: Territory) -> TerritoryDesk:
    """The desk of a territory: its group, which keeps files in its folder alone. Made on first use."""
    found = TerritoryDesk.objects.filter(territory=territory).select_related("group", "collection").first()
    if found:
        return found
    group = _group_named(f"Agence : {territory.name}", territory)
    collection = Collection.get_first_root_node().add_child(name=territory.name)
    _let_use_files(group, collection, KEEPING_FILES)
    return TerritoryDesk.objects.create(territory=territory, group=group, collection=collection)


def writers_of_territory(territory: Territory) -> Group:
    """The group of those who write a territory's pages: the door of the desk, the agency's files. Made on first use."""
    desk = desk_of_territory(territory)
    if desk.writers is None:
        desk.writers = _group_named(f"Rédaction : {territory.name}", territory)
        _open_door(desk.writers)
        _let_use_files(desk.writers, desk.collection, SENDING_FILES)
        desk.save(update_fields=["writers"])
    return desk.writers


def _group_named(name: str, territory: Territory) -> Group:
    """A new group; two territories may bear one name, never one slug."""
    return Group.objects.create(name=f"{name} ({territory.slug})" if Group.objects.filter(name=name).exists() else name)


def _let_use_files(group: Group, collection: Collection, codenames: Iterable[str]) -> None:
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission=permission)
        for permission in Permission.objects.filter(
            content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=codenames
        )
    )


def _moderators_group() -> Group:
    """The group of moderators, which opens the door of the desk and nothing else. Made on first use."""
    group, _created = Group.objects.get_or_create(name=MODERATORS_GROUP)
    _open_door(group)
    return group


def _open_door(group: Group) -> None:
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
