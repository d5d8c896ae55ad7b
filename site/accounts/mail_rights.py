"""What the outbox keeps about someone: the mails to their addresses. (``mail`` is below, it can't listen itself.)"""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import Section, addresses_of, erasing, exporting
from mail.outbox import forget, mails_to


@receiver(exporting, sender=User, dispatch_uid="accounts.export_mails")
def export_mails(user: User, **kwargs: Any) -> list[Section]:
    """Which mails were written to them. Not their words: these hold secret links, and were sent."""
    rows = [
        {_("À"): mail.to, _("Objet"): mail.subject, _("Écrit le"): mail.created_at, _("État"): mail.get_state_display()}
        for address in addresses_of(user)
        for mail in mails_to(address)
    ]
    return [Section(_("Courriels"), rows)]


@receiver(erasing, sender=User, dispatch_uid="accounts.erase_mails")
def erase_mails(user: User, **kwargs: Any) -> None:
    """Delete the mails to them, sent or waiting."""
    for address in addresses_of(user):
        forget(address)
