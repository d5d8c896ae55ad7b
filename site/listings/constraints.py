"""The constraints of a listing, asked all at once: a place has fourteen, and each was a query of its own."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import and_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import router
from django.db.models import CheckConstraint, Q


def validate_at_once(listing: Any, exclude: Collection[str] | None = None) -> None:
    """Check every constraint of a listing, with one query for all its checks.

    Raises ``ValidationError`` when one does not hold, without saying which check, and ``FieldError`` when a check is
    about a field of ``exclude``: only then does it take as many queries as there are checks to know more.
    """
    using = router.db_for_write(type(listing), instance=listing)
    for model, constraints in listing.get_constraints():
        checks = [Q(one.condition) for one in constraints if isinstance(one, CheckConstraint)]
        values = listing._get_field_expression_map(meta=model._meta, exclude=exclude)
        if checks and not reduce(and_, checks).check(values, using=using):
            raise ValidationError("A check of this listing does not hold.")
        for constraint in constraints:
            if not isinstance(constraint, CheckConstraint):
                constraint.validate(model, listing, exclude=exclude, using=using)
