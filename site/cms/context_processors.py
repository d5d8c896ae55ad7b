"""What every page shows of its site."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The territory of the site, for the header and the footer; ``None`` outside of one."""
    return {"territory": getattr(request, "territory", None)}
