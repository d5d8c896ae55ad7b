"""Errors of blocks, as an editor meets them."""

from __future__ import annotations

from django.core.exceptions import ValidationError


def errors_of(error: ValidationError) -> dict[str, ValidationError]:
    """The errors of a struct, by the name of their field."""
    return dict(error.block_errors)  # type: ignore[attr-defined]
