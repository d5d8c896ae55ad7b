"""What is wrong in a block, said beside its field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks.struct_block import StructBlockValidationError


def struct_error(errors: dict[str, Any]) -> ValidationError:
    """An error of a struct, to raise: a message by the name of its field."""
    return StructBlockValidationError(  # type: ignore[no-any-return]
        block_errors={name: ValidationError(message) for name, message in errors.items()}
    )
