"""The desk of moderators, inside Wagtail's: reports, listings, who moderates. It refuses to know what is listed.

Every view finds its rows through ``for_user(request.user)``: another territory's row answers 404.
"""
