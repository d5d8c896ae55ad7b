"""Addresses that were invited are forgotten a month after their invitation expired."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from geography.models import Territory
from listings.models import DeskInvitation, Invitation
from listings.retention import INVITATIONS_KEPT, run
from listings.rights import erase
from tests.factories.listings import make_user
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db


def test_expired_invitations_go_after_a_month_and_no_earlier(lozere: Territory) -> None:
    now, user = timezone.now(), make_user()
    for rank, expires_at in enumerate((now - INVITATIONS_KEPT - timedelta(seconds=1), now - INVITATIONS_KEPT)):
        common = {"email": f"{rank}@exemple.fr", "token_hash": str(rank), "invited_by": user, "expires_at": expires_at}
        Invitation.objects.create(listing=make_place(), **common)
        DeskInvitation.objects.create(territory=lozere, **common)
    assert run(now) == 2
    assert run(now) == 0
    assert set(Invitation.objects.values_list("email", flat=True)) == {"1@exemple.fr"}
    assert set(DeskInvitation.objects.values_list("email", flat=True)) == {"1@exemple.fr"}


def test_who_goes_leaves_no_invitation_to_a_desk(lozere: Territory) -> None:
    manager, guest = make_user(), make_user()
    soon = timezone.now() + timedelta(7)
    for rank, email in enumerate((guest.email, "autre@exemple.fr")):
        DeskInvitation.objects.create(
            territory=lozere, email=email, token_hash=str(rank), invited_by=manager, expires_at=soon
        )
    erase(user=guest)
    assert [invitation.email for invitation in DeskInvitation.objects.all()] == ["autre@exemple.fr"]
    erase(user=manager)
    assert not DeskInvitation.objects.exists()
