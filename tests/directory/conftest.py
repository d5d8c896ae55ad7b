"""People with canaries in all that they hide, written once for a module: a third of a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import override_settings

from directory.models import Business, RemoteWorker
from places.models import Place
from tests.factories.canaries import make_held_listings, make_people
from tests.factories.geography import lay_lozere


@pytest.fixture(scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture
def canary_folder(settings: LazySettings, _folder: Path) -> Path:
    """The folder of the module's files, photographs of the people among them."""
    settings.MEDIA_ROOT = _folder
    return _folder


@pytest.fixture(scope="module")
def _canaries(module_transaction: None, _folder: Path) -> tuple[list[Any], Any, Any]:
    with override_settings(MEDIA_ROOT=_folder):
        lay_lozere()
        keys = [worker.pk for worker in make_people()]
        place, business = make_held_listings()
    return keys, place.pk, business.pk


@pytest.fixture
def people(_canaries: tuple[list[Any], Any, Any], canary_folder: Path, db: None) -> list[RemoteWorker]:
    """Those of ``make_people`` in Lozère, beside the listings of ``make_held_listings``; read anew."""
    return [RemoteWorker.objects.get(pk=pk) for pk in _canaries[0]]


@pytest.fixture
def held(_canaries: tuple[list[Any], Any, Any], canary_folder: Path, db: None) -> tuple[Place, Business]:
    """The place and the business of ``make_held_listings``, read anew."""
    return Place.objects.get(pk=_canaries[1]), Business.objects.get(pk=_canaries[2])
