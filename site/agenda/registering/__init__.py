"""Registering for an event: the seat, the waiting list, what one may change, and the mails that tell of it."""
