"""Which news a site shows: its own; on a site that speaks for no territory, those of all, each with its territory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.listing import numbered
from cms.models.news import NewsPage, NewsQuerySet
from cms.models.site_territory import SiteTerritory
from cms.translating import SOURCE, in_language

PER_PAGE = 12


class YearForm(forms.Form):
    """``annee`` of an address."""

    annee = forms.IntegerField(required=False, min_value=1900, max_value=2999)


def news_of(request: HttpRequest | None) -> NewsQuerySet:
    """The published news of the request's site, the latest first, ready for a list: in English what is translated."""
    news: NewsQuerySet = NewsPage.objects.published()
    site = Site.find_for_request(request) if request else None
    if site and getattr(request, "territory", None):
        news = news.of_site(site)
    else:
        news = news.filter(locale__language_code=SOURCE)
    read: NewsQuerySet = in_language(news).order_by("-date", "-pk")
    listed: NewsQuerySet = read.select_related("picture").prefetch_related("picture__renditions")
    return listed


def latest_news(request: HttpRequest | None, number: int) -> list[NewsPage]:
    """So many news, the latest first, each with its ``territory_name`` where several are mixed."""
    return told_whose(request, list(news_of(request)[:number]))


def told_whose(request: HttpRequest | None, news: list[NewsPage]) -> list[NewsPage]:
    """Give each item the name of its territory, empty where the site speaks for one: the reader knows which."""
    names = {} if getattr(request, "territory", None) else _territories()
    for item in news:
        item.territory_name = next((name for path, name in names.items() if item.path.startswith(path)), "")
    return news


def _territories() -> dict[str, str]:
    """The name of each territory, by the path of its home page in each language."""
    rows = SiteTerritory.objects.order_by("pk").values_list("site__root_page__translation_key", "territory__name")
    names = dict(rows)
    homes = Page.objects.filter(translation_key__in=names).values_list("path", "translation_key")
    return {path: names[key] for path, key in homes}


def asked_news(request: HttpRequest) -> dict[str, Any]:
    """What the list of news shows of an address: ``listed``, ``years``, ``year`` and ``problems``."""
    news = news_of(request)
    years = [day.year for day in news.order_by().dates("date", "year", order="DESC")]
    form = YearForm(request.GET)
    year = form.cleaned_data["annee"] if form.is_valid() else None
    problems = []
    if (year or not form.is_valid()) and year not in years:
        problems, year = [_("Aucune actualité n’est de cette année-là : les voici toutes.")], None
    found = numbered(request, news.filter(date__year=year) if year else news, PER_PAGE)
    found["listed"].object_list = told_whose(request, list(found["listed"].object_list))
    return {**found, "problems": [*problems, *found["problems"]], "years": years, "year": year}
