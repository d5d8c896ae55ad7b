"""What must be true before Hameau starts. In production an unsafe setting is an error, for every process.

``manage.py`` runs these as Django's system checks; the web server, which runs none by itself, calls
``refuse_to_start`` (``config.wsgi``).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.template import TemplateSyntaxError, engines

from config.sign_ins import DEMO_DOMAIN

TAG = "hameau"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
DEVELOPERS_EMAIL = ("console", "locmem", "filebased", "dummy")
SECRET_LENGTH = 50
SECRET_LETTERS = 10

Apps = Sequence[AppConfig] | None


def refuse_to_start() -> None:
    """Raise ``ImproperlyConfigured`` with every reason why this configuration must not serve anyone."""
    errors = [
        message for message in run_checks(tags=[TAG, Tags.database], databases=["default"]) if message.is_serious()
    ]
    if errors:
        reasons = "\n".join(f"  {error.id}: {error.msg} {error.hint or ''}".rstrip() for error in errors)
        raise ImproperlyConfigured(f"Hameau refuses to start:\n{reasons}")


def in_production() -> bool:
    """Whether real people are served."""
    return bool(settings.MODE == "production")


@register(TAG)
def check_secret_key(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Sessions and e-mailed links are only as hard to forge as the secret key is to guess."""
    if not in_production():
        return []
    try:
        secret = settings.SECRET_KEY
    except ImproperlyConfigured:
        secret = ""
    if (
        len(secret) >= SECRET_LENGTH
        and len(set(secret)) >= SECRET_LETTERS
        and not secret.startswith("django-insecure-")
    ):
        return []
    how = 'python -c "import secrets; print(secrets.token_urlsafe(64))"'
    return [
        Error("SECRET_KEY is missing or easy to guess.", hint=f"Set it to what this prints: {how}", id="hameau.E001")
    ]


@register(TAG)
def check_debug(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Debug pages show settings, queries and source code to anyone."""
    if in_production() and settings.DEBUG:
        return [Error("DEBUG is on in production.", id="hameau.E002")]
    return []


@register(TAG)
def check_site_url(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Passwords and session cookies must not travel in the clear; a loopback address does not travel."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme not in {"http", "https"} or not site.hostname or site.path or site.query:
        hint = "Give the scheme, the host and perhaps a port, as in https://hameau.example"
        return [Error(f"SITE_URL is {settings.SITE_URL!r}, not the address of a site.", hint=hint, id="hameau.E003")]
    if in_production() and site.scheme != "https" and site.hostname not in LOOPBACK:
        return [Error("SITE_URL must begin with https:// in production.", id="hameau.E004")]
    return []


@register(TAG)
def check_hosts(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """With any host allowed, an attacker chooses the address written in our e-mails and caches."""
    if in_production() and "*" in settings.ALLOWED_HOSTS:
        return [Error("ALLOWED_HOSTS must not hold * in production.", id="hameau.E005")]
    return []


@register(TAG)
def check_email(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E-mail printed on a console reaches nobody."""
    if in_production() and any(f".{name}." in settings.EMAIL_BACKEND for name in DEVELOPERS_EMAIL):
        hint = "As in EMAIL_URL=smtp+tls://user:password@smtp.example:587"
        return [Error("EMAIL_URL sends e-mail to no one in production.", hint=hint, id="hameau.E006")]
    return []


@register(TAG)
def check_data_folder(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Database (embedded), photos and static files live in ``HAMEAU_HOME``."""
    folder = Path(settings.HAMEAU_HOME)
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return []
    return [Error(f"HAMEAU_HOME, {folder}, is not a folder one can write in.", id="hameau.E007")]


@register(TAG)
def check_tiles(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """A map without the credit its tiles demand breaks their licence; a malformed address breaks the map."""
    if not settings.TILE_URL:
        return []
    errors: list[CheckMessage] = []
    if not settings.TILE_ATTRIBUTION.strip():
        hint = "Give the credit that the tiles’ licence asks for."
        errors.append(Error("TILE_URL is set without TILE_ATTRIBUTION.", hint=hint, id="hameau.E008"))
    tiles = urlsplit(settings.TILE_URL)
    if tiles.scheme not in {"http", "https"} or not all(part in settings.TILE_URL for part in ("{z}", "{x}", "{y}")):
        hint = "As in https://tiles.example/{z}/{x}/{y}.png"
        errors.append(Error("TILE_URL is not the address of tiles.", hint=hint, id="hameau.E009"))
    return errors


@register(Tags.database)
def check_no_demo_sign_ins(
    app_configs: Apps, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The demo's password is printed in this repository: its users open the desk to anyone."""
    if not in_production() or "default" not in (databases or []):
        return []
    try:
        found = get_user_model().objects.filter(email__iendswith=f"@{DEMO_DOMAIN}", is_active=True).count()
    except DatabaseError:
        return []  # Not migrated yet: nobody is in it.
    if not found:
        return []
    hint = "Start from an empty database, or deactivate these users."
    return [Error(f"{found} demo users (@{DEMO_DOMAIN}) can sign in.", hint=hint, id="hameau.E010")]


@register("templates", deploy=True)
def check_templates_compile(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """A syntax error in a template seldom read would otherwise wait for its first visitor."""
    errors: list[CheckMessage] = []
    folder = Path(settings.ROOT_DIR) / "templates"
    for path in sorted(folder.rglob("*.*")) if folder.is_dir() else []:
        try:
            engines["django"].get_template(str(path.relative_to(folder)))
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            errors.append(Error(f"{path}: {error}", id="hameau.E011"))
    return errors
