"""What an agency asks to change: fields named on a review, in the words of the form where their holder finds them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from listings.kinds import Answer, ListingKind, Section, kind_of
from listings.models import Listing, Review
from listings.reviews import ReviewState


@dataclass(frozen=True)
class ToMend:
    """One field that is asked: its label, where it is filled in, and its name in that form."""

    label: str
    address: str
    shown_as: str


@dataclass(frozen=True)
class Demand:
    """A change that is asked of who holds a listing."""

    words: str
    fields: list[ToMend]

    @property
    def shown_as(self) -> frozenset[str]:
        """The names of its fields in their forms, for ``KitForm.asked``."""
        return frozenset(field.shown_as for field in self.fields)

    @property
    def pages(self) -> frozenset[str]:
        """The addresses of the pages where they are filled in."""
        return frozenset(field.address.partition("#")[0] for field in self.fields)


def choices_of(kind: ListingKind) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """What may be asked of a kind of listings, section by section: names of the model, labels of the form."""
    return [(section.title, [answer[:2] for answer in section.answers]) for section in kind.sections()]


def refuse_unknown(review: Review, names: Collection[str]) -> None:
    """Raise ``ValidationError`` for a field that the holder of such a listing does not fill in."""
    known = {answer.name for _section, answer in _answers(review)}
    if unknown := sorted(set(names) - known):
        words = _("Ces champs ne sont pas de la fiche : %(names)s.")
        raise ValidationError({"asked": ValidationError(words, params={"names": ", ".join(unknown)})})


def labels_of(review: Review) -> list[str]:
    """The labels of the fields that a review names, in the order of the form; a field that is no more has none."""
    if not review.asked:
        return []
    return [str(answer.label) for _section, answer in _answers(review) if answer.name in review.asked]


def demand_of(review: Review | None, listing: Listing) -> Demand | None:
    """What the latest review of a listing asks its holder to change, or ``None`` when it asks nothing."""
    if review is None or review.state != ReviewState.CHANGES:
        return None
    return Demand(
        review.comment,
        [
            ToMend(str(answer.label), f"{section.address(listing)}#{anchor_of(answer.shown_as)}", answer.shown_as)
            for section, answer in _answers(review)
            if answer.name in review.asked
        ],
    )


def demand_on(listing: Listing) -> Demand | None:
    """The same, its latest review looked up. One query."""
    return demand_of(Review.objects.of(listing).first(), listing)


def anchor_of(shown_as: str) -> str:
    """The id of the mark of a field, as ``components/asked.html`` writes it."""
    return f"a-revoir-{shown_as}"


def _answers(review: Review) -> Iterator[tuple[Section, Answer]]:
    model = ContentType.objects.get_for_id(review.content_type_id).model_class()  # kept in memory, as the row is not
    for section in kind_of(model).sections() if model else ():
        for answer in section.answers:
            yield section, answer
