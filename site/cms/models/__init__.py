"""What an agency writes, and the territory that a site speaks for."""

from cms.models.files import File, Picture, PictureRendition
from cms.models.mail_texts import MailText
from cms.models.news import NewsIndexPage, NewsPage
from cms.models.pages import BodyPage, EditorialPage, HomePage, IndexPage, StandardPage
from cms.models.portal import PortalPage
from cms.models.resource_facts import CheckedLink, DocumentText, DownloadCount
from cms.models.resources import (
    CollectedResource,
    ResourceCollectionPage,
    ResourceFile,
    ResourceIndexPage,
    ResourceLink,
    ResourcePage,
)
from cms.models.site_territory import SiteTerritory, is_colour

__all__ = [
    "BodyPage",
    "CheckedLink",
    "CollectedResource",
    "DocumentText",
    "DownloadCount",
    "EditorialPage",
    "File",
    "HomePage",
    "IndexPage",
    "MailText",
    "NewsIndexPage",
    "NewsPage",
    "Picture",
    "PictureRendition",
    "PortalPage",
    "ResourceCollectionPage",
    "ResourceFile",
    "ResourceIndexPage",
    "ResourceLink",
    "ResourcePage",
    "SiteTerritory",
    "StandardPage",
    "is_colour",
]
