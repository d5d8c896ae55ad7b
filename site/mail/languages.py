"""In which language an address is written to: what its account chose decides, wherever the mail comes from."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models.functions import Lower


def language_of(address: str, otherwise: str = "") -> str:
    """The code of a language of the site: the account's, else ``otherwise`` if it is one of ours, else the site's.

    Every address is looked up, one without an account too: neither the answer nor its time tells who has one.
    """
    accounts = get_user_model()._default_manager.alias(lowered=Lower("email"))
    known = dict(settings.LANGUAGES)
    chosen = accounts.filter(lowered=address.strip().lower()).values_list("language", flat=True).first()
    return next((code for code in (chosen, otherwise) if code in known), settings.LANGUAGE_CODE)
