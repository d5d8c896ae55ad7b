"""What waits for an agency, in one queue: versions to read, listings asked for, reported on, or proposed by another.

Each stays a model of its own, decided by its own view. The queue is one page over their keys, put in one order by the
database: each ``Source`` says which column tells since when a row waits, and what its line shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet, TextChoices, Value
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from accounts.names import name_of
from listings.desk.access import ModeratorMixin
from listings.desk.bulk import SelectColumn
from listings.kinds import kind_named, kinds
from listings.models import ChangeReport, Claim, Offer, Review
from listings.offers import OfferState
from listings.reports import ReportState
from listings.reviews import ReviewState
from listings.teams import ClaimState

LIST, RESULTS, BULK, OFFERS = (f"reviews_desk:{name}" for name in ("list", "results", "bulk_approve", "offers"))
WAITING, ALL = "attente", "tout"
"""What the filter calls the state of whatever waits, and every state; the others are those of the models."""
_REVIEWS = "relecture"


@dataclass(frozen=True)
class Source:
    """One model whose rows enter the queue."""

    code: str
    """In addresses: « relecture »."""
    label: Any
    counted: Any
    """« %(n)d fiches à relire », singular and plural."""
    model: Any
    states: type[TextChoices]
    waits: TextChoices
    """The one state of ``states`` that awaits someone."""
    came: str
    """The column that says since when."""
    ended: str
    """The column that says until when, empty while it waits."""
    detail: str
    """Name of the address of one."""
    about: Callable[[Any], str]
    """What one is about, for a reader."""
    sort: Callable[[Any], str]
    """What one asks of the agency."""
    author: Callable[[Any], str]
    related: tuple[str, ...] = ()
    """What a line reads besides the commune and the content type, in the same query."""
    fetched: tuple[str, ...] = ("listing",)
    """What it reads in a query of its own."""

    def keys(self, user: Any, state: str = WAITING, kind: str = "") -> QuerySet[Any]:
        """The keys of the rows that a user sees, with what puts them in order."""
        rows = self.model.objects.for_user(user)
        if state != ALL:
            rows = rows.filter(state=self.waits if state == WAITING else state)
        if found := kind_named(kind):
            rows = rows.filter(content_type=ContentType.objects.get_for_model(found.model))
        rows = rows.annotate(source=Value(self.code), since=F(self.came), until=F(self.ended)).order_by()
        return rows.values_list("source", "pk", "since", "until")  # type: ignore[no-any-return]

    def lines(self, keys: Iterable[int]) -> dict[int, Line]:
        """The lines of some rows, by their keys: a query, and one for each kind of listing whose row they read."""
        rows = self.model.objects.filter(pk__in=keys).select_related("commune", "content_type", *self.related)
        return {row.pk: Line(self, row) for row in rows.prefetch_related(*self.fetched)}


@dataclass(frozen=True)
class Line:
    """A row of any source, as the queue shows it."""

    source: Source
    row: Any

    def __str__(self) -> str:
        return self.source.about(self.row)

    @property
    def sort(self) -> str:
        """« Version à relire », « Les horaires ont changé »."""
        return self.source.sort(self.row)

    @property
    def kind(self) -> str:
        """« Lieu »."""
        model = self.row.content_type.model_class()
        return str(model._meta.verbose_name).capitalize() if model else ""

    @property
    def state(self) -> str:
        """Where it stands."""
        return str(self.row.get_state_display())

    @property
    def is_waiting(self) -> bool:
        """Whether someone has to act."""
        return bool(self.row.state == self.source.waits)

    @property
    def author(self) -> str:
        """Whom it came from, never their address."""
        return self.source.author(self.row)

    @property
    def since(self) -> datetime:
        """When it came."""
        return getattr(self.row, self.source.came)  # type: ignore[no-any-return]

    @property
    def address(self) -> str:
        """Its page."""
        return reverse(self.source.detail, args=[self.row.pk])

    @property
    def readable(self) -> int | None:
        """The key of a version that may be read and published with others."""
        return self.row.pk if self.source.code == _REVIEWS and self.is_waiting else None


SOURCES = (
    Source(
        code=_REVIEWS,
        label=gettext_lazy("Fiches à relire"),
        counted=ngettext_lazy("%(n)d fiche à relire", "%(n)d fiches à relire", "n"),
        model=Review,
        states=ReviewState,
        waits=ReviewState.WAITING,
        came="submitted_at",
        ended="decided_at",
        detail="reviews_desk:review",
        about=lambda review: review.title,
        sort=lambda review: gettext("Version à relire"),
        author=lambda review: review.author,
        related=("revision", "submitted_by"),
        fetched=(),
    ),
    Source(
        code="demande",
        label=gettext_lazy("Demandes de tenir une fiche"),
        counted=ngettext_lazy("%(n)d demande de tenir une fiche", "%(n)d demandes de tenir une fiche", "n"),
        model=Claim,
        states=ClaimState,
        waits=ClaimState.WAITING,
        came="created_at",
        ended="decided_at",
        detail="reviews_desk:claim",
        about=lambda claim: str(claim.listing or gettext("fiche supprimée")),
        sort=lambda claim: gettext("Demande de tenir la fiche"),
        author=lambda claim: name_of(claim.user),
        related=("user",),
    ),
    Source(
        code="signalement",
        label=gettext_lazy("Signalements des visiteurs"),
        counted=ngettext_lazy("%(n)d signalement à traiter", "%(n)d signalements à traiter", "n"),
        model=ChangeReport,
        states=ReportState,
        waits=ReportState.NEW,
        came="created_at",
        ended="handled_at",
        detail="reviews_desk:report",
        about=lambda report: report.subject,
        sort=lambda report: str(report.get_kind_display()),
        author=lambda report: gettext("le public"),
    ),
    Source(
        code="proposition",
        label=gettext_lazy("Fiches qu’une autre agence vous propose"),
        counted=ngettext_lazy(
            "%(n)d fiche qu’une autre agence vous propose", "%(n)d fiches que d’autres agences vous proposent", "n"
        ),
        model=Offer,
        states=OfferState,
        waits=OfferState.WAITING,
        came="proposed_at",
        ended="ended_at",
        detail="reviews_desk:offer",
        about=str,
        sort=lambda offer: gettext("Fiche proposée"),
        author=lambda offer: offer.proposer or gettext("une autre agence"),
        related=("proposed_by",),
    ),
)
"""In the order of urgency: a member waits, then someone who would be one, then a visitor, then another agency."""


def queue_of(user: Any, source: str = "", state: str = WAITING, kind: str = "") -> QuerySet[Any]:
    """The keys of what awaits a user, the oldest first; with ``ALL``, then what is over, the latest first.

    ``source`` is the code of one, ``state`` is ``WAITING``, an end of theirs or ``ALL``, ``kind`` the word of a kind.
    What is over grows for ever: it is read and put in order only when it is asked for.
    """
    first, *others = (one.keys(user, state, kind) for one in SOURCES if source in ("", one.code))
    return first.union(*others, all=True).order_by(F("until").desc(nulls_first=True), "since", "source", "pk")


def number_waiting(user: Any) -> int:
    """How much awaits a user. One query."""
    return queue_of(user).count()


def lines_of(keys: Iterable[tuple[str, int, Any, Any]]) -> list[Line]:
    """The lines of some keys of the queue, in their order; what was erased since they were read is left out."""
    wanted = [(code, pk) for code, pk, _since, _until in keys]
    found = {one.code: one.lines([pk for code, pk in wanted if code == one.code]) for one in SOURCES}
    return [found[code][pk] for code, pk in wanted if pk in found[code]]


def _states() -> list[tuple[str, Any]]:
    """What the filter may ask: waiting first, then everything, then each end once."""
    ends: dict[str, Any] = {WAITING: gettext_lazy("En attente"), ALL: gettext_lazy("Tout")}
    for source in SOURCES:
        for state, label in source.states.choices:
            if state != source.waits:
                ends.setdefault(state, label)
    ends[OfferState.WITHDRAWN] = gettext_lazy("Reprise ou retirée")  # of two sources, which say it differently
    return list(ends.items())


class QueueFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """What the queue may be narrowed to."""

    quoi = django_filters.ChoiceFilter(label=gettext_lazy("Quoi"), choices=[(one.code, one.label) for one in SOURCES])
    fiche = django_filters.ChoiceFilter(
        label=gettext_lazy("Sorte de fiche"), choices=lambda: [(kind.slug, kind.label) for kind in kinds()]
    )
    etat = django_filters.ChoiceFilter(label=gettext_lazy("État"), choices=_states(), initial=WAITING, empty_label=None)

    class Meta:
        model = Review
        fields: list[str] = []

    def __init__(self, data: QueryDict, *args: Any, **kwargs: Any) -> None:
        if not data.get("etat"):
            data = data.copy()
            data["etat"] = WAITING
        super().__init__(data, *args, **kwargs)

    @property
    def is_of_waiting(self) -> bool:
        """Whether only what waits is asked for."""
        return bool(self.form.cleaned_data.get("etat", WAITING) == WAITING)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The queue again, narrowed: what is put together cannot be filtered any more."""
        asked = self.form.cleaned_data
        return queue_of(self.request.user, asked["quoi"], asked["etat"], asked["fiche"])


class QueueView(ModeratorMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/relectures/``: whatever waits first, the oldest first."""

    page_title = gettext_lazy("Relectures")
    header_icon = "clipboard-list"
    index_url_name, index_results_url_name = LIST, RESULTS
    filterset_class = QueueFilterSet
    paginate_by = 30
    verbose_name_plural = gettext_lazy("relectures")
    template_name = "listings/desk_list.html"
    columns = [
        SelectColumn("readable"),
        TitleColumn("title", label=gettext_lazy("Fiche"), accessor=str, get_url=lambda line: line.address),
        Column("sort", label=gettext_lazy("Quoi")),
        Column("kind", label=gettext_lazy("Sorte")),
        Column("commune", label=gettext_lazy("Commune"), accessor="row.commune"),
        StatusTagColumn("state", label=gettext_lazy("État"), primary=lambda line: line.is_waiting),
        Column("author", label=gettext_lazy("Par")),
        DateColumn("since", label=gettext_lazy("Reçu"), width="12%"),
    ]

    def get_base_queryset(self) -> QuerySet[Any]:
        """The keys of this moderator's queue."""
        return queue_of(self.request.user)

    def paginate_queryset(self, queryset: QuerySet[Any], page_size: int) -> tuple[Any, Any, Any, bool]:
        """The lines of one page."""
        paginator, page, keys, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = lines_of(keys)
        return paginator, page, page.object_list, is_paginated

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the versions that are ticked are read together, if one may be."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        is_useful = any(line.readable for line in context["object_list"])
        return {**context, "bulk_url": reverse(BULK) if is_useful else ""}

    @property
    def header_buttons(self) -> list[Any]:
        """Where one finds what one proposed oneself."""
        return [HeaderButton(gettext("Propositions entre agences"), url=reverse(OFFERS), icon_name="redirect")]

    @property
    def no_results_message(self) -> str:
        """The good news, and where what is decided is found; or that a filter leaves nothing."""
        if not self.filters.is_of_waiting:
            return gettext("Rien de cette sorte.")
        if self.is_filtering:
            return gettext("Rien de cette sorte n’attend. Ce qui est décidé se retrouve par le filtre « État ».")
        return gettext(
            "Rien n’attend. Ce que l’on vous enverra, demandera ou signalera sera ici. "
            "Ce qui est décidé se retrouve par le filtre « État »."
        )
