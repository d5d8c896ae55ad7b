"""Meetings that come again: copies of one, and series that make their pages ahead of their dates."""
