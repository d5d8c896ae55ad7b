"""Bringing in places from files: read, convert, reconcile and write, each apart.

``reading`` turns any file into rows of text, ``profiles`` say which column is what, ``converting`` makes a place of a
row or says why not, ``reconciling`` compares with what is known, ``running`` writes. Nothing here prints.
"""
