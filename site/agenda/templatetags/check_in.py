"""What someone who registered shows at the door."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from agenda.check_in import codes
from agenda.models import Registration

register = template.Library()


@register.simple_tag
def check_in_code(registration: Registration) -> str:
    """« 7KQ2-M4XA »: ``{% check_in_code registration %}``."""
    return codes.code_of(registration)


@register.simple_tag(takes_context=True)
def check_in_qr(context: template.Context, registration: Registration) -> SafeString:
    """Its QR code: the page of the check-in at this code, for a camera that knows no more than to open addresses.

    It opens for those who hold that list alone.
    """
    request: HttpRequest = context["request"]
    path = reverse("attendance_desk:check_in", args=[registration.event_id])
    return codes.qr_code(request.build_absolute_uri(f"{path}?code={codes.code_of(registration)}"))
