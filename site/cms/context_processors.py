"""What every page shows of its site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.identity import identity_of


def site(request: HttpRequest) -> dict[str, Any]:
    """``territory`` (false outside of one) and ``identity`` of the site, read only by the templates that show them.

    ``is_demo`` tells that people and places are fictional.
    """
    return {
        "territory": getattr(request, "territory", None),
        "is_demo": settings.DEMO,
        "identity": SimpleLazyObject(lambda: identity_of(request)),
    }
