"""What names a row that hangs on a page from one version to the next, and what someone sent.

Wagtail gives the rows of a page new primary keys; a form that is sent twice must be known again.
"""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db import models


def sent_key(submission: uuid.UUID, event: Any, who: str) -> uuid.UUID:
    """What names something sent for an event by a page that was opened once: a double click is one.

    The address is part of it: who goes back to mend their own sends something else.
    """
    return uuid.uuid5(submission, f"{event.pk} {who.strip().lower()}")


class KeyFormField(forms.UUIDField):
    """A key that the form carries along unseen. A row that is new has none, and gets one."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> uuid.UUID:
        """The key that was sent, or a new one."""
        return super().clean(value) or uuid.uuid4()


class KeyField(models.UUIDField):  # type: ignore[type-arg]
    """A UUID, new for each new row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", uuid.uuid4)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> KeyFormField:
        """Without an initial value: the editor's template of a new row would give all new rows the same."""
        return KeyFormField(required=False, label="")
