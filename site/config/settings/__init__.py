"""Settings, all from the environment; see ``docs/reference/settings.md``.

``HAMEAU_MODE`` is ``production`` unless told otherwise (``manage.py`` of a checkout says ``demo``): a server that
forgets it is only stricter. What is unsafe in production refuses to start: ``config.checks``.
"""

import contextlib
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.settings.secret import kept_secret

env = environ.Env()

PACKAGE_DIR = Path(__file__).resolve().parents[1]
ROOT_DIR = PACKAGE_DIR.parents[1]
SOURCE_ROOTS = [str(ROOT_DIR / "site"), str(ROOT_DIR)]

MODE = env.str("HAMEAU_MODE", "production")
if MODE not in {"production", "demo", "development", "test"}:
    raise ImproperlyConfigured(f"HAMEAU_MODE is {MODE!r}: use production, demo, development or test.")
DEBUG = MODE == "development"
DEMO = MODE in {"demo", "development"}

HAMEAU_HOME = Path(env.str("HAMEAU_HOME", str(ROOT_DIR / "var"))).resolve()
with contextlib.suppress(OSError):  # config.checks says it better
    HAMEAU_HOME.mkdir(parents=True, exist_ok=True)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/")
if MODE == "production":
    SECRET_KEY = env.str("SECRET_KEY", "")
elif MODE == "test":
    SECRET_KEY = "for-tests-only"  # noqa: S105
else:
    SECRET_KEY = env.str("SECRET_KEY", "") or kept_secret(HAMEAU_HOME / "secret-key")

SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

_site = urlsplit(SITE_URL)
# Each territory has a host of its own below the portal's (cms.origins); an IP address has none, hence .localhost.
_below = f".{(_site.hostname or 'localhost').removeprefix('www.')}"
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=[_site.hostname or "", _below, "127.0.0.1", "[::1]", "localhost", *([".localhost"] if DEMO else [])],
)
CSRF_TRUSTED_ORIGINS = [SITE_URL, "".join((_site.scheme, "://*", _below, *_site.netloc.partition(":")[1:]))]
# One sign-in for them all, where a cookie may be for several hosts: not for an address in figures nor for localhost.
_host = _below.removeprefix(".")
SIGN_IN_HOST = _host if re.search(r"\.[a-z][a-z0-9-]*$", _host) and not _host.endswith(".localhost") else ""
WAGTAILADMIN_BASE_URL = SITE_URL
HTTPS = _site.scheme == "https"

INSTALLED_APPS = [
    "config",
    "agenda",
    "cms",
    "directory",
    "places",
    "listings",
    "geography",
    "accounts",
    "mail",
    "search",
    "ui",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.snippets",  # has none: the editor of wagtail-localize takes its scripts
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelsearch",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "accounts.one_sign_in.SharedSessionMiddleware",
    "ui.middleware.AddressLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.PrivateUnlessPublicMiddleware",
    "accounts.middleware.LastSeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ui.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.uploads.limits.RequestSizeMiddleware",
    "cms.middleware.DeskPolicyMiddleware",
    "cms.middleware.TerritoryMiddleware",
    "cms.second_factor.SecondFactorMiddleware",
    "cms.desk.scope.DeskScopeMiddleware",
    "cms.redirecting.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT_DIR / "templates", PACKAGE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context_processors.site",
            ],
            "builtins": ["ui.templatetags.ui"],
        },
    }
]

# Data --------------------------------------------------------------------------------------------------------------

EMBEDDED: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(HAMEAU_HOME / "hameau.sqlite3")}
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL") if env.str("DATABASE_URL", "") else EMBEDDED
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; "
        # All that SQLite can map: a page of a file that is not mapped is copied at each first look at it.
        "PRAGMA mmap_size=2147418112; PRAGMA temp_store=MEMORY;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", "locmemcache://")}
EMAIL = env.email_url("EMAIL_URL", "consolemail://" if MODE != "production" else "smtp://localhost:25")
vars().update(EMAIL)
# The name beside the address is the site's (``mail.outbox``).
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", f"hameau@{_site.hostname or 'localhost'}")
# « lozere:agence.example »: the domain lets this server write in its name (SPF, DKIM), and this territory may.
MAIL_FROM_DOMAINS = [pair.strip().lower() for pair in env.list("MAIL_FROM_DOMAINS", default=[])]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Files -------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = HAMEAU_HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HAMEAU_HOME / "media"
STORAGES = {
    "default": {"BACKEND": env.str("MEDIA_STORAGE", "django.core.files.storage.FileSystemStorage")},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODE in {"production", "demo"}
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# What is served has its content in its name: nothing else is worth compressing.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Without a manifest, files are found where they are written.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE in {"development", "test"}

# People ------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_sign_in"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # Without rules on signs, the CNIL's recommendation of 2022 asks for length.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True  # one address at a time: the old one leaves when the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.NewEmailForm",
    "change_password": "accounts.forms.NewPasswordForm",
    "set_password": "accounts.forms.FirstPasswordForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.ReplacedPasswordForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
}
# Counted in the cache, so for each server process: CACHE_URL names one that they share.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Two server processes that share no cache let twice as many through: ten, at most, for an address.
    "login_failed": "20/m/ip,5/15m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # phones' clocks: a code of the half minute before or after is good
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "accounts.second_factor_forms.CodeForm",
    "reauthenticate": "accounts.second_factor_forms.CodeAgainForm",
    "activate_totp": "accounts.second_factor_forms.FirstCodeForm",
    "add_webauthn": "accounts.second_factor_forms.NewPasskeyForm",
    "authenticate_webauthn": "accounts.second_factor_forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.second_factor_forms.PasskeyAgainForm",
    "login_webauthn": "accounts.second_factor_forms.PasskeyAloneForm",
    "edit_webauthn": "accounts.second_factor_forms.PasskeyNameForm",
}
DESK_NEEDS_SECOND_FACTOR = MODE == "production"

# Language ----------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a translation begins as a draft: it is French still
LOCALE_PATHS = [ROOT_DIR / "locale", PACKAGE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Browser -----------------------------------------------------------------------------------------------------------

TILE_URL = env.str("TILE_URL", "")
TILE_ATTRIBUTION = env.str("TILE_ATTRIBUTION", "")
_tiles = urlsplit(TILE_URL.replace("{s}.", "*.")) if TILE_URL else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([f"{_tiles.scheme}://{_tiles.netloc}"] if _tiles else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_SSL_REDIRECT = MODE == "production" and HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by machines, behind the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("TRUST_PROXY", False) else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Off by default: the other subdomains of an agency's domain are not ours to lock.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_SUBDOMAINS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # Wagtail previews in a frame of our own; CSP forbids the others.
    "security.W005",  # HSTS_SUBDOMAINS says whether the other subdomains are ours.
    "security.W021",
]

# Services ----------------------------------------------------------------------------------------------------------

GEOCODER_URL = env.str("GEOCODER_URL", "https://data.geopf.fr/geocodage").rstrip("/")
COMPANY_REGISTER_URL = env.str("COMPANY_REGISTER_URL", "").rstrip("/")  # empty: nothing is looked up
# Whether links are looked at, and calendars of partners read.
LINK_CHECKS = env.bool("LINK_CHECKS", MODE == "production")
PHONENUMBER_DEFAULT_REGION = "FR"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.File"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.pictures.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic", "heif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024  # as for the photographs of members: listings.images
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
# What a page does not ask in a format of its own is WebP: lighter, and every browser of today reads it.
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"jpeg": "webp", "png": "webp", "webp": "webp", "heic": "webp"}
WAGTAILIMAGES_WEBP_QUALITY = 78
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.uploads.documents.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # every document is an attachment
# A page of 2 500 blocks, the most that one may hold (cms.blocks.bodies), is sent whole: five fields a block or more.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
WAGTAIL_SITE_NAME = "Hameau"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_APPEND_SLASH = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # an address is read aloud, copied by hand, pasted in mails
WAGTAIL_WORKFLOW_ENABLED = True  # of pages: cms.moderation. Who decides on listings is listings.reviewing
WAGTAILADMIN_COMMENTS_ENABLED = False  # its mails would leave past our outbox
# Passwords and addresses change through one door, accounts'.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# Those of France, not the six hundred that the machine knows (one of them, « localtime », no browser does).
WAGTAIL_USER_TIME_ZONES = [
    "Europe/Paris",
    *("America/Cayenne", "America/Guadeloupe", "America/Martinique", "America/Miquelon"),
    *("Indian/Mayotte", "Indian/Reunion", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis"),
]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English")]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "cms.desk.search_backend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
