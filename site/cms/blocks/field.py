"""The body of a page: a StreamField whose migrations do not repeat what its blocks are."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField


class BodyField(StreamField):  # type: ignore[misc]
    """Wagtail's. In the database it is JSON whatever the blocks: changing one is no migration of the schema.

    In a migration's own models the field knows no block: read and write the JSON there, as text.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """As Wagtail's, without the blocks."""
        name, path, _arguments, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [[]], options

    def to_python(self, value: Any) -> Any:
        """A text that is no JSON, such as an old version of a page holds, is one block of text."""
        if isinstance(value, str) and value.strip() and not value.lstrip().startswith("["):
            value = [{"type": "text", "value": value}]
        return super().to_python(value)
