"""The code that someone shows at the desk: short enough to be read out, in a QR code to be scanned.

It is drawn from the secret of the registration, and leads nowhere by itself: it only says which row of the list to tick
to whom already sees that list.
"""

from __future__ import annotations

from base64 import b32encode
from typing import TYPE_CHECKING

import segno
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from agenda.models import Registration

SALT = "agenda.check_in"
LENGTH = 8
"""Characters of five bits each: among a hundred thousand people, two have the same once in two hundred events."""
_LEGIBLE = str.maketrans("IO", "89")
"""RFC 4648 has no 0, 1, 8 nor 9 in base 32: what may be read as one of them becomes one that it lacks."""


def code_of(registration: Registration) -> str:
    """« 7KQ2-M4XA »: the code of a registration."""
    digest = salted_hmac(SALT, registration.token).digest()
    letters = b32encode(digest).decode()[:LENGTH].translate(_LEGIBLE)
    return f"{letters[:4]}-{letters[4:]}"


def qr_code(text: str) -> SafeString:
    """The QR code of a text as an inline SVG picture that takes the colours and the width it is given."""
    made = segno.make(text, error="m", micro=False)
    return mark_safe(  # noqa: S308 - drawn from squares, nothing of the text is in it
        made.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass="qr-line").replace(
            "<svg ", '<svg aria-hidden="true" ', 1
        )
    )
