"""The rig itself: a rig that sees nothing would make every browser test pass."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visit import REPORT_VIOLATIONS, Watch, assert_accessible, assert_fits, count_elements, weigh

PAGES = {
    "/clean": "<title>Propre</title><main><h1>Propre</h1><p>Rien à dire.</p></main>",
    "/script-error": "<title>x</title><script src='/throw.js'></script>",
    "/missing": "<title>x</title><img src='/absent.png' alt=''>",
    "/outside": "<title>x</title><img src='http://localhost:1/a.png' alt=''>",
    "/inline": "<title>x</title><p style='color:red'>x</p>",
    "/unlabelled": "<title>x</title><main><h1>x</h1><input></main>",
    "/wide": "<title>x</title><link rel=stylesheet href=/wide.css><main><h1>x</h1><p>x</p></main>",
    "/drawing": "<title>x</title><main><h1>x</h1><svg><g><path/><path/></g></svg></main>",
    "/throw.js": "throw new Error('boum')",
    "/wide.css": "p { width: 5000px }",
}
KINDS = {".js": "text/javascript", ".css": "text/css"}


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path)
        self.send_response(200 if body else 404)
        kind = next((kind for ending, kind in KINDS.items() if self.path.endswith(ending)), "text/html; charset=utf-8")
        self.send_header("Content-Type", kind)
        self.send_header(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src *"
        )
        if self.path == "/clean":
            self.send_header("Link", "<data:,>; rel=icon")
        self.end_headers()
        self.wfile.write(f"<!doctype html><html lang=fr>{body}".encode() if "html" in kind else str(body).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing on the console."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser: Browser, url: str) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(base_url=url, viewport={"width": 320, "height": 600})
    context.add_init_script(REPORT_VIOLATIONS)
    context.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    watch = Watch(context, urlsplit(url).netloc)
    page = context.new_page()
    watch.listen(page)
    yield page, watch
    context.close()


def test_a_clean_page_passes(visit: tuple[Page, Watch]) -> None:
    page, watch = visit
    page.goto("/clean")
    watch.assert_clean()
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/script-error", "boum"),
        ("/missing", "status 404"),
        ("/outside", "outside host: http://localhost:1/a.png"),
        ("/inline", "CSP: style-src-attr"),
    ],
)
def test_a_problem_fails(visit: tuple[Page, Watch], path: str, problem: str) -> None:
    page, watch = visit
    page.goto(path)
    page.wait_for_load_state("networkidle")
    with pytest.raises(AssertionError, match=problem):
        watch.assert_clean()


def test_a_cookie_fails_unless_expected(visit: tuple[Page, Watch]) -> None:
    page, watch = visit
    page.goto("/clean")
    page.context.add_cookies([{"name": "trace", "value": "1", "url": page.url}])
    with pytest.raises(AssertionError, match="cookie set: trace"):
        watch.assert_clean()
    watch.assert_clean(cookies=True)


def test_axe_sees_a_field_without_a_name(visit: tuple[Page, Watch]) -> None:
    page, _ = visit
    page.goto("/unlabelled")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_a_page_wider_than_its_window_fails(visit: tuple[Page, Watch]) -> None:
    page, _ = visit
    page.goto("/wide")
    with pytest.raises(AssertionError, match="<p>x</p>"):
        assert_fits(page)


def test_weight_counts_every_load_as_sent(visit: tuple[Page, Watch]) -> None:
    page, _ = visit
    weight = weigh(page)
    page.goto("/wide")
    page.wait_for_load_state("networkidle")
    assert [load.kind for load in weight.loads][:2] == ["Document", "Stylesheet"]
    assert weight.total("Document") > len(PAGES["/wide"])
    assert weight.total() >= weight.total("Document", "Stylesheet") > weight.total("Stylesheet") > 0


def test_elements_inside_drawings_do_not_count(visit: tuple[Page, Watch]) -> None:
    page, _ = visit
    page.goto("/drawing")
    assert count_elements(page) == len(["html", "head", "title", "body", "main", "h1", "svg"])
