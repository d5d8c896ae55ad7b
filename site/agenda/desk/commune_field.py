"""A commune in any form of the editor: a name that one writes, not a list of 35 000."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey
from wagtail.admin.forms.models import register_form_field_override

from geography.forms import CommuneField
from geography.models import Commune

_OF_LISTS = {"queryset", "to_field_name", "limit_choices_to", "blank"}
"""What a foreign key tells of the list that one would choose from."""


class CommuneKeyField(CommuneField):
    """The same, as the field of a foreign key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kept = {name: option for name, option in kwargs.items() if name not in _OF_LISTS}
        super().__init__(*args, **kept)


def register() -> None:
    """Have Wagtail's forms ask for communes so."""
    register_form_field_override(ForeignKey, to=Commune, override={"form_class": CommuneKeyField})
