"""How long, how often, how many: what our pages, mails and register of processing promise, in numbers.

Other tests read these constants, so that they would follow a wrong one; here they are written out.
"""

from __future__ import annotations

from datetime import timedelta

from accounts.middleware import LastSeenMiddleware
from accounts.retention import CONFIRM_WITHIN as SIGN_UP_CONFIRMED_WITHIN
from accounts.retention import ERASE_AFTER, NOTICE, WARN_AFTER
from listings import agency_teams
from listings.actions import REPORTERS_KEPT
from listings.checks import WAITS, Step
from listings.contact.limits import NEW_A_DAY, RECEIVED_A_DAY, WORDS_A_DAY
from listings.contact.links import LIFETIME
from listings.contact.retention import CLOSE_AFTER, CONFIRM_WITHIN, KEPT, REMIND_AFTER
from listings.freshness import LINK_WORKS, MOST_A_RUN, ROUNDS_KEPT
from listings.models import CheckInterval
from listings.retention import INVITATIONS_KEPT
from listings.teaming import INVITATION_LIFE, MOST_A_DAY, MOST_CLAIMS, MOST_INVITATIONS
from mail.retention import KEYS_KEPT, UNSENT_KEPT, WORDS_KEPT


def days(number: int) -> timedelta:
    return timedelta(days=number)


def test_conversations_are_kept_a_year_and_the_silent_ones_end() -> None:
    assert (days(3), days(5), days(30), days(365)) == (CONFIRM_WITHIN, REMIND_AFTER, CLOSE_AFTER, KEPT)
    assert days(60) == LIFETIME


def test_nobody_writes_more_than_this_in_a_day() -> None:
    assert (NEW_A_DAY, RECEIVED_A_DAY, WORDS_A_DAY) == (5, 20, 20)


def test_who_reported_is_kept_a_year() -> None:
    assert days(365) == REPORTERS_KEPT


def test_mails_keep_their_words_a_month_or_three_and_their_key_thirteen() -> None:
    assert (days(30), days(90), days(400)) == (WORDS_KEPT, UNSENT_KEPT, KEYS_KEPT)


def test_accounts_are_warned_at_23_months_and_erased_at_24() -> None:
    assert (WARN_AFTER, ERASE_AFTER, NOTICE) == (23, 24, 1)
    assert days(30) == SIGN_UP_CONFIRMED_WITHIN
    assert days(1) == LastSeenMiddleware.EVERY


def test_invitations_to_a_team_work_two_weeks_ten_at_a_time() -> None:
    assert (days(14), 10) == (INVITATION_LIFE, MOST_INVITATIONS)
    assert days(30) == INVITATIONS_KEPT
    assert (MOST_A_DAY, MOST_CLAIMS) == (20, 5)


def test_invitations_to_a_desk_work_a_week_twenty_at_a_time() -> None:
    assert (days(7), 20) == (agency_teams.INVITATION_LIFE, agency_teams.MOST_INVITATIONS)


def test_listings_are_checked_every_3_6_or_12_months_and_their_owners_are_given_ten_weeks() -> None:
    assert [interval.value for interval in CheckInterval] == [90, 180, 365]
    assert [WAITS[step] for step in (Step.ASKED, Step.REMINDED, Step.TO_CONFIRM)] == [days(14), days(28), days(28)]
    assert (200, days(400), days(730)) == (MOST_A_RUN, LINK_WORKS, ROUNDS_KEPT)
