"""What is done to accounts from outside the sign-in pages."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import get_language

from accounts import consents
from accounts.models import Consent, User


def vouch_for_address(user: User) -> None:
    """Take a user's address as confirmed, because whoever opened the account knows that it is theirs. Idempotent."""
    address, _created = EmailAddress.objects.get_or_create(user=user, email=user.email.lower())
    if not address.verified:
        address.verified = True
    address.set_as_primary()


def confirm_first_address(user: User) -> bool:
    """Take the address as confirmed of someone who just used a link that was mailed to it; whether it was news.

    Only where none is confirmed yet: whoever lost the mail of their sign-up, or was added by the agency.
    """
    if EmailAddress.objects.filter(user=user, verified=True).exists():
        return False
    vouch_for_address(user)
    return True


@transaction.atomic
def take_over(user: User, password: str) -> None:
    """Give an account whose address nobody had confirmed to the owner of that address.

    Whoever asked for it may be someone else: their password, consent and language go.
    """
    user.set_password(password)
    user.language = get_language() or user.language
    user.save(update_fields=["password", "language"])
    Consent.objects.filter(user=user).delete()
    consents.give(user, consents.ACCOUNT)
