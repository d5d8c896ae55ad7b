"""What of the media folder anyone may fetch by its path: renditions, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("images/lieu.width-400.webp", 200),
        ("documents/secret.pdf", 404),
        ("original_images/lieu.jpg", 404),
        ("images/../documents/secret.pdf", 400),
    ],
)
def test_only_renditions_are_served(client: Client, settings: LazySettings, path: str, status: int) -> None:
    for folder, name in (
        ("images", "lieu.width-400.webp"),
        ("documents", "secret.pdf"),
        ("original_images", "lieu.jpg"),
    ):
        file = Path(settings.MEDIA_ROOT) / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"content")
    answer = client.get(f"/media/{path}")
    assert answer.status_code == status
    answer.close()
