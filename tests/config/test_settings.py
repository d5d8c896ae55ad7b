"""Every setting of the environment is documented, and the demo's secret is kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.secret import kept_secret

ROOT = Path(__file__).resolve().parents[2]
READERS = ("site/config/settings/__init__.py", "gunicorn.conf.py", "site/config/management/commands/serve.py")
NOT_SETTINGS = {"PYTHONPATH", "DJANGO_SETTINGS_MODULE"}


def test_every_setting_is_documented_and_every_document_true() -> None:
    code = "\n".join((ROOT / path).read_text() for path in READERS)
    read = set(re.findall(r"(?:env\.\w+|environ\.get)\(\s*[\"']([A-Z_]+)[\"']", code)) - NOT_SETTINGS
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE))
    assert read - documented == set(), "Settings that docs/reference/settings.md does not tell of."
    assert documented - read == set(), "Settings that docs/reference/settings.md tells of, and nobody reads."


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "home" / "secret-key"
    secret = kept_secret(path)
    assert len(secret) >= 50
    assert kept_secret(path) == secret
    assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in path.parent.iterdir()] == ["secret-key"]


def test_two_homes_have_two_secrets(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "a" / "secret-key") != kept_secret(tmp_path / "b" / "secret-key")


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(ImproperlyConfigured, match="HAMEAU_HOME"):
        kept_secret(tmp_path / "home" / "secret-key")
