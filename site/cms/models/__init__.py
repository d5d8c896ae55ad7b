"""What an agency writes, and the territory that a site speaks for."""

from cms.models.pages import EditorialPage, HomePage, StandardPage
from cms.models.site_territory import SiteTerritory, is_colour

__all__ = ["EditorialPage", "HomePage", "SiteTerritory", "StandardPage", "is_colour"]
