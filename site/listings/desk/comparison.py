"""What a version changes, field by field: Wagtail's comparison, with our fields told in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.compare import FieldComparison, TextDiff, TextFieldComparison, register_comparison_class
from wagtail.admin.panels import FieldPanel, ObjectList

from listings.fields import CodeSetField
from listings.kinds import ListingKind
from ui.typography import long_date

_SYSTEM = frozenset({"live", "locked", "locked_at", "locked_by", "has_unpublished_changes", "expired"})


class WordsComparison(FieldComparison):  # type: ignore[misc]
    """Two values told in words, nothing for none: « Oui », « Fibre, Wifi », « 12,50 »."""

    def htmldiff(self) -> SafeString:
        """Deletion and addition, those that say something."""
        before, after = self.words(self.val_a), self.words(self.val_b)
        if before == after:
            return escape(after)
        told = [(side, words) for side, words in (("deletion", before), ("addition", after)) if words]
        return TextDiff(told, separator=" ").to_html()  # type: ignore[no-any-return]

    def words(self, value: Any) -> str:
        """A value as people read it."""
        if value is None or value in ((), [], ""):
            return ""
        if isinstance(value, bool):
            return _("Oui") if value else _("Non")
        if isinstance(value, tuple | list):
            return ", ".join(self._label(code) for code in value)
        return long_date(value) if isinstance(value, date) else str(value)

    def _label(self, code: str) -> str:
        vocabulary = getattr(self.field, "vocabulary", None)
        return str(vocabulary(code).label) if vocabulary else code


class PlainTextComparison(TextFieldComparison):  # type: ignore[misc]
    """Text that is kept as something else than ``str``."""

    val_a: Any
    val_b: Any

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = (str(value) if value else "" for value in (self.val_a, self.val_b))


for _field in (
    CodeSetField,
    models.BooleanField,
    models.IntegerField,
    models.FloatField,
    models.DecimalField,
    models.DateField,
):
    register_comparison_class(_field, comparison_class=WordsComparison)
register_comparison_class(PhoneNumberField, comparison_class=PlainTextComparison)


def differences(kind: ListingKind, before: Any, after: Any, request: HttpRequest) -> list[Any]:
    """The comparisons of the fields that changed between two versions of a listing, in the order of its form."""
    bound = panels_of(kind).get_bound_panel(instance=after, request=request, form=None)
    compared = [comparison(before, after) for comparison in bound.get_comparison()]
    return [comparison for comparison in compared if comparison.has_changed()]


def panels_of(kind: ListingKind) -> Any:
    """The bound panels of a kind; without its own, each field that people fill in."""
    if kind.panels:
        return kind.panels()
    hidden = {*_SYSTEM, *kind.model.LIVE_ONLY}
    names = [field.name for field in kind.model._meta.fields if field.editable and field.name not in hidden]
    return ObjectList([FieldPanel(name) for name in names if not name.endswith("_ptr")]).bind_to_model(kind.model)


def public_version(kind: ListingKind, listing: Any) -> Any:
    """What is public now: the row, or an empty listing when it is not."""
    return kind.model._default_manager.get(pk=listing.pk) if listing.live else kind.model()


def words_of(listing: Any, name: str) -> str:
    """One field of a listing as people read it."""
    field = listing._meta.get_field(name)
    if field.many_to_many:
        return ", ".join(map(str, getattr(listing, name).all()))
    if field.is_relation:
        return str(getattr(listing, name) or "")
    if field.choices:
        return str(getattr(listing, f"get_{name}_display")())
    return WordsComparison(field, listing, listing).words(field.value_from_object(listing))
