"""The index of pages follows whatever makes a page readable or not; what is found is only what everyone may read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from cms.models import NewsIndexPage, NewsPage, StandardPage
from cms.searching.indexing import NEWS, PAGES, public_pages

pytestmark = pytest.mark.django_db


def found(word: str, index: Any = PAGES) -> set[str]:
    """The slugs of the pages that the index holds for a word."""
    return set(index.query(word).filter(Page.objects.all()).values_list("slug", flat=True))


def page_of(parent: Any, slug: str, **fields: Any) -> StandardPage:
    body = [{"type": "text", "value": "<p>Un mot rare : <b>zinzolin</b>.</p>"}]
    page = StandardPage(**{"title": slug, "slug": slug, "body": body, **fields})
    parent.add_child(instance=page)
    return page


def test_the_text_of_blocks_is_found_while_everyone_may_read_it(lozere_site: Site) -> None:
    body = [
        {"type": "callout", "value": {"kind": "info", "title": "Bon à savoir", "text": "<p>Une bergamasque.</p>"}},
        {
            "type": "questions",
            "value": {"title": "", "questions": [{"question": "Colophane ?", "answer": "<p>Oui</p>"}]},
        },
        {"type": "quote", "value": {"text": "Jargonaphasie", "author": "Personne"}},
    ]
    page = page_of(lozere_site.root_page, "blocs", live=False, lead="Un chapeau hyalin", body=body)
    words = ("bergamasque", "colophane", "jargonaphasie", "hyalin")
    assert not any(found(word) for word in words)
    page.save_revision().publish()
    for word in words:
        assert found(word) == {"blocs"}, word
    page.body, page.title = [{"type": "text", "value": "<p>Embarquer pour Cythère</p>"}], "Brouillon"
    page.save_revision()
    assert (found("cythère"), found("bergamasque")) == (set(), {"blocs"}), "A draft is not what the public reads."
    page.delete()
    check_those_above(lozere_site)


def check_those_above(lozere_site: Site) -> None:
    """A page leaves with its publication, and with what is above it."""
    above = page_of(lozere_site.root_page, "dessus")
    below = page_of(above, "dessous")
    assert found("zinzolin") == {"dessus", "dessous"}
    Page.objects.get(pk=below.pk).unpublish()  # as the desk does: not the specific page
    assert found("zinzolin") == {"dessus"}
    below.save_revision().publish()
    above = StandardPage.objects.get(pk=above.pk)
    above.unpublish()
    assert found("zinzolin") == set()
    above.save_revision().publish()
    assert found("zinzolin") == {"dessus", "dessous"}
    restriction = PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.LOGIN)
    assert found("zinzolin") == set()
    assert not public_pages(Page.objects.filter(pk=below.pk)).exists()
    restriction.delete()
    assert found("zinzolin") == {"dessus", "dessous"}
    StandardPage.objects.get(pk=above.pk).delete()
    assert found("zinzolin") == set()
    closed = page_of(lozere_site.root_page, "prive", body=[])
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    page = page_of(lozere_site.root_page, "public")
    page.move(closed, "last-child")
    assert found("zinzolin") == set()
    Page.objects.get(pk=page.pk).move(lozere_site.root_page, "last-child")
    assert found("zinzolin") == {"public"}


def test_a_scheduled_page_is_found_once_it_is_live_and_the_index_is_rebuilt_as_it_was(
    lozere_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    index = NewsIndexPage.objects.descendant_of(lozere_site.root_page).first()
    if index is None:
        index = lozere_site.root_page.add_child(instance=NewsIndexPage(title="Actualités", slug="actualites"))
    soon = timezone.now() + timedelta(hours=1)
    news = NewsPage(title="Zinzolin", slug="demain", live=False, go_live_at=soon)
    index.add_child(instance=news)
    revision = news.save_revision()
    revision.publish()
    assert found("zinzolin", NEWS) == set()
    past = timezone.now() - timedelta(minutes=1)
    revision.refresh_from_db()
    revision.content["go_live_at"], revision.approved_go_live_at = past.isoformat(), past
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert found("zinzolin", NEWS) == {"demain"}
    assert found("zinzolin") == set()
    page_of(page_of(lozere_site.root_page, "dessus", live=False), "dessous")
    page_of(lozere_site.root_page, "seule")
    for _turn in range(2):
        PAGES.remove(Page.objects.values_list("pk", flat=True))
        call_command("rebuild_search")
        assert found("zinzolin") == {"seule"}
    number = capsys.readouterr().out.splitlines()[-4]
    assert number == f"pages: {public_pages(Page.objects.not_type(NewsPage)).exclude(depth=1).count()}"
