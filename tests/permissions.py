"""Who tries the acts of the permission matrices: every sort of person, and groups of them."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import override_settings

from accounts.models import User
from tests.factories.listings import (
    make_moderator,
    make_superuser,
    make_user,
    millau,
)
from tests.factories.places import mende

ANYONE, MEMBER, OTHER, BUSINESS, KEEPER = "anonymous", "member", "other member", "business", "place manager"
OF_48, OF_12, OF_BOTH, MANAGER = "moderator of 48", "moderator of 12", "moderator of both", "agency manager of 48"
ADMIN, SUSPENDED = "admin", "suspended"
PEOPLE = (ANYONE, MEMBER, OTHER, BUSINESS, KEEPER, OF_48, OF_12, OF_BOTH, MANAGER, ADMIN, SUSPENDED)
"""The moderator of 12 manages the team of 12: the most that a stranger to 48 can be."""
EVERYONE = frozenset(PEOPLE)
DESK = frozenset({OF_48, OF_BOTH, MANAGER, ADMIN})
"""Who moderates what stands in Lozère, as all the listings below do."""
MANAGERS = frozenset({MANAGER, ADMIN})
"""Who decides who is in the agency of Lozère."""
WRITER = "writer of 48"
WRITERS = DESK | {WRITER}
"""Who writes the pages of Lozère's site: the agency, and those who write for it."""


def people() -> dict[str, User]:
    """Everyone but the anonymous visitor."""
    users = {name: make_user() for name in (MEMBER, OTHER, BUSINESS, KEEPER, SUSPENDED)}
    users[SUSPENDED].is_active = False
    users[SUSPENDED].save()
    return {
        **users,
        MANAGER: make_moderator(mende()),  # the first of a team manages it
        OF_48: make_moderator(mende()),
        OF_12: make_moderator(millau()),
        OF_BOTH: make_moderator(mende(), millau()),
        ADMIN: make_superuser(),
    }


@pytest.fixture(scope="module")
def own_media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for the files of a module's tests."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield
    with warnings.catch_warnings():  # Wagtail leaves the temporary file of a new rendition to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def shows(response: HttpResponse) -> bool:
    """Whether a page was shown."""
    return response.status_code == 200
