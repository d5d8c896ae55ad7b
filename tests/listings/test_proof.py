"""Proof of work: what proves, and what those without JavaScript still may."""

from __future__ import annotations

import hashlib
from itertools import count

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client

from listings import proof
from listings.models import ChangeReport
from listings.proof import BITS, is_proven
from listings.public_forms import FASTEST
from tests.factories.places import make_place


def answer_to(token: str) -> str:
    """What the script finds."""
    for number in count():
        digest = hashlib.sha256(f"{token}:{number}".encode()).hexdigest()
        if f"{int(digest, 16):0256b}".startswith("0" * BITS):
            return str(number)
    raise AssertionError


def test_the_answer_is_for_its_token_alone() -> None:
    answer = answer_to("un jeton")
    assert is_proven("un jeton", answer)
    assert not is_proven("un autre", answer)
    for other in (str(int(answer) + 1), "", "9" * 13, f"{answer} "):
        assert not is_proven("un jeton", other)


@pytest.mark.django_db
class TestForm:
    @pytest.fixture(autouse=True)
    def _few_without(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(proof, "MOST_WITHOUT", 2)
        real, age = signing.TimestampSigner.timestamp, FASTEST + 2  # each page was opened a while before it is sent
        monkeypatch.setattr(
            signing.TimestampSigner, "timestamp", lambda self: signing.b62_encode(signing.b62_decode(real(self)) - age)
        )

    def send(self, address: str, sender: int, *, with_proof: bool) -> int:
        """Open the form, wait, send; the status of the answer."""
        client = Client(REMOTE_ADDR=f"192.0.2.{sender}")
        token = client.get(address).context["form"].initial["token"]
        data = {"kind": "closed", "token": token, "proof": answer_to(token) if with_proof else "1"}
        return client.post(address, data).status_code

    def test_those_without_share_an_allowance_those_with_do_not(self) -> None:
        address = f"/lieux/{make_place().slug}/signaler/"
        assert [self.send(address, sender, with_proof=False) for sender in range(4)] == [302, 302, 429, 429]
        assert self.send(address, 9, with_proof=True) == 302
        assert ChangeReport.objects.count() == 3
        cache.clear()
        assert self.send(address, 10, with_proof=False) == 302

    def test_the_page_asks_for_the_work_and_loads_the_script(self, client: Client) -> None:
        html = client.get(f"/lieux/{make_place().slug}/signaler/").content.decode()
        assert f'data-proof-bits="{BITS}"' in html
        assert "listings/proof.js" in html
