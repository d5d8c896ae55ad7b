"""Sending the forms that anyone may send, as someone would who took the time to read them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from listings.public_forms import FASTEST


def take_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page was opened a while before it is sent."""
    real = signing.TimestampSigner.timestamp
    age = FASTEST + 2
    monkeypatch.setattr(
        signing.TimestampSigner, "timestamp", lambda self: signing.b62_encode(signing.b62_decode(real(self)) - age)
    )


def token_of(client: Client, address: str) -> str:
    """The token of a form, as its page holds it."""
    html = client.get(address).content.decode()
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found
    return found[1]


def send(client: Client, page: str, /, **answers: str) -> Any:
    """Open a page, fill its form in, send it."""
    return client.post(page, {"token": token_of(client, page), "website": "", **answers})
