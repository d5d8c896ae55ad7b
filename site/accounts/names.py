"""What others are told of who has an account: the name they gave, never the whole address they sign in with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def name_of(user: Any) -> str:
    """First and last name, or « un membre » for who gave none."""
    return str(user.get_full_name()) or _("un membre")


def hint_of(address: str) -> str:
    """« c…@exemple.fr »: enough for its owner to know which of their addresses it is, too little to write to it."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
