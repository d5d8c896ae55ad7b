"""Who you are: the user, whose login is an e-mail address.

It refuses to know what a person publishes, where they live or what they may moderate.
"""
