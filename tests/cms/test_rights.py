"""What the desk keeps about someone goes with them; its logs stay, without their name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail.users.models import UserProfile

from accounts.erasing import erase
from accounts.export import archive_of, sections_of
from accounts.models import User
from cms.models import MailText
from geography.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(settings: Any, tmp_path: Path) -> User:
    """Someone who wrote at the desk."""
    settings.HAMEAU_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path
    user = User.objects.create_user("odile@exemple.fr", "x")
    page = Page.objects.first()
    assert page
    log(page, "wagtail.edit", user=user)
    log(user, "wagtail.edit", user=user)
    profile = UserProfile.get_for_user(user)
    profile.avatar.save("odile.txt", ContentFile(b"portrait"))
    return user


def test_what_was_done_is_exported_with_the_portrait(editor: User) -> None:
    territory = Territory.objects.create(name="Lozère", slug="48", agency_name="Agence")
    told = {"template": "contact_first", "language": "fr", "body": "Cher voisin, {lien}"}
    MailText.objects.create(territory=territory, written_by=editor, **told)
    (words,) = [found for found in sections_of(editor) if found.title == "Textes de courriels"]
    assert words.rows[0]["Texte"] == "Cher voisin, {lien}"
    (section,) = [found for found in sections_of(editor) if found.title == "Bureau de l’agence"]
    assert [row["Action"] for row in section.rows] == ["wagtail.edit", "wagtail.edit"]
    assert len(section.files) == 1
    with archive_of(editor) as file:
        assert file.read(2) == b"PK"


def test_a_member_who_never_came_to_the_desk_has_no_such_section() -> None:
    member = User.objects.create_user("camille@exemple.fr", "x")
    assert "Bureau de l’agence" not in [section.title for section in sections_of(member)]


def test_the_logs_stay_without_a_name(editor: User, tmp_path: Path) -> None:
    before = PageLogEntry.objects.count()
    number = editor.pk
    erase(editor)
    assert PageLogEntry.objects.count() == before
    assert not PageLogEntry.objects.filter(user_id=number).exists()
    assert not ModelLogEntry.objects.filter(user_id=number).exists()
    kept = [*PageLogEntry.objects.values(), *ModelLogEntry.objects.values()]
    assert "odile" not in json.dumps(kept, default=str)
    assert not list(tmp_path.rglob("*odile*"))
