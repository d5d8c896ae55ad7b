"""The picture that shows where the address of a page is shared."""

from __future__ import annotations

from django import template

from cms.previews.subjects import Shared, shared

register = template.Library()
NAMES = ("worker", "place", "business", "page")
"""What a page's context calls the thing that it is about."""


@register.simple_tag(takes_context=True)
def shared_picture(context: template.Context) -> Shared | None:
    """The picture of the page's thing, else of its site; none where there is no request."""
    request = context.get("request")
    thing = None if context.get("preview") else next((context[name] for name in NAMES if context.get(name)), None)
    return shared(request, thing) if request else None
