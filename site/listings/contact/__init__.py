"""Writing to whoever holds a listing, through the site, until both choose to share their addresses.

It refuses to show anyone's address before both want it, and to show the agency anyone's words unless a party reports them.
"""
