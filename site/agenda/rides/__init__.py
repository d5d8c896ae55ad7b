"""Sharing cars to an event: offers and requests by commune, and a relay that tells nobody's address."""
