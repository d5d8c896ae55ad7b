"""Secrets that must be read again, and not by whoever gets hold of a database or of a backup: those of second factors.

Fernet (AES-128-CBC and HMAC-SHA256, with a random beginning) under a key derived from ``SECRET_KEY``; what older keys
of ``SECRET_KEY_FALLBACKS`` wrote is still read. Source: https://github.com/fernet/spec, version 0x80.
"""

from __future__ import annotations

import logging
from base64 import b32encode, urlsafe_b64encode
from secrets import token_bytes

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "accounts.encryption"
_FERNET = "gAAAA"
"""How each of its tokens begins: version 0x80 and the first bytes of a date before 2106."""
_logger = logging.getLogger(__name__)


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])


def encrypted(text: str) -> str:
    """A text that only this site's key reads again; another one each time."""
    return _keys().encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """What ``encrypted`` was given. What was stored before there was encryption is read as it is.

    Where the key was lost, a secret that nobody knows: its codes are refused, and recovery is as for a lost phone.
    """
    if not text.startswith(_FERNET):
        return text
    try:
        return _keys().decrypt(text.encode()).decode()
    except InvalidToken:
        _logger.error(
            "A second factor was encrypted with a key that is neither SECRET_KEY nor of SECRET_KEY_FALLBACKS."
        )
        return b32encode(token_bytes(20)).decode()
