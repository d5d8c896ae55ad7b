"""What an agency is told of a reading: one mail for all that is to be looked at, none for what is not."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agenda.models import CalendarAddress
from listings.models import Moderator
from mail.catalogue import Letter, Variable, register
from mail.outbox import write_mail
from mail.senders import absolute

TOLD = ("added", "changed", "cancelled", "kept", "vanished")
"""The fates of events that someone should look at."""

LETTER = Letter(
    "calendar_read",
    _("Agenda"),
    _("Du nouveau dans le calendrier d’un partenaire"),
    _("Quand la lecture quotidienne a trouvé des rendez-vous nouveaux, changés, annulés ou disparus : pour l’agence."),
    _("Vous recevez ce courriel parce que vous êtes de l’équipe de l’agence."),
    (
        Variable("calendrier", "calendar", _("Le nom de l’organisateur"), _("Médiathèque de Mende")),
        Variable("nouveaux", "added", _("Le nombre de brouillons à relire"), "3"),
        Variable("changes", "changed", _("Le nombre de rendez-vous changés"), "1"),
        Variable("annules", "cancelled", _("Le nombre de rendez-vous annulés"), "1"),
        Variable("a_voir", "to_see", _("Le nombre de rendez-vous où le partenaire dit autre chose que vous"), "1"),
        Variable("lien", "address", _("Le lien vers le bureau"), "/admin/", is_link=True, is_compulsory=True),
    ),
)


def announce() -> None:
    """Called when the application is ready."""
    register(LETTER)


def tell_agency(address: CalendarAddress, figures: Counter[str], now: datetime) -> None:
    """Write to each of the agency when a reading left something to look at."""
    if not any(figures[name] for name in TOLD):
        return
    team = Moderator.objects.filter(territory=address.territory_id).order_by().values("user")
    for reader in get_user_model()._default_manager.filter(pk__in=team, is_active=True).order_by("pk"):
        write_mail(
            "calendar_read",
            reader.email,
            lambda: {
                "calendar": address.name,
                "added": figures["added"],
                "changed": figures["changed"],
                "cancelled": figures["cancelled"],
                "to_see": figures["kept"] + figures["vanished"],
                "address": absolute(reverse("calendars_desk:one", args=[address.pk])),
            },
            key=f"calendar-read-{address.pk}-{now:%Y%m%d%H%M}-{reader.pk}",
            on_behalf=address.territory,
        )
