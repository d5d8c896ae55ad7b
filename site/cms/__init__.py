"""Editorial pages and the link between a Wagtail site and its territory.

It composes what the packages below offer; it refuses to hold their rules.
"""
