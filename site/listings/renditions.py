"""What pages show of the pictures of the desk: pixels and colours, never where and by whom they were taken.

Willow, which makes Wagtail's renditions, carries a photograph's metadata (place, owner, comments) over to JPEG and PNG,
and has no setting against it: its own methods are replaced here, once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from willow.plugins.pillow import PillowImage
from willow.registry import registry

FORMATS = ("jpeg", "png", "gif", "webp", "avif")
KEPT = frozenset({"icc_profile", "transparency", "background", "duration", "loop"})
"""What a decoder needs to show the same picture."""


def connect() -> None:
    """Make every rendition from now on tell nothing; called once, when the application is ready."""
    for format in FORMATS:
        name = f"save_as_{format}"
        save = _plainly(getattr(PillowImage, name))
        setattr(PillowImage, name, save)
        registry.register_operation(PillowImage, name, save)


def _plainly(save: Callable[..., Any]) -> Callable[..., Any]:
    """The same way of writing a file, without what the picture says besides its pixels."""

    @wraps(save)
    def save_plain(image: Any, *args: Any, **kwargs: Any) -> Any:
        plain = image.image.copy()
        plain.info = {name: value for name, value in plain.info.items() if name in KEPT}
        return save(PillowImage(plain), *args, **kwargs)

    return save_plain
