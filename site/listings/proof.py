"""Proof of work for public forms: a browser with JavaScript spends a second, a robot that sends thousands spends hours.

The challenge is the form's signed token, so that a proof serves one submission; the answer is a number such that
SHA-256 of ``token:number`` begins with ``BITS`` zero bits (hashcash, A. Back, 2002). ``static/listings/proof.js``
finds it. Without JavaScript there is no proof: such submissions share an allowance of the whole site.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache

BITS = 15
"""Zero bits: some 33 000 hashes, about a second on a phone."""
MOST_WITHOUT = 60
"""Submissions an hour without a proof, all senders together."""
LONGEST = 12
"""Characters of the longest answer that is looked at."""
_KEY = "listings.proof.without"
_HOUR = 3600


def is_proven(token: str, answer: str) -> bool:
    """Whether the answer proves the work for this token."""
    if not answer or len(answer) > LONGEST:
        return False
    digest = hashlib.sha256(f"{token}:{answer}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - BITS) == 0


def take_turn_without() -> bool:
    """Count one submission without a proof; whether the site still takes such within ``MOST_WITHOUT``."""
    cache.add(_KEY, 0, _HOUR)
    try:
        return cache.incr(_KEY) <= MOST_WITHOUT
    except ValueError:  # the hour ended between the two lines
        return True
