"""Headers that every answer carries."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ui.middleware import AddressLocaleMiddleware, PermissionsPolicyMiddleware


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.LANGUAGE_CODE)  # type: ignore[attr-defined]


def test_the_address_decides_the_language_and_the_browser_does_not() -> None:
    middleware = AddressLocaleMiddleware(answer)
    french = middleware(RequestFactory().get("/lieux/", headers={"accept-language": "en"}))
    english = middleware(RequestFactory().get("/en/lieux/", headers={"accept-language": "fr"}))
    assert (french.content, english.content) == (b"fr", b"en")
    assert english["Content-Language"] == "en"
    assert not french.has_header("Vary")


def test_a_language_that_we_do_not_speak_is_french() -> None:
    assert AddressLocaleMiddleware(answer)(RequestFactory().get("/de/lieux/")).content == b"fr"


def test_only_the_position_may_be_asked() -> None:
    policy = PermissionsPolicyMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))[
        "Permissions-Policy"
    ]
    assert "geolocation=(self)" in policy
    assert "camera=()" in policy
