"""What every page shows of its site."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.identity import identity_of


def site(request: HttpRequest) -> dict[str, Any]:
    """``territory`` (false outside of one) and ``identity`` of the site, read only by the templates that show them."""
    return {
        "territory": getattr(request, "territory", None),
        "identity": SimpleLazyObject(lambda: identity_of(request)),
    }
