"""How we write to people: one outbox in the database, one set of templates, retried until it is sent, never sent twice.

It refuses to know who they are and why they are written to: an address, a template, what the template reads.
"""
