"""What is published: the abstract listing, its visibility, its freshness, and the desk that hears of changes.

It refuses to know what is listed: a place, a person and a business look the same from here.
"""
