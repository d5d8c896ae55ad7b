"""Pages of the contact relay as they are opened and sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from listings.public_forms import FASTEST

WORDS = {
    "name": "Camille Roux",
    "reporter_email": "camille@exemple.fr",
    "introduction": "Je dessine des jardins, à Mende.",
    "subject": "Un bureau deux jours par semaine",
    "text": "Je cherche un bureau au calme, le mardi et le jeudi.",
    "wanted_by": "",
    "website": "",
}

Send = Callable[..., Any]


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page was opened a while before it is sent."""
    real = signing.TimestampSigner.timestamp
    age = FASTEST + 2
    monkeypatch.setattr(
        signing.TimestampSigner, "timestamp", lambda self: signing.b62_encode(signing.b62_decode(real(self)) - age)
    )


@pytest.fixture
def send(unhurried: None) -> Send:
    """Open the form of an address and send it: ``send(client, "/contact/lieu/la-filature/", name="…")``."""

    def open_and_send(client: Client, address: str, /, **answers: str) -> Any:
        found = re.search(r'name="token" value="([^"]+)"', client.get(address).content.decode())
        assert found
        return client.post(address, {**WORDS, "token": found[1], **answers})

    return open_and_send


@pytest.fixture
def post() -> Send:
    """Do something in a thread: ``post(client, "/contact/fil/…/", "repondre", state="interested")``."""

    def do(client: Client, thread: str, word: str, /, **answers: str) -> Any:
        return client.post(f"{thread}{word}/", {f"{word}-{name}": value for name, value in answers.items()})

    return do
