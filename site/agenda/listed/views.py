"""What stands beside the page of the agenda: its calendar, that of one event, the data of its map."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from agenda.calendars import calendar_of_one
from agenda.clocks import zone_of
from agenda.listed.calendar import CalendarResults, calendar_text, state_of_calendar
from agenda.listed.map import EventMapAnswer
from agenda.listed.site_agenda import agenda_of
from agenda.models import EventPage
from cms.translating import address_among
from places.map_answer import Refused
from ui.problems import problem

CALENDAR = "text/calendar; charset=utf-8"
_KEPT_FOR = 600


@login_not_required
@require_safe
@cache_control(public=True, max_age=900)
@condition(etag_func=state_of_calendar)
def agenda_calendar(request: HttpRequest) -> HttpResponse:
    """``/agenda/agenda.ics``: what the list finds, or 400 with the reason."""
    key = f"agenda:ics:{state_of_calendar(request)}".replace('"', "")
    text: bytes | None = cache.get(key)
    if text is None:
        results = CalendarResults(request.GET, agenda_of(request))
        if results.filterset.problems:
            return problem(400, _("Paramètres refusés"), " ".join(results.filterset.problems))
        text = calendar_text(results, request)
        cache.set(key, text, _KEPT_FOR)
    return HttpResponse(text, content_type=CALENDAR, headers={"Content-Disposition": 'inline; filename="agenda.ics"'})


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """``/agenda/<slug>.ics``: one event of the site's agenda."""
    events = EventPage.objects.published().child_of(agenda_of(request)).select_related("place", "commune")
    event = get_object_or_404(events, slug=slug)
    url = request.build_absolute_uri(address_among(event, request))
    text = calendar_of_one(event, url, stamp=event.last_published_at)
    disposition = f'attachment; filename="{event.slug}.ics"'
    return HttpResponse(text, content_type=CALENDAR, headers={"Content-Disposition": disposition})


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
def map_data(request: HttpRequest) -> HttpResponse:
    """``/agenda/carte.geojson?bbox=…&z=…``: what a box of the map holds, under the filters of the list."""
    territory = getattr(request, "territory", None)
    answer = EventMapAnswer(request.GET, agenda_of(request), zone_of(territory.pk if territory else None))
    try:
        return HttpResponse(answer.body, content_type="application/geo+json")
    except Refused as refused:
        return problem(400, _("Paramètres refusés"), str(refused))
