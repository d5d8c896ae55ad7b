"""Lists of events: what an address asks for, what is found, and how a page, a calendar and a map tell it."""
