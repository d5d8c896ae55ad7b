"""A 300 MB upload is refused before it is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.test.client import FakePayload

from cms.uploads.limits import MOST_BYTES

pytestmark = pytest.mark.django_db

HEAVY = 300 * 1024 * 1024


class Stream(FakePayload):
    """A body that never ends, and counts what is taken of it."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0

    def read(self, *args: Any, **kwargs: Any) -> bytes:
        """Some more of it."""
        self.taken += 65_536
        assert self.taken <= MOST_BYTES + 1024 * 1024, "More than the heaviest request was read."
        return b"x" * 65_536


def post(client: Client, path: str, length: str) -> tuple[Any, Stream]:
    stream = Stream()
    kind = "multipart/form-data; boundary=limite"
    extra: Any = {"wsgi.input": stream, "CONTENT_LENGTH": length, "CONTENT_TYPE": kind}
    return client.generic("POST", path, **extra), stream


@pytest.mark.parametrize("path", ["/admin/documents/add/", "/admin/images/multiple/add/", "/compte/connexion/", "/"])
@pytest.mark.parametrize("length", [str(HEAVY), "-1", "beaucoup"])
def test_the_length_is_enough_to_refuse(client: Client, path: str, length: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer, stream = post(client, path, length)
    assert (answer.status_code, stream.taken) == (413, 0)
    assert "20 Mo" in answer.content.decode()
