"""The agenda: meetings, their programme, their seats, and who registered.

It composes the pages of ``cms``, the places and the mails below it; it refuses to decide who may write a page, and
keeps of whoever registers only what the meeting needs.
"""
