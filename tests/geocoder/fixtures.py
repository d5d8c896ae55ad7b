"""Geocoding servers for tests, each on its own loopback port, for each worker of a parallel run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from geography import geocoding
from tests.geocoder.faulty import FaultyGeocoder, faulty_geocoder
from tests.geocoder.server import real_geocoder


@pytest.fixture(scope="session")
def geocoder_url() -> Iterator[str]:
    """The address of the real server, started by the first test that wants it."""
    with real_geocoder() as url:
        yield url


@pytest.fixture
def geocoder(geocoder_url: str, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real server, which the application asks at full speed."""
    settings.GEOCODER_URL = geocoder_url
    monkeypatch.setattr(geocoding, "_pace", geocoding.Pace(10_000))
    yield geocoder_url
    geocoding._client.cache_clear()


@pytest.fixture
def faulty(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyGeocoder]:
    """The server that misbehaves."""
    monkeypatch.setattr(geocoding, "_pace", geocoding.Pace(10_000))
    with faulty_geocoder() as server:
        settings.GEOCODER_URL = server.url
        yield server
        geocoding._client.cache_clear()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An application that doesn't wait long, for servers that hang or drip."""
    monkeypatch.setattr(geocoding, "TIMEOUT", 0.2)
    monkeypatch.setattr(geocoding, "DEADLINE", 0.2)
