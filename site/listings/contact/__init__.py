"""Writing to whoever holds a listing, through the site, until both choose to share their addresses.

It refuses to show anyone's address before both want it, and anyone's words to the agency unless a party reports them.
"""
