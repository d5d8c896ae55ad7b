"""The team of a place or a business reads and answers what is written to it; each colleague shares for themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from listings.contact import actions, limits
from listings.contact.inbox import unanswered, unread_count
from listings.contact.models import ContactBlock, ContactLink, Conversation, Side, State
from listings.contact.permissions import shared_address
from listings.contact.retention import purge
from listings.contact.rights import export
from listings.teams import Role, TeamMember
from tests.factories.contact import (
    PROPOSAL,
    answered,
    erase,
    join,
    last_link,
    mails,
    make_held_place,
    page,
    shared_with_colleague,
    thread_of,
    write_to,
)
from tests.factories.listings import make_user
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db


class TestReading:
    @pytest.mark.parametrize("role", Role)
    def test_a_colleague_finds_it_whatever_their_role(self, client: Client, role: Role) -> None:
        conversation = write_to()
        colleague = join(conversation, role)
        text = page(client, colleague, conversation)
        assert PROPOSAL in text
        assert "Vous répondez au nom de cette fiche" in text
        assert "Les personnes qui la tiennent avec vous voient qui a écrit" in text
        assert conversation.sender.email not in text
        inbox = client.get("/mon-espace/messages/").content.decode()
        assert f"{conversation.sender_name} écrit à «" in inbox
        assert thread_of(conversation) in inbox

    def test_it_waits_for_them_as_for_who_received(self) -> None:
        conversation = write_to()
        colleague = join(conversation)
        for user in (colleague, conversation.recipient):
            assert unread_count(user) == 1
            assert unanswered(user) == [conversation]
        assert unread_count(conversation.sender) == 0
        assert unanswered(conversation.sender) == []

    def test_the_part_ends_with_the_team(self, client: Client) -> None:
        conversation = write_to()
        colleague = join(conversation)
        TeamMember.objects.all().delete()
        client.force_login(colleague)
        assert client.get(thread_of(conversation)).status_code == 404
        assert client.post(f"{thread_of(conversation)}repondre/").status_code == 404

    def test_another_listings_team_reads_nothing(self, client: Client) -> None:
        conversation = write_to()
        client.force_login(join(write_to()))
        assert client.get(thread_of(conversation)).status_code == 404
        assert thread_of(conversation) not in client.get("/mon-espace/messages/").content.decode()

    def test_a_suspended_colleague_reads_nothing(self) -> None:
        colleague = join(write_to(), is_active=False)
        assert not Conversation.objects.of_person(colleague).exists()

    def test_what_went_to_a_public_address_is_no_teams(self) -> None:
        conversation = write_to(make_place(email="accueil@exemple.fr"))
        assert conversation.recipient is None
        assert not Conversation.objects.of_person(join(conversation)).exists()

    def test_who_wrote_and_joined_later_stays_on_their_side(self, client: Client) -> None:
        conversation = write_to()
        TeamMember.objects.create(
            content_type=conversation.content_type, object_id=conversation.object_id, user=conversation.sender
        )
        text = page(client, conversation.sender, conversation)
        assert "Votre message à" in text
        assert "/repondre/" not in text

    def test_a_colleague_does_not_write_to_their_own_listing(self, client: Client) -> None:
        place = make_held_place(slug="la-filature")
        client.force_login(join(write_to(place)))
        answer = client.get("/contact/lieu/la-filature/")
        assert answer.status_code == 302
        assert answer["Location"] == place.get_absolute_url()


class TestAnswering:
    def test_everyone_of_the_team_sees_whose_answer_it_was(self, client: Client, post: Any) -> None:
        conversation = write_to()
        zoe = join(conversation, first_name="Zoé", last_name="Martin")
        third = join(conversation)
        client.force_login(zoe)
        answers = {"state": "interested", "text": "Venez mardi"}
        assert post(client, thread_of(conversation), "repondre", **answers).status_code == 302
        conversation.refresh_from_db()
        assert (conversation.state, conversation.answered_by) == (State.INTERESTED, zoe)
        assert "Vous avez répondu" in page(client, zoe, conversation)
        for user in (conversation.recipient, third):
            text = page(client, user, conversation)
            assert "Zoé Martin a répondu" in text
            assert "<strong>Zoé Martin</strong>" in " ".join(text.split()).replace("> ", ">").replace(" <", "<")
        text = page(client, conversation.sender, conversation)
        assert "Venez mardi" in text
        assert "Zoé" not in text, "who wrote reads the name of the listing"

    def test_the_owners_words_bear_their_name_for_a_colleague(self, client: Client) -> None:
        conversation = answered(text="Venez mardi")
        User.objects.filter(pk=conversation.recipient_id).update(first_name="Ana", last_name="Roux")
        text = page(client, join(conversation), conversation)
        assert "Ana Roux a répondu" in text

    def test_whoever_gave_no_name_keeps_their_address_from_the_page_of_a_secret_link(self, client: Client) -> None:
        conversation = write_to()
        colleague = join(conversation)
        colleague.email = "zoe.martin@exemple.fr"
        colleague.save()
        row = actions.answer(conversation, State.OPEN, uuid4(), text="Quel jour ?", colleague=colleague)
        actions.answer(row, State.INTERESTED, uuid4(), colleague=colleague)
        text = client.get(last_link(conversation.recipient.email)).content.decode()
        assert "zoe.martin" not in text
        assert text.count("z…@exemple.fr") == 2, "who wrote, who answered"
        client.force_login(colleague)
        assert conversation.recipient.email not in page(client, colleague, conversation)

    @pytest.mark.parametrize(
        ("answers", "words"),
        [({"state": "not_now"}, "pas pour le moment"), ({"state": "declined", "reason": "far"}, "C’est trop loin")],
    )
    def test_every_answer_is_told_by_name(self, client: Client, post: Any, answers: dict[str, str], words: str) -> None:
        conversation = write_to()
        client.force_login(join(conversation, first_name="Zoé", last_name="Martin"))
        post(client, thread_of(conversation), "repondre", **answers)
        text = page(client, conversation.recipient, conversation)
        assert "Zoé Martin a répondu" in text
        assert words in text

    def test_who_received_may_answer_after_them(self) -> None:
        conversation = write_to()
        row = actions.answer(conversation, State.NOT_NOW, uuid4(), colleague=join(conversation))
        row = actions.answer(row, State.INTERESTED, uuid4())
        assert (row.state, row.answered_by) == (State.INTERESTED, None)

    def test_what_follows_is_mailed_to_who_took_part_without_a_secret_link(self) -> None:
        conversation = write_to()
        colleague, idle = join(conversation), join(conversation)
        row = actions.answer(conversation, State.INTERESTED, uuid4(), colleague=colleague)
        actions.say(row, Side.SENDER, "Mardi ?", uuid4())
        (mail,) = mails(colleague.email)
        assert thread_of(conversation) in mail.text
        assert "/contact/fil/" not in mail.text
        assert "Mardi" not in mail.text
        assert not mails(idle.email)
        assert len(mails(conversation.recipient.email)) == 2
        TeamMember.objects.filter(user=colleague).delete()
        actions.say(row, Side.SENDER, "Ou mercredi ?", uuid4())
        assert len(mails(colleague.email)) == 1

    def test_the_secret_link_serves_who_received_it(self, client: Client, post: Any) -> None:
        """Whoever is signed in on the machine that opens it."""
        conversation = write_to()
        client.force_login(join(conversation))
        link = last_link(conversation.recipient.email)
        post(client, link, "repondre", state="open", text="Quel jour ?")
        conversation.refresh_from_db()
        assert conversation.answered_by is None
        assert conversation.messages.last().colleague is None

    def test_a_colleague_has_no_links_to_end(self, client: Client, post: Any) -> None:
        conversation = write_to()
        text = page(client, join(conversation), conversation)
        assert "/desactiver/" not in text
        post(client, thread_of(conversation), "desactiver")
        assert not ContactLink.objects.exclude(revoked_at=None).exists()

    def test_a_block_is_for_the_listing_of_the_team(self) -> None:
        owner = make_user()
        here, elsewhere = make_held_place(owner=owner), make_held_place(owner=owner)
        conversation = write_to(here)
        row = actions.block(conversation, join(conversation))
        assert [block.recipient_key for block in ContactBlock.objects.all()] == [limits.listing_key(row)]
        with pytest.raises(actions.Refused):
            write_to(here, account=conversation.sender)
        assert write_to(elsewhere, account=conversation.sender).sent_at


class TestSharing:
    def test_a_colleague_shares_their_own_address_and_no_one_elses(self) -> None:
        row, colleague = shared_with_colleague()
        assert row.state == State.SHARED
        assert shared_address(row, Side.SENDER) == colleague.email
        assert shared_address(row, Side.RECIPIENT, colleague) == row.sender.email
        assert shared_address(row, Side.RECIPIENT) == "", "who received did not choose it"

    def test_pages_show_the_addresses_to_the_two_who_chose(self, client: Client) -> None:
        row, colleague = shared_with_colleague()
        assert colleague.email in page(client, row.sender, row)
        assert row.sender.email in page(client, colleague, row)
        third = join(row)
        for user in (row.recipient, third):
            text = page(client, user, row)
            assert row.sender.email not in text
            assert "Zoé Martin a choisi de partager sa propre adresse" in text
            assert "/partager/" not in text

    def test_the_news_goes_to_the_two_who_chose(self) -> None:
        row, colleague = shared_with_colleague()
        told = {mail.to for mail in mails() if mail.template == "contact_shared"}
        assert told == {row.sender.email, colleague.email}

    def test_a_suspended_colleagues_address_is_not_shown(self) -> None:
        row, colleague = shared_with_colleague()
        colleague.is_active = False
        row.shared_by = colleague
        assert shared_address(row, Side.SENDER) == ""

    def test_who_received_keeps_theirs_from_the_team(self) -> None:
        row = actions.share(actions.share(answered(), Side.SENDER), Side.RECIPIENT)
        assert shared_address(row, Side.SENDER) == row.recipient.email
        assert shared_address(row, Side.RECIPIENT, join(row)) == ""


class TestRights:
    def test_export_holds_what_one_wrote_for_the_team_only(self) -> None:
        conversation = write_to()
        colleague = join(conversation, first_name="Zoé", last_name="Martin")
        row = actions.answer(conversation, State.INTERESTED, uuid4(), text="Venez mardi", colleague=colleague)
        actions.say(row, Side.SENDER, "Mon secret", uuid4())
        own, for_team = export(user=colleague)
        assert list(own.rows) == []
        assert [said["message"] for said in for_team.rows] == ["Venez mardi"]
        assert [said["de"] for section in export(user=conversation.recipient) for said in section.rows] == [
            conversation.sender_name,
            "Zoé Martin",
            conversation.sender_name,
        ]
        assert "Zoé" not in str([section.rows for section in export(user=conversation.sender)])

    def test_a_colleague_who_leaves_takes_their_words_and_address(self, client: Client) -> None:
        row, colleague = shared_with_colleague(text="Du propriétaire")
        actions.say(row, Side.RECIPIENT, "De la collègue", uuid4(), colleague)
        erase(colleague)
        row.refresh_from_db()
        assert [message.text for message in row.messages.all()] == [PROPOSAL, "Du propriétaire"]
        assert (row.state, row.recipient_shares, row.shared_by) == (State.INTERESTED, False, None)
        assert "/partager/" in page(client, row.recipient, row), "another may choose"

    def test_what_who_received_leaves_passes_to_who_holds_it_next(self, client: Client) -> None:
        conversation = answered(text="Du propriétaire")
        heir = join(conversation)
        actions.say(conversation, Side.RECIPIENT, "De la collègue", uuid4(), heir)
        old_link, owner = last_link(conversation.recipient.email), conversation.recipient
        erase(owner)
        conversation.refresh_from_db()
        assert (conversation.recipient, conversation.recipient_gone) == (heir, False)
        assert conversation.recipient_key == limits.user_key(heir.pk)
        assert conversation.state == State.INTERESTED
        assert [message.text for message in conversation.messages.all()] == [PROPOSAL, "De la collègue"]
        assert client.get(old_link).status_code == 404
        text = page(client, heir, conversation)
        assert "Vous répondez au nom" not in text
        assert "Vous avez répondu" not in text
        assert "La réponse est" in text
        assert not mails(owner.email)

    @pytest.mark.parametrize("by_colleague", [True, False])
    @pytest.mark.parametrize(
        ("state", "reason", "words"),
        [
            (State.INTERESTED, "", "oui, parlons-en."),
            (State.NOT_NOW, "", "pas pour le moment. Vous pouvez encore changer d’avis."),
            (State.DECLINED, "far", "non. La raison donnée"),
        ],
    )
    def test_the_answer_of_who_left_is_nobodys_until_another_answers(
        self, client: Client, state: State, reason: str, words: str, by_colleague: bool
    ) -> None:
        conversation = write_to()
        first = join(conversation)
        actions.answer(conversation, state, uuid4(), reason, colleague=first if by_colleague else None)
        join(conversation)
        erase(first if by_colleague else conversation.recipient)
        conversation.refresh_from_db()
        text = page(client, conversation.recipient, conversation)
        assert "avez répondu" not in text
        assert words in text
        again = State.DECLINED if state != State.DECLINED else State.NOT_NOW
        if state == State.INTERESTED:
            return  # an answer for good
        actions.answer(conversation, again, uuid4(), "far" if again == State.DECLINED else "")
        assert "Vous avez répondu" in page(client, conversation.recipient, conversation)

    def test_their_own_answer_stays_the_heirs(self, client: Client) -> None:
        conversation = write_to()
        heir = join(conversation)
        actions.answer(conversation, State.NOT_NOW, uuid4(), colleague=heir)
        erase(conversation.recipient)
        assert "Vous avez répondu" in page(client, heir, conversation)

    def test_who_holds_an_unanswered_one_next_answers_for_themselves(self) -> None:
        conversation = write_to()
        join(conversation)
        erase(conversation.recipient)
        conversation.refresh_from_db()
        assert not conversation.answerer_gone

    def test_an_unanswered_one_is_mailed_to_who_holds_it_next(self, client: Client) -> None:
        conversation = write_to()
        heir = join(conversation)
        erase(conversation.recipient)
        (mail,) = mails(heir.email)
        assert mail.template == "contact_first"
        assert PROPOSAL in client.get(last_link(heir.email)).content.decode()

    def test_the_leavers_shared_address_goes_and_their_block_stays(self) -> None:
        shared = actions.share(actions.share(answered(), Side.SENDER), Side.RECIPIENT)
        blocked = actions.block(answered())
        for row in (shared, blocked):
            join(row)
            erase(row.recipient)
            row.refresh_from_db()
        assert (shared.state, shared.recipient_shares) == (State.INTERESTED, False)
        assert (blocked.state, limits.is_blocked(blocked)) == (State.BLOCKED, True)

    def test_without_a_team_it_ends_with_who_received(self) -> None:
        conversation = answered()
        join(conversation, is_active=False)
        erase(conversation.recipient)
        conversation.refresh_from_db()
        assert (conversation.state, conversation.recipient_gone) == (State.CLOSED, True)

    def test_who_wrote_does_not_become_who_received(self) -> None:
        conversation = answered()
        TeamMember.objects.create(
            content_type=conversation.content_type, object_id=conversation.object_id, user=conversation.sender
        )
        erase(conversation.recipient)
        conversation.refresh_from_db()
        assert (conversation.state, conversation.recipient_gone) == (State.CLOSED, True)

    def test_the_purge_takes_a_colleagues_words_too(self) -> None:
        conversation = write_to()
        actions.answer(conversation, State.OPEN, uuid4(), text="Venez", colleague=join(conversation))
        later = timezone.now() + timedelta(days=366)
        assert purge(later) == 1
        assert not Conversation.objects.exists()
