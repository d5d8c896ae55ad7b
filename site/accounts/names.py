"""What others are told of who has an account: the name they gave, never the address they sign in with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def name_of(user: Any) -> str:
    """First and last name, or « un membre » for who gave none."""
    return str(user.get_full_name()) or _("un membre")
