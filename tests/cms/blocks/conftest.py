"""What blocks show: a picture; and the desk's own templates, which read variables that are not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from django.template import engines
from django.template.backends.django import DjangoTemplates
from wagtail.images.tests.utils import get_test_image_file

from cms.models import Picture


@pytest.fixture
def lenient_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail's forms of blocks count on Django's silence."""
    monkeypatch.setattr(cast(DjangoTemplates, engines["django"]).engine, "string_if_invalid", "")


@pytest.fixture
def picture(settings: Any, tmp_path: Path, db: None) -> Picture:
    """A small picture, kept where the test ends."""
    settings.MEDIA_ROOT = tmp_path
    kept: Picture = Picture.objects.create(title="Village", file=get_test_image_file(size=(1200, 800)), credit="Ada")
    return kept
