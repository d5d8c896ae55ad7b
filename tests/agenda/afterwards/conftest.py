"""The event of the check-in, whose day is over."""

from tests.agenda.check_in.conftest import _written, agency, event, neighbours

__all__ = ["_written", "agency", "event", "neighbours"]
