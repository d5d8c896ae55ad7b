"""The WSGI entry point: ``gunicorn config.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Only now: checks read the settings that the line above loads.
from config.checks import refuse_to_start  # noqa: E402

refuse_to_start()

# In development the server starts again at each change.
from django.conf import settings  # noqa: E402

from config.warming import warm_up  # noqa: E402

if settings.MODE in {"production", "demo"}:
    warm_up(application)
