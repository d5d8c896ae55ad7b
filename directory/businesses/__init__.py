"""Businesses: written, found, counted, shown, edited by their team and on the desk."""
