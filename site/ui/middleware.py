"""The language of a page comes from its address alone, so a page is the same for everyone who asks for it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class AddressLocaleMiddleware(LocaleMiddleware):
    """Django's middleware, without ``Accept-Language`` nor cookie: caches keep one copy of each address.

    Django adds ``Vary: Accept-Language`` to pages without a language prefix even where the browser's preference can
    not change them.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of the address, French when it names none."""
        translation.activate(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say the language of the answer."""
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response
