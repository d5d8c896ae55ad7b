"""« Mon espace »: what a member holds, where it stands, what is asked of them. Other packages add to it (``registry``).

Every view finds its rows through ``owned_by(request.user)``: someone else's row answers 404.
"""
