"""Unsafe production settings refuse to start, whichever door is used."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from accounts.models import User
from config.checks import refuse_to_start

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def production(settings: LazySettings, tmp_path: Path) -> LazySettings:
    """Settings that may serve people."""
    settings.MODE = "production"
    settings.SECRET_KEY = secrets.token_urlsafe(64)
    settings.SITE_URL = "https://hameau.example"
    settings.ALLOWED_HOSTS = ["hameau.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.HAMEAU_HOME = tmp_path
    settings.TILE_URL = settings.TILE_ATTRIBUTION = ""
    return settings


@pytest.mark.django_db
def test_safe_settings_start(production: LazySettings) -> None:
    refuse_to_start()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", "", "E001"),
        ("SECRET_KEY", "short", "E001"),
        ("SECRET_KEY", "ab" * 40, "E001"),
        ("SECRET_KEY", "django-insecure-" + "abcdefghijklmnopqrstuvwxyz" * 3, "E001"),
        ("DEBUG", True, "E002"),
        ("SITE_URL", "hameau.example", "E003"),
        ("SITE_URL", "https://hameau.example/lieux", "E003"),
        ("SITE_URL", "http://hameau.example", "E004"),
        ("ALLOWED_HOSTS", ["*"], "E005"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "E006"),
        ("HAMEAU_HOME", Path("/proc/nowhere"), "E007"),
        ("TILE_URL", "https://tiles.example/{z}/{x}/{y}.png", "E008"),
        ("TILE_URL", "https://tiles.example/", "E009"),
    ],
)
def test_unsafe_setting_refuses_to_start(production: LazySettings, name: str, value: object, reason: str) -> None:
    setattr(production, name, value)
    with pytest.raises(ImproperlyConfigured, match=reason):
        refuse_to_start()


@pytest.mark.django_db
def test_plain_http_is_allowed_on_this_machine_only(production: LazySettings) -> None:
    production.SITE_URL = "http://127.0.0.1:8000"
    refuse_to_start()


@pytest.mark.django_db
def test_demo_users_refuse_to_start_until_they_cannot_sign_in(production: LazySettings) -> None:
    user = User.objects.create_user("Admin@DEMO.example", "hameau-demo")
    with pytest.raises(ImproperlyConfigured, match="1 demo users"):
        refuse_to_start()
    user.is_active = False
    user.save()
    refuse_to_start()


@pytest.mark.django_db
def test_the_demo_may_do_what_production_may_not(production: LazySettings) -> None:
    production.MODE = "demo"
    production.SITE_URL = "http://hameau.example"
    User.objects.create_user("admin@demo.example", "hameau-demo")
    refuse_to_start()


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "gunicorn", "--bind=127.0.0.1:0", "config.wsgi"],
        [sys.executable, "manage.py", "work", "--batch"],
        [sys.executable, "manage.py", "check"],
    ],
    ids=["web", "worker", "check"],
)
def test_every_process_refuses(command: list[str], tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "DATABASE_URL"}}
    environment |= {"HAMEAU_MODE": "production", "HAMEAU_HOME": str(tmp_path), "SITE_URL": "http://hameau.example"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode != 0
    assert "hameau.E001" in done.stderr
    assert "hameau.E004" in done.stderr
