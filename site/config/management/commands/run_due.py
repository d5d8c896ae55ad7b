"""``manage.py run_due``: what must happen regularly, called by ``serve`` every hour or by a timer of the machine."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.module_loading import import_string

Chore = Callable[[datetime], object]


def command(*words: str) -> Chore:
    """A chore that is a command."""
    return lambda now: call_command(*words, verbosity=0)


def function(path: str, *, told_when: bool = True) -> Chore:
    """A chore that is a function, by its dotted path; ``told_when``: it takes the moment that it is."""
    return lambda now: import_string(path)(*([now] if told_when else []))


def task(path: str, *, at_once: bool = False) -> Chore:
    """A chore that is a task: left to the worker, or done ``at_once`` for where none runs."""
    return lambda now: import_string(path).call() if at_once else import_string(path).enqueue()


# A package's own chore is one line here: a function of the moment, that may run any number of times.
CHORES: dict[str, Chore] = {
    "erase again whom a restored backup brought back": function("accounts.erasing.replay", told_when=False),
    "publish and expire listings": command("publish_scheduled"),
    "move openings on to the coming days": function("places.schedules.refresh_schedules", told_when=False),
    "find the points of places that lack one": task("places.geocoding_tasks.geocode_missing"),
    "forget the openings that no place keeps": function("places.schedules.forget_unused_schedules", told_when=False),
    "ask owners whether their listings are still true": function("listings.freshness.run"),
    "remind, close and forget conversations": function("listings.contact.retention.run"),
    "end registrations without an answer, offer their seats, remind who comes": function("agenda.registering.due.run"),
    "ask those who came what they thought": function("agenda.afterwards.asking.run"),
    "make registrations anonymous a year after": function("agenda.afterwards.anonymising.run"),
    "forget invitations that expired": function("listings.retention.run"),
    "forget the addresses of those who reported changes long ago": command("purge_reports", "--apply"),
    "warn and erase accounts that nobody uses": function("accounts.retention.run"),
    "read the files that wait": task("cms.resources.reading.read_waiting"),
    "look at the links of resources": task("cms.resources.link_checks.check_due"),
    "forget the shared cars of events that are over": function("agenda.rides.actions.forget_due"),
    "make the coming pages of series": function("agenda.series.making.top_up"),
    "read the calendars of partners": task("agenda.imports.tasks.read_due"),
    "send the mails that wait": task("mail.tasks.send_due", at_once=True),
    "forget the words of old mails": function("mail.retention.run"),
    "forget ended sessions": command("clearsessions"),
    "forget finished tasks": command("prune_db_task_results", "--min-age-days=30", "--failed-min-age-days=90"),
}


class Command(BaseCommand):
    """Runs every chore; one that fails does not keep the others from running."""

    help = (
        "Do what is due: publish and expire, renew openings, ask owners whether listings are still true, remind, warn, "
        "send mails, forget what must not be kept. Run it every hour, or as often as you like."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for name, chore in CHORES.items():
            try:
                result = chore(timezone.now())
            except Exception:
                failed.append(name)
                self.stderr.write(traceback.format_exc())
                continue
            if options["verbosity"] > 1:
                self.stdout.write(f"{name}: {'done' if result is None else result}")
        if failed:
            raise CommandError(f"These failed: {', '.join(failed)}.")
