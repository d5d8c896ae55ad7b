"""Comparing what a file says with what is known: what to create, to update, to leave, to propose as a duplicate.

Reads the database in a few queries whatever the number of rows, writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from geography.distance import Point
from geography.models import Commune
from places.importing.communes import Communes
from places.importing.converting import Draft, Refused
from places.importing.outcomes import Outcome, Plan, RowOutcome, Twin
from places.importing.remarks import Kind, Remark
from places.importing.sights import Sight
from places.importing.twins import LIKELY, Sights
from places.models import Place
from places.vocabulary import PointOrigin, Precision

_BATCH = 500
_POINT_FIELDS = ("latitude", "longitude", "precision", "point_origin")
_OURS = frozenset({PointOrigin.GEOCODER.value, PointOrigin.MANUAL.value})
"""Points found or put on the site: a file that only knows the commune does not undo them."""
_AROUND = 0.02


def reconcile(
    converted: Sequence[Draft | Refused], communes: Communes, distinct: Collection[int] = (), *, lock: bool = False
) -> Plan:
    """The plan of an import. ``distinct`` are rows that someone looked at and says are no duplicates.

    With ``lock``, the rows to update are locked: call it in the transaction that writes.
    """
    plan = Plan()
    drafts = [row for row in converted if isinstance(row, Draft)]
    known = _known(drafts, lock=lock)
    fresh = [draft for draft in drafts if (draft.source, draft.source_id) not in known]
    sights = {draft.number: _sight_of_draft(draft, communes) for draft in drafts} if fresh else {}
    seen = _sights_around(fresh, communes, {place.pk for place in known.values()})
    seen.count(sights.values())  # All the file's rows, known or not: a second run weighs as the first.
    for row in converted:
        if isinstance(row, Refused):
            plan.rows.append(RowOutcome.of_refusal(row))
        elif (row.source, row.source_id) in known:
            plan.rows.append(_compare(row, known[row.source, row.source_id], plan))
        else:
            plan.rows.append(_consider(row, sights[row.number], seen, plan, row.number in distinct))
    return plan


def _known(drafts: Iterable[Draft], *, lock: bool) -> dict[tuple[str, str], Place]:
    """The places of the site that come from the same rows of the same source."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for draft in drafts:
        wanted[draft.source].append(draft.source_id)
    found = {}
    rows: models.QuerySet[Place] = Place.objects.order_by("pk")
    if lock:
        rows = rows.select_for_update()
    for source, keys in wanted.items():
        for start in range(0, len(keys), _BATCH):
            for place in rows.filter(source=source, source_id__in=keys[start : start + _BATCH]):
                found[place.source, place.source_id] = place
    return found


def _consider(draft: Draft, sight: Sight, seen: Sights, plan: Plan, is_distinct: bool) -> RowOutcome:
    """A row that the site does not know: create it, unless it likely repeats another place."""
    found = None if is_distinct else seen.nearest_twin(sight)
    if found and found[1] >= LIKELY:
        end = RowOutcome.of_draft(draft, Outcome.DUPLICATE)
        end.twin = _twin(found[0], found[2])
        end.reason = _("semble répéter %(other)s (%(why)s)") % {"other": _called(found[0]), "why": found[2]}
        return end
    end = RowOutcome.of_draft(draft, Outcome.CREATED)
    if found:
        end.remarks.append(Remark(Kind.NEIGHBOUR, "", draft.name, f"{_called(found[0])}, {found[2]}"))
    seen.add(sight)
    plan.create.append(Place(source=draft.source, source_id=draft.source_id, **draft.values))
    return end


def _called(sight: Sight) -> str:
    if sight.number is not None:
        return _("« %(name)s », ligne %(number)d") % {"name": sight.name, "number": sight.number}
    return _("« %(name)s », lieu %(pk)s du site") % {"name": sight.name, "pk": sight.pk}


def _twin(sight: Sight, why: str) -> Twin:
    return Twin(sight.number, sight.pk, sight.name, f"{sight.address} {sight.commune_name}".strip(), sight.source, why)


def _compare(draft: Draft, place: Place, plan: Plan) -> RowOutcome:
    """A row that the site knows: update what changed, unless people took the place in hand."""
    changes = {
        name: (getattr(place, name), value)
        for name, value in _worth_writing(draft.values, place).items()
        if not _same(name, getattr(place, name), value)
    }
    end = RowOutcome.of_draft(draft, Outcome.UNCHANGED)
    if not changes:
        return end
    end.changes = changes
    hands = in_hand(place)
    if hands:
        end.outcome, end.reason = Outcome.KEPT, hands
        return end
    end.outcome = Outcome.UPDATED
    for name, (_before, after) in changes.items():
        setattr(place, name, after)
    plan.update.append(place)
    plan.fields.update(changes)
    return end


def in_hand(place: Place) -> str:
    """Why an import leaves a place as it is, in French; empty when it may change it.

    Imports write no revisions: a revision, an owner, a lock or a withdrawal are somebody's doing on the site.
    """
    if place.owner_id:
        return _("le lieu est tenu par quelqu’un")
    if place.latest_revision_id or place.live_revision_id:
        return _("le lieu a été modifié sur le site")
    if not place.live:
        return _("le lieu a été retiré du site")
    return _("le lieu est verrouillé") if place.locked else ""


def _worth_writing(values: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The file's values, less a point worse than the site's and a date older than the last check."""
    kept = dict(values)
    moved = values["commune_id"] != place.commune_id or values.get("address", place.address) != place.address
    vague = values["precision"] in {"", Precision.COMMUNE.value}
    if place.point_origin in _OURS and vague and not moved:
        for name in _POINT_FIELDS:
            kept.pop(name)
    checked = values.get("checked_on")
    if place.checked_on and (checked is None or checked < place.checked_on):
        kept.pop("checked_on", None)
    return kept


def _same(name: str, before: Any, after: Any) -> bool:
    if name in {"latitude", "longitude"} and before is not None and after is not None:
        return bool(abs(before - after) < 1e-7)
    if isinstance(after, tuple):
        return set(before or ()) == set(after)
    return bool(before == after)


def _sights_around(fresh: Sequence[Draft], communes: Communes, of_file: Collection[int]) -> Sights:
    """The places of the site that rows to create could repeat: in the same communes or in the box around them.

    ``of_file`` are the keys of places that the file itself tells of.
    """
    seen = Sights()
    if not fresh:
        return seen
    site = list(_site(fresh, communes))
    for sight in site:
        seen.add(sight)
    seen.count(sight for sight in site if sight.pk not in of_file)
    return seen


def _site(fresh: Sequence[Draft], communes: Communes) -> Iterator[Sight]:
    codes = {draft.values["commune_id"] for draft in fresh}
    latitudes = [draft.values["latitude"] for draft in fresh if draft.values["latitude"] is not None]
    longitudes = [draft.values["longitude"] for draft in fresh if draft.values["longitude"] is not None]
    where = models.Q(commune__in=codes) if len(codes) <= _BATCH else models.Q()
    if latitudes and where:
        where |= models.Q(
            latitude__range=(min(latitudes) - _AROUND, max(latitudes) + _AROUND),
            longitude__range=(min(longitudes) - _AROUND, max(longitudes) + _AROUND),
        )
    columns = ("pk", "name", "commune_id", "address", "latitude", "longitude", "precision", "types", "phone", "email",
               "website", "source")  # fmt: skip
    for pk, name, commune, address, latitude, longitude, precision, types, phone, email, website, source in (
        Place.objects.filter(where).order_by("pk").values_list(*columns).iterator(chunk_size=2000)
    ):
        yield Sight(
            name=name,
            commune=commune,
            commune_name=communes.by_code[commune].name,
            address=address,
            point=None if latitude is None else Point(latitude, longitude),
            precision=precision,
            types=frozenset(types or ()),
            phone=phone.as_e164 if phone else "",
            email=email,
            website=website,
            source=source,
            pk=pk,
        )


def _sight_of_draft(draft: Draft, communes: Communes) -> Sight:
    values = draft.values
    latitude, longitude = values["latitude"], values["longitude"]
    return Sight(
        name=draft.name,
        commune=values["commune_id"],
        commune_name=communes.by_code[values["commune_id"]].name,
        address=values.get("address", ""),
        point=None if latitude is None else Point(latitude, longitude),
        precision=values["precision"],
        types=frozenset(values["types"]),
        phone=values.get("phone", ""),
        email=values.get("email", ""),
        website=values.get("website", ""),
        source=draft.source,
        number=draft.number,
    )


def give_communes(plan: Plan) -> None:
    """Attach their commune to the places to write, in one query."""
    places = [*plan.create, *plan.update]
    codes = sorted({place.commune_id for place in places})
    found: dict[str, Commune] = {}
    for start in range(0, len(codes), _BATCH):
        found |= Commune.objects.select_related("departement").in_bulk(codes[start : start + _BATCH])
    for place in places:
        place.commune = found[place.commune_id]
