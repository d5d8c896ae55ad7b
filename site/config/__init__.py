"""Wiring only: settings, addresses, checks, and the commands that set up or watch a whole installation.

Knows every other package and is known by none. It refuses to hold a business rule, a model or a template.
"""
