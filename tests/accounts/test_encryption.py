"""What the database keeps of second factors: nothing that opens a desk."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

from accounts.encryption import decrypted, encrypted
from accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def test_a_text_is_read_again_and_never_written_twice_alike() -> None:
    assert encrypted(SECRET) != encrypted(SECRET)
    assert SECRET not in encrypted(SECRET)
    assert decrypted(encrypted(SECRET)) == SECRET


def test_what_was_kept_before_is_read_as_it_is() -> None:
    assert decrypted(SECRET) == SECRET


def test_an_older_key_still_reads_and_a_lost_one_makes_a_secret_that_nobody_knows(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    kept, settings.SECRET_KEY_FALLBACKS = encrypted(SECRET), [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert decrypted(kept) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    unknown = decrypted(kept)
    assert unknown not in {"", SECRET, decrypted(kept)}
    assert SECRET not in caplog.text
    assert "SECRET_KEY_FALLBACKS" in caplog.text


@pytest.mark.django_db
def test_the_database_holds_neither_the_secret_of_codes_nor_the_seed_of_recovery_codes(member: User) -> None:
    totp = TOTP.activate(member, SECRET)
    codes = RecoveryCodes.activate(member)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert all(
        authenticator.data.get("seed", "gAAAA").startswith("gAAAA") for authenticator in Authenticator.objects.all()
    )
    assert totp.validate_code(code_now(SECRET))
    assert codes.validate_code(codes.get_unused_codes()[0])
