"""Django's ``createsuperuser``, for accounts whose address is confirmed: the first of them has no one to write to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from accounts.actions import vouch_for_address
from accounts.models import User


class Command(createsuperuser.Command):
    """Creates the superuser, then takes the addresses of new superusers as confirmed."""

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(User.objects.values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True).exclude(pk__in=known):
            vouch_for_address(user)
