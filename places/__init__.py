"""Work places and their locator: the model, opening hours, import, list, map and page of a place.

It refuses to know who works there: people point at places, a place does not know its people.
"""
