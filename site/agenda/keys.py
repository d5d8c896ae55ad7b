"""What names a row that hangs on a page from one version to the next: Wagtail gives such rows new primary keys."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db import models


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
