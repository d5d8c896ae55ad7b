"""The database is whole again after a test that committed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Collection, Page

from tests.database import MIGRATED, restore_rows
from tests.factories.listings import make_user


@pytest.mark.django_db(transaction=True)
def test_what_the_migrations_wrote_comes_back_and_rows_can_be_added(pytestconfig: pytest.Config) -> None:
    groups = Group.objects.count()
    user = make_user()
    restore_rows(pytestconfig.stash[MIGRATED])
    assert (Collection.get_first_root_node().name, Page.get_first_root_node().depth) == ("Root", 1)
    assert Group.objects.count() == groups
    assert not type(user).objects.exists()
    again = make_user()
    again.groups.add(Group.objects.create(name="Un groupe de plus"))
    assert again.groups.count() == 1
