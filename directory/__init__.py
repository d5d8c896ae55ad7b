"""Remote workers, businesses and what they look for.

People point at places and communes; nothing below knows of people.
"""
