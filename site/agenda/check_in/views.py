"""The check-in page, and what phones tell it: `/admin/rencontres/<pk>/accueil/`, `/agenda/accueil/<secret>/`."""

from __future__ import annotations

from abc import abstractmethod
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from agenda.check_in import telling
from agenda.check_in.doors import Door, desk_door, relay_door
from agenda.check_in.forms import ButtonForm, LookForm, WalkInForm
from agenda.check_in.roll import page_of, state_of
from ui.middleware import PermissionsPolicyMiddleware

WITH_CAMERA = PermissionsPolicyMiddleware.POLICY.replace("camera=()", "camera=(self)")
"""To scan the codes that people show."""
MOST_SENT = 512 * 1024
"""Bytes of what a phone tells at once."""


class DoorView(View):
    """A page behind a door. Its address is kept to itself, and nothing of it stays in shared caches."""

    @abstractmethod
    def door(self, **where: Any) -> Door:
        """The door of an address. Raises ``Http404``."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open the door first."""
        self.opened = self.door(**kwargs)
        response = super().dispatch(request)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "same-origin"
        response["Permissions-Policy"] = WITH_CAMERA
        response.keeps_strict_policy = True  # type: ignore[attr-defined]
        return response


class DeskDoorView(DoorView):
    """The agency's."""

    def door(self, **where: Any) -> Door:
        """That of one of its events."""
        return desk_door(self.request.user, where["pk"])


@method_decorator(login_not_required, name="dispatch")
class RelayDoorView(DoorView):
    """That of the host of a relay place."""

    def door(self, **where: Any) -> Door:
        """That of a secret."""
        return relay_door(where["token"])


class PageMixin(DoorView):
    """The list, where one ticks; and its forms, for who has no script."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page of a half-day; ``?q=`` narrows the list, ``?code=`` to who shows a code."""
        half = self.opened.half_day(LookForm(request.GET).half)
        form = WalkInForm(self.opened, initial={"key": uuid4(), "half": half.code})
        return self._page(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Tick, untick, let in, take back: then the list again, where it was."""
        act = ButtonForm(request.POST).act
        if act:
            return self._press(request, act)
        form = WalkInForm(self.opened, request.POST)
        if not form.is_valid():
            return self._page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        row = telling.admit(self.opened, form.cleaned_data)
        messages.success(request, _("%(name)s est sur la liste, et sur place.") % {"name": row.name})
        return self._back(request, str(row.pk))

    def _press(self, request: HttpRequest, act: dict[str, Any]) -> HttpResponse:
        why = telling.apply_one(self.opened, act)
        if why:
            messages.error(request, why)
        elif act["act"] == "mark":
            messages.success(request, _("Présence notée.") if act["on"] else _("Présence retirée."))
        else:
            messages.success(request, _("Cette personne est retirée de la liste."))
        return self._back(request, "" if why else act["who"])

    def _back(self, request: HttpRequest, who: str = "") -> HttpResponse:
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        return redirect(f"{self.opened.path}{query}{f'#p{who}' if who else ''}")

    def _page(self, request: HttpRequest, form: WalkInForm, status: int = HTTPStatus.OK) -> HttpResponse:
        look = LookForm(request.GET)
        context = {**page_of(self.opened, look.half, look.words), "form": form}
        return render(request, "agenda/check_in.html", context, status=status)


class SyncMixin(DoorView):
    """What a phone asks and tells, as JSON: everyone on the list, and which of its acts are done."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list as it is now."""
        return self._told(request, telling.Told([], {}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do what is told, then the list as it is."""
        try:
            if len(request.body) > MOST_SENT:
                raise telling.NotATelling
            told = telling.apply(self.opened, orjson.loads(request.body))
        except (orjson.JSONDecodeError, telling.NotATelling):
            return JsonResponse({"error": _("Ces gestes sont illisibles.")}, status=HTTPStatus.BAD_REQUEST)
        return self._told(request, told)

    def _told(self, request: HttpRequest, told: telling.Told) -> HttpResponse:
        answer = {**state_of(self.opened), "done": told.done, "refused": told.refused, "csrf": get_token(request)}
        answer["at"] = round(timezone.now().timestamp() * 1000)
        return HttpResponse(orjson.dumps(answer), content_type="application/json")


class DeskPage(PageMixin, DeskDoorView):
    """`/admin/rencontres/<pk>/accueil/`."""


class DeskSync(SyncMixin, DeskDoorView):
    """`/admin/rencontres/<pk>/accueil/synchro/`."""


class RelayPage(PageMixin, RelayDoorView):
    """`/agenda/accueil/<secret>/`."""


class RelaySync(SyncMixin, RelayDoorView):
    """`/agenda/accueil/<secret>/synchro/`."""


@login_not_required
@require_safe
def offline_script(request: HttpRequest) -> HttpResponse:
    """The service worker, at an address from which it may see to the pages of both doors."""
    path = finders.find("agenda/check-in-offline.js")
    if not path:
        raise FileNotFoundError("agenda/check-in-offline.js")
    response = HttpResponse(Path(str(path)).read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response
