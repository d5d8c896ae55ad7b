"""The language of a page comes from its address alone, so a page is the same for everyone who asks for it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class AddressLocaleMiddleware:
    """Speak the language of the address, ``/en/…`` or French; ``Accept-Language`` and cookies decide nothing.

    It stands in for Django's ``LocaleMiddleware``, which adds ``Vary: Accept-Language`` to the pages without a
    prefix though the browser's preference can't change them, and leaves its language to the thread's next user.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PermissionsPolicyMiddleware:
    """Tell browsers which powers pages may use: the position, asked on a tap in the locator, and nothing else."""

    POLICY = ", ".join(
        [
            "geolocation=(self)",
            *(f"{power}=()" for power in ("accelerometer", "camera", "gyroscope", "magnetometer", "microphone")),
            *(f"{power}=()" for power in ("display-capture", "payment", "usb", "browsing-topics")),
        ]
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response
