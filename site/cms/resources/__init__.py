"""The resource centre, `/ressources/`: what a visitor may ask of it, what is read inside files, downloads and links.

Its pages are in ``cms.models.resources``; what is derived from them is in ``cms.models.resource_facts``.
"""
