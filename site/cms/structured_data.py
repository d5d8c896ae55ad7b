"""An editorial page in schema.org's words: the JSON-LD of its head. Only what the page itself says.

Vocabulary: https://schema.org/WebPage, NewsArticle, FAQPage and BreadcrumbList, version 30.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.translating import language_of_text
from places.structured_data import Node, as_script

if TYPE_CHECKING:
    from cms.models.pages import BodyPage


def structured_data(page: BodyPage, request: HttpRequest) -> SafeString:
    """The page, where it stands, its questions and what it is about (``structured_node``), as one graph."""
    graph = [page_node(page, request), trail_node(page, request), questions_node(page, request)]
    own = getattr(page, "structured_node", None)
    graph.append(own(request) if own else {})
    if page.depth <= 2:
        graph.append(website_node(request))
    return as_script({"@context": "https://schema.org", "@graph": [node for node in graph if node]})


def page_node(page: BodyPage, request: HttpRequest) -> Node:
    """The page itself; a kind of page adds to it with ``structured_fields``."""
    address = request.build_absolute_uri(request.path)
    node: Node = {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": page.seo_title or page.title,
        "headline": page.title,
        "description": page.description,
        "inLanguage": language_of_text(page),
        "datePublished": _day(page.first_published_at),
        "dateModified": _day(page.last_published_at),
    }
    extra = getattr(page, "structured_fields", None)
    node |= extra(request) if extra else {}
    return {name: value for name, value in node.items() if value}


def website(request: HttpRequest) -> SafeString:
    """The site alone, for a home page without blocks."""
    return as_script({"@context": "https://schema.org", **website_node(request)})


def website_node(request: HttpRequest) -> Node:
    """The site, and how to search it: https://schema.org/SearchAction."""
    home, searching = (
        request.build_absolute_uri(reverse("home")),
        request.build_absolute_uri(reverse("searching:search")),
    )
    territory = getattr(request, "territory", None)
    return {
        "@type": "WebSite",
        "@id": f"{home}#site",
        "url": home,
        "name": f"Hameau {territory.name}" if territory else "Hameau",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{searching}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def trail_node(page: BodyPage, request: HttpRequest) -> Node | None:
    """From the home page to here; nothing for the home page."""
    if page.depth <= 2:
        return None
    home = request.build_absolute_uri(reverse("home"))
    steps = [(_("Accueil"), home)]
    steps += [(above.title, str(above.get_full_url(request))) for above in page.between_home_and_here]
    steps.append((page.title, request.build_absolute_uri(request.path)))
    items = [
        {"@type": "ListItem", "position": rank, "name": name, "item": address}
        for rank, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def questions_node(page: BodyPage, request: HttpRequest) -> Node | None:
    """The questions of the page, which has one list of them for search engines however many blocks."""
    if not page.reading.questions:
        return None
    questions = [
        {"@type": "Question", "name": row.question, "acceptedAnswer": {"@type": "Answer", "text": row.answer}}
        for row in page.reading.questions
    ]
    return {"@type": "FAQPage", "@id": request.build_absolute_uri(request.path) + "#questions", "mainEntity": questions}


def _day(moment: Any) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
