"""The pictures and documents of an installation from before our own models, carried over."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from cms.models import File, Picture

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def test_what_wagtail_kept_is_ours(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    folder = Collection.get_first_root_node().add_child(name="Canari")
    picture = Image.objects.create(pk=700, title="Ferme", file=get_test_image_file(), collection=folder)
    picture.tags.add("ferme")
    paper = Document.objects.create(pk=900, title="Charte", file=ContentFile(b"x", name="charte.txt"))
    paper.tags.add("charte")
    paper.file.close()
    small = Path(picture.get_rendition("width-20").file.path)
    schema = Mock(connection=connection)
    import_module("cms.migrations.0006_carry_files").carry(apps, schema)
    import_module("cms.migrations.0008_forget_wagtail_files").forget(apps, schema)
    kept, document = Picture.objects.get(), File.objects.get()
    assert (kept.pk, kept.title, kept.collection, kept.created_at) == (700, "Ferme", folder, picture.created_at)
    with document.open_file() as file:
        assert (document.pk, file.read()) == (900, b"x")
    assert [*kept.tags.names(), *document.tags.names()] == ["ferme", "charte"]
    assert not small.exists(), "Renditions are made again."
    assert Path(kept.get_rendition("width-20").file.path).exists()
    assert not [model for model in (Image, Document, Rendition) if model.objects.exists()]
    assert Picture.objects.create(title="Une autre", file=get_test_image_file()).pk > 700
