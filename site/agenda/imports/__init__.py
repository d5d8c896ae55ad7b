"""Calendars of partners: their addresses are read every day, their events become drafts that the agency reads."""
