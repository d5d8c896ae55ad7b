"""Every address of the site.

Pages for people exist in each language, French without a prefix and English under ``/en/``; data, files and the desk
have one address.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views import serve as documents
from wagtail.urls import serve_pattern
from wagtail.views import authenticate_with_password
from wagtail.views import serve as serve_page

from cms.desk import files as desk_files
from cms.desk import translation_views
from cms.desk.translations import keep_private
from cms.uploads.serving import document
from config import health, views

# One door: the sign-in of accounts. Wagtail has two more, and a way of its own to ask for another password.
sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))
forgotten_password = login_not_required(RedirectView.as_view(pattern_name="account_reset_password"))

# Renditions only, which never change under their name: documents may be private, originals know where they were
# taken. A proxy in front may serve that folder itself.
serve_media = cache_control(public=True, max_age=30 * 24 * 3600)(login_not_required(views.media))

keep_private(wagtailadmin_urls.urlpatterns)

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", sign_in, name="wagtailadmin_login"),
    re_path(r"^admin/password_reset/", forgotten_password, name="wagtailadmin_password_reset"),
    path("admin/", include(desk_files.urlpatterns)),
    path("admin/localize/", include(translation_views.urlpatterns)),
    path("admin/", include(wagtailadmin_urls)),
    # Whether a document is public is for its collection to say, not for an account.
    re_path(r"^documents/(\d+)/(.*)$", login_not_required(document), name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        login_not_required(documents.authenticate_with_password),
        name="wagtaildocs_authenticate_with_password",
    ),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("plan-du-site.xml", views.sitemap_index, name="sitemap"),
    path("plan-du-site-<slug:section>.xml", views.sitemap_part, name="sitemap_part"),
    path("", include("cms.urls")),
    path("", include("geography.urls")),
    # Wagtail asks for these two names where an editor keeps a page for some: one door, the desk's.
    path("_util/login/", sign_in, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        login_not_required(authenticate_with_password),
        name="wagtailcore_authenticate_with_password",
    ),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("media/images/<path:path>", serve_media, {"document_root": settings.MEDIA_ROOT / "images"}, name="media"),
    *i18n_patterns(
        path("courriel/", include("mail.urls")),
        path("fiche/", include("listings.freshness_urls")),
        path("compte/", include("accounts.urls")),
        path("compte/suite/", views.after_sign_in, name="after_sign_in"),
        path("lieux/", include("places.urls")),
        path("entreprises/", include("directory.business_urls")),
        path("recherche/", include("cms.searching.urls")),
        path("agenda/", include("agenda.urls")),
        path("", include("directory.urls")),
        path("", include("listings.contact.urls")),
        path("mon-espace/", include("listings.space.urls")),
        path("", login_not_required(serve_page), {"path": ""}, name="home"),
        re_path(serve_pattern, login_not_required(serve_page), name="wagtail_serve"),
        prefix_default_language=False,
    ),
]
