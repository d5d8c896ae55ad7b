"""Wagtail's desk, held to a territory: what an agency may open there, and what it finds."""
