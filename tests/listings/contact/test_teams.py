"""Conversations when the team of their listing changes: someone leaves it, the listing becomes another."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from listings.contact import actions, limits
from listings.contact.models import ContactBlock, Conversation, Side, State
from listings.merging import merge
from listings.teaming import remove_member
from listings.teams import TeamMember
from tests.factories.contact import PROPOSAL, erase, join, make_held_place, page, shared_with_colleague, write_to
from tests.factories.listings import make_moderator, make_user
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db


class TestLeaving:
    def test_an_address_leaves_the_team_with_its_owner(self, client: Client) -> None:
        row, colleague = shared_with_colleague(text="Du propriétaire")
        elsewhere, _other = shared_with_colleague()
        Conversation.objects.filter(pk=elsewhere.pk).update(shared_by=colleague)
        actions.say(row, Side.RECIPIENT, "De la collègue", uuid4(), colleague)
        remove_member(TeamMember.objects.get(user=colleague), row.recipient)
        row.refresh_from_db()
        elsewhere.refresh_from_db()
        assert (row.state, row.recipient_shares, row.shared_by) == (State.INTERESTED, False, None)
        assert elsewhere.shared_by == colleague, "of another listing's team"
        assert colleague.email not in page(client, row.sender, row)
        text = page(client, row.recipient, row)
        assert "De la collègue" in text
        assert "/partager/" in text, "another may choose"

    def test_who_shared_keeps_it_when_another_leaves(self) -> None:
        row, colleague = shared_with_colleague()
        remove_member(TeamMember.objects.get(user=join(row)), row.recipient)
        row.refresh_from_db()
        assert (row.state, row.shared_by) == (State.SHARED, colleague)


class TestMerging:
    def test_what_the_team_received_goes_on_with_the_listing_kept(self, client: Client) -> None:
        kept, other = make_place(), make_held_place()
        conversation, elsewhere = write_to(other), write_to()
        colleague = join(conversation)
        merge(kept, other, make_moderator(mende()), [])
        assert PROPOSAL in page(client, colleague, conversation)
        elsewhere.refresh_from_db()
        assert elsewhere.listing not in {kept, other}
        erase(conversation.recipient)
        conversation.refresh_from_db()
        assert (conversation.listing, conversation.recipient) == (kept, colleague)

    def test_who_is_blocked_stays_so(self) -> None:
        kept, other = make_place(email="accueil@exemple.fr"), make_place(email="bureau@exemple.fr")
        blocked = actions.block(write_to(other))
        twice = write_to(other)
        actions.block(write_to(kept, account=twice.sender))
        actions.block(twice)
        merge(kept, other, make_moderator(mende()), [])
        for account in (blocked.sender, twice.sender):
            with pytest.raises(actions.Refused):
                write_to(kept, account=account)
        assert write_to(kept).sent_at
        twice.refresh_from_db()
        assert limits.is_blocked(twice)
        assert {row.recipient_key for row in Conversation.objects.all()} == {limits.recipient_key(kept)}
        assert ContactBlock.objects.count() == 2

    def test_of_two_profiles_each_account_keeps_its_own(self) -> None:
        kept, other = (make_worker(owner=make_user()) for _rank in range(2))
        conversation = write_to(other)
        merge(kept, other, make_moderator(mende()), [])
        conversation.refresh_from_db()
        assert conversation.listing == other
